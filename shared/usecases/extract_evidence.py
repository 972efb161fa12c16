"""A transcript becomes evidence and people."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from shared.domain.coverage import Coverage
from shared.domain.errors import NoSpeech
from shared.domain.evidence import EvidenceUnit
from shared.domain.limits import MAX_PARALLEL_WINDOWS
from shared.domain.people import links_of, people_of
from shared.domain.person import Person
from shared.domain.quotes import check, merge_duplicates
from shared.domain.references import RowsReference
from shared.domain.steps import Step
from shared.domain.value import Value
from shared.domain.windows import coverage_of, windows_of
from shared.usecases.read_transcript import read_transcript
from shared.usecases.run_step import StepResult, run_step

if TYPE_CHECKING:
    from shared.domain.interview_key import RunKey
    from shared.domain.references import TranscriptReference
    from shared.domain.transcript import Transcript
    from shared.domain.windows import Window
    from shared.ports import Analyst, ArtifactStore, Engines, EvidenceReading, InterviewStore, ResultStore
    from shared.usecases.run_step import Attempt, StepPorts


class ExtractEvidenceOutput(Value):
    """Seed 000's output of this step; evidence travels as a reference to its rows."""

    interview_id: str
    evidence_ids: RowsReference
    evidence_units: RowsReference
    person_id: str | None


def extract_evidence(
    key: RunKey,
    transcript: TranscriptReference,
    *,
    steps: StepPorts,
    interviews: InterviewStore,
    artifacts: ArtifactStore,
    results: ResultStore,
    engines: Engines,
) -> ExtractEvidenceOutput:
    """Reads the transcript window by window; only quotes that occur verbatim become evidence."""

    def work(attempt: Attempt) -> StepResult[ExtractEvidenceOutput]:
        analyst = engines.analyst(attempt.scope)
        spoken = read_transcript(transcript, interviews.get_interview(key.interview), artifacts)
        if not spoken.segments:
            raise NoSpeech("the transcript has no segments", field="fullTranscript")
        windows = windows_of(spoken.segments)
        readings = _read(spoken, windows, analyst)
        people = people_of(spoken.speakers, [person for reading in readings for person in reading.people])
        evidence, coverage = _evidence(spoken, windows, readings, people)
        results.save_rows(attempt.record, [*people, *links_of(spoken.speakers, people), *evidence, coverage])
        return _result(key, transcript.run, analyst, (people, evidence, coverage))

    return run_step(steps, key, Step.EVIDENCE, work, ExtractEvidenceOutput)


def _read(spoken: Transcript, windows: Sequence[Window], analyst: Analyst) -> list[EvidenceReading]:
    def read(window: Window) -> EvidenceReading:
        return analyst.read_window(spoken, window)

    with ThreadPoolExecutor(max_workers=MAX_PARALLEL_WINDOWS) as pool:
        return list(pool.map(read, windows))


def _evidence(
    spoken: Transcript, windows: Sequence[Window], readings: Sequence[EvidenceReading], people: Sequence[Person]
) -> tuple[list[EvidenceUnit], Coverage]:
    person_of = {person.speaker: person.id for person in people}
    drafts = [draft for reading in readings for draft in reading.evidence]
    checked = [unit for draft in drafts if (unit := check(draft, spoken.segments, person_of))]
    evidence = merge_duplicates(checked)
    dropped, merged = len(drafts) - len(checked), len(checked) - len(evidence)
    return evidence, coverage_of(spoken, windows, evidence, dropped=dropped, merged=merged)


Found = tuple[Sequence[Person], Sequence[EvidenceUnit], Coverage]


def _result(key: RunKey, transcript_run: int, analyst: Analyst, found: Found) -> StepResult[ExtractEvidenceOutput]:
    people, evidence, coverage = found
    rows = RowsReference(run=key.run, count=len(evidence))
    output = ExtractEvidenceOutput(
        interview_id=key.interview_id,
        evidence_ids=rows,
        evidence_units=rows,
        person_id=people[0].id if people else None,
    )
    return StepResult(
        output=output,
        engine=analyst.engine,
        warnings=_warnings(evidence, coverage),
        inputs={Step.UPLOAD: transcript_run},
    )


def _warnings(evidence: Sequence[EvidenceUnit], coverage: Coverage) -> tuple[str, ...]:
    warnings = []
    if not evidence:
        warnings.append("no evidence was found in the transcript")
    if coverage.quotes_dropped:
        warnings.append(f"{coverage.quotes_dropped} quotes did not occur in the transcript and were dropped")
    return tuple(warnings)
