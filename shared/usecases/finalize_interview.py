"""Totals, status, and the event that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.attribution import AnswerAttribution, AnswerStatus
from shared.domain.bundle import Bundle
from shared.domain.coverage import Coverage
from shared.domain.events import EventName, run_event
from shared.domain.evidence import EvidenceUnit
from shared.domain.finding import FindingKind, finding_of_person, finding_of_theme
from shared.domain.hearing import Heard
from shared.domain.interview_status import InterviewStatus
from shared.domain.person import Person
from shared.domain.quality import quality_alerts
from shared.domain.run_status import RunStatus
from shared.domain.steps import Step
from shared.domain.summary import Summary
from shared.domain.theme import Theme
from shared.domain.totals import InterviewTotals
from shared.domain.update_reason import update_reason
from shared.domain.value import Value
from shared.usecases.result_reader import ResultReader
from shared.usecases.run_step import StepResult, run_step

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from shared.domain.events import DomainEvent
    from shared.domain.interview import Interview
    from shared.domain.interview_key import RunKey
    from shared.domain.run import Run
    from shared.ports import Engines, FindingStore, InterviewStore, ResultStore
    from shared.usecases.run_step import Attempt, StepPorts


class FinalizeInterviewOutput(Value):
    """Seed 000's output of this step: whether every planned step of the run is completed."""

    success: bool


class Found(Bundle):
    """What the steps before have found, as the interview's pointers name it: read once."""

    evidence: tuple[EvidenceUnit, ...]
    people: tuple[Person, ...]
    themes: tuple[Theme, ...]
    answers: tuple[AnswerAttribution, ...]


class FinalizePorts(Bundle):
    """What finalizing needs beside what every step needs."""

    interviews: InterviewStore
    results: ResultStore
    engines: Engines
    findings: FindingStore


def finalize_interview(key: RunKey, *, steps: StepPorts, ports: FinalizePorts) -> FinalizeInterviewOutput:
    """Writes totals and summary; ends the run when all of it succeeded. Conclude Run ends the others."""

    def work(attempt: Attempt) -> StepResult[FinalizeInterviewOutput]:
        reader = ResultReader(ports.interviews.get_interview(key.interview), ports.results)
        found = _found(reader)
        analyst = ports.engines.analyst(attempt.scope)
        _show_in_project(reader.interview, found, ports.findings)
        ports.results.save_rows(attempt.record, [Summary(text=analyst.summarise(found.evidence))])
        return StepResult(
            output=FinalizeInterviewOutput(success=_all_done(attempt.run)),
            engine=analyst.engine,
            inputs=_inputs(reader),
            totals=_totals(reader.output(Step.UPLOAD), found),
        )

    output = run_step(steps, key, Step.FINALIZE, work, FinalizeInterviewOutput)
    _end(key, steps, ports)
    return output


def _found(reader: ResultReader) -> Found:
    return Found(
        evidence=reader.rows(Step.EVIDENCE, EvidenceUnit),
        people=reader.rows(Step.EVIDENCE, Person),
        themes=reader.rows(Step.INSIGHTS, Theme),
        answers=reader.rows(Step.ANSWERS, AnswerAttribution),
    )


def _show_in_project(interview: Interview, found: Found, findings: FindingStore) -> None:
    """Whoever reads a project reads what is here, not all of its interviews. A repeat changes nothing."""
    people = [finding_of_person(interview.id, one) for one in found.people]
    themes = [finding_of_theme(interview.id, one) for one in found.themes]
    findings.replace(interview, FindingKind.PERSON, people)
    findings.replace(interview, FindingKind.THEME, themes)


def _inputs(reader: ResultReader) -> dict[Step, int]:
    """The summary rests on the evidence in sight, so that it is stale when that has been made anew."""
    pointer = reader.interview.pointers.get(Step.EVIDENCE)
    return {Step.EVIDENCE: pointer.run} if pointer else {}


def _all_done(run: Run) -> bool:
    """The steps before had ended when this one began."""
    return set(run.planned_steps) <= {*run.completed_steps, Step.FINALIZE}


def _totals(heard: Mapping[str, Any], found: Found) -> InterviewTotals:
    return InterviewTotals(
        segments=heard.get("segments", 0),
        audio_seconds=heard.get("durationSeconds", 0.0),
        evidence=len(found.evidence),
        themes=len(found.themes),
        people=len(found.people),
        answered=sum(answer.status is AnswerStatus.ANSWERED for answer in found.answers),
        questions=len(found.answers),
    )


def _end(key: RunKey, steps: StepPorts, ports: FinalizePorts) -> None:
    run = steps.runs.get_run(key)
    if not set(run.planned_steps) <= set(run.completed_steps):
        return
    event = _announcement(run, steps)
    reader = ResultReader(ports.interviews.get_interview(key.interview), ports.results)
    also = _alert(event, reader)
    steps.runs.end_run(run, RunStatus.SUCCEEDED, InterviewStatus.COMPLETED, None, event, also=also)


def _announcement(run: Run, steps: StepPorts) -> DomainEvent:
    """An interview is completed once; what a later run makes of it is an update of its results."""
    reason = update_reason(run, _earlier(run, steps)) if run.key.run > 1 else None
    name = EventName.RESULTS_UPDATED if reason else EventName.INTERVIEW_COMPLETED
    return run_event(name, run.key, steps.clock.now(), sequence=run.redrives, reason=reason)


def _earlier(run: Run, steps: StepPorts) -> list[Run]:
    return [one for one in steps.runs.list_runs(run.key.interview) if one.key.run < run.key.run]


def _alert(end: DomainEvent, reader: ResultReader) -> tuple[DomainEvent, ...]:
    """What wants a person's eye, said in the same breath as the end."""
    heard = Heard.model_validate(reader.output(Step.UPLOAD).get("heard", {}))
    totals = reader.interview.totals
    alerts = quality_alerts(heard, reader.first(Step.EVIDENCE, Coverage), totals.evidence if totals else 0)
    alert = {"event": EventName.QUALITY_ALERT, "event_id": f"{end.event_id}-alert", "reason": None, "alerts": alerts}
    return (end.model_copy(update=alert),) if alerts else ()
