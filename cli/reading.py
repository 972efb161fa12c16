"""What `parley show` needs of an interview, as of its last run or of an earlier one."""

from collections.abc import Sequence
from dataclasses import dataclass

from cli.stage import Session
from shared.domain.interview import Interview, StepPointer
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewMode
from shared.domain.project import Project
from shared.domain.run import Run
from shared.domain.session.turn import Turn
from shared.domain.step_record import StepRecord
from shared.domain.steps import INPUTS_OF, Step
from shared.runtime.bootstrap import Root
from shared.usecases.read_results import InterviewResults, results_of


@dataclass(frozen=True)
class Shown:
    """An interview's results, with the run they are seen from and the records of the steps that made them.

    `turns` are what was asked and answered where it was held live.
    """

    results: InterviewResults
    project: Project
    run: Run | None
    steps: Sequence[StepRecord]
    turns: Sequence[Turn] = ()

    @property
    def draft(self) -> bool:
        """Whether the embedded analyst made any of it. Who heard the recording is beside each step's time."""
        analysis = (record for record in self.steps if record.step is not Step.UPLOAD)
        return any(record.engine and record.engine.draft for record in analysis)

    def dump(self) -> dict[str, object]:
        """All of it for programs: the results' own fields, and what stands around them."""
        results = self.results.model_dump(mode="json", by_alias=True)
        return results | {"draft": self.draft, "run": self.run, "steps": self.steps, "turns": self.turns}


def read_shown(session: Session, interview_id: str, number: int | None) -> Shown:
    """Reads an interview as of run `number`, or as it is. Raises UnknownInterview, UnknownRun."""
    root, key = session.root, key_of(session, interview_id)
    interview = root.interviews.get_interview(key)
    run = root.runs.get_run(interview.run_key(number or interview.last_run)) if number or interview.last_run else None
    if run and number is not None:
        interview = interview_as_of(interview, root.runs.list_runs(key), run)
    return Shown(
        results=results_of(interview, root.results, root.ledger),
        project=root.projects.get(session.organisation_id, interview.project_id),
        run=run,
        steps=steps_in_sight(interview, run, root),
        turns=root.sessions.turns(key) if interview.mode is InterviewMode.LIVE else (),
    )


def key_of(session: Session, interview_id: str) -> InterviewKey:
    """The key of an interview of the session's organisation."""
    return InterviewKey(organisation_id=session.organisation_id, interview_id=interview_id)


def interview_as_of(interview: Interview, runs: Sequence[Run], last: Run) -> Interview:
    """The interview with the pointers that it had when run `last` was its last: every completed step moved one."""
    until = [run for run in runs if run.key.run <= last.key.run]
    pointers = {step: _pointer(step, made, until) for step in Step if (made := _latest(step, until))}
    return interview.model_copy(update={"pointers": pointers, "last_run": last.key.run})


def _latest(step: Step, runs: Sequence[Run]) -> int | None:
    return max((run.key.run for run in runs if step in run.completed_steps), default=None)


def _pointer(step: Step, made: int, runs: Sequence[Run]) -> StepPointer:
    before = [run for run in runs if run.key.run <= made]
    return StepPointer(run=made, inputs={needed: run for needed in INPUTS_OF[step] if (run := _latest(needed, before))})


def steps_in_sight(interview: Interview, run: Run | None, root: Root) -> list[StepRecord]:
    """Per step, the record of the run whose result is in sight; of a step without any, the run's own record."""
    wanted = {step: pointer.run for step, pointer in interview.pointers.items()}
    numbers = set(wanted.values()) | ({run.key.run} if run else set())
    records = [record for number in sorted(numbers) for record in root.runs.list_steps(interview.run_key(number))]
    own = run.key.run if run else 0
    return [record for record in records if record.run.run == wanted.get(record.step, own)]
