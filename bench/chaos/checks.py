"""What has to hold after a storm."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from bench.chaos.kept import key_of, results_kept
from bench.chaos.provider import HEARING, Call
from bench.chaos.recordings import Recording
from bench.chaos.said import turns
from bench.sandbox import ORGANISATION, Sandbox, TooSlow, wait_for
from shared.domain.admission import Slot, held_slots
from shared.domain.interview_key import InterviewKey
from shared.domain.lane import Lane
from shared.domain.run_status import StepStatus
from shared.domain.steps import Step
from shared.usecases.read_results import read_results

SLOT_SECONDS = 120
# Finalize is planned anew by every run, so it is not among what is finished once and for all.
STEP_OF_CALL = {
    HEARING: Step.UPLOAD,
    "EvidenceAnswer": Step.EVIDENCE,
    "ThemesAnswer": Step.INSIGHTS,
    "PersonasAnswer": Step.PERSONAS,
    "QuestionsAnswer": Step.ANSWERS,
}


class Finished(NamedTuple):
    """When an interview's steps were first completed, and what is kept of its work, by the names it is kept under."""

    steps: Mapping[Step, datetime]
    results: Mapping[str, str]


def finished_of(stage: Sandbox, number: int) -> Finished:
    """In the end."""
    return Finished(_completed(stage, key_of(number)), results_kept(stage, number))


def needless_calls(calls: Sequence[Call], finished: Mapping[int, Finished]) -> int:
    """Calls for a step that had been completed, or for what was already kept: a piece heard, a question answered.

    What is being stored meanwhile is not kept yet: who dies before that has to ask again.
    """
    return sum(_is_needless(call, finished[call.number]) for call in calls if call.number is not None)


def _is_needless(call: Call, finished: Finished) -> bool:
    ended = finished.steps.get(STEP_OF_CALL.get(call.call, Step.FINALIZE))
    was_kept = any(finished.results.get(name) == call.result for name in call.kept)
    return was_kept or (ended is not None and datetime.fromtimestamp(call.at, UTC) > ended)


def _completed(stage: Sandbox, key: InterviewKey) -> dict[Step, datetime]:
    """When each step was first completed, in any run."""
    found: dict[Step, datetime] = {}
    for run in stage.root.runs.list_runs(key):
        for record in stage.root.runs.list_steps(run.key):
            if record.status is StepStatus.COMPLETED and record.ended_at and record.step in STEP_OF_CALL.values():
                found[record.step] = min(record.ended_at, found.get(record.step, record.ended_at))
    return found


def wrong_evidence(stage: Sandbox, keys: Sequence[InterviewKey], recordings: Sequence[Recording]) -> int:
    """Interviews whose evidence is not exactly what the participant said, each sentence once."""
    heard = {one.number: one.turns for one in recordings}
    said = [heard.get(number) or turns(number) for number in range(len(keys))]
    expected = [sorted(turn.text for turn in one if turn.answers) for one in said]
    return sum(_evidence(stage, key) != one for key, one in zip(keys, expected, strict=True))


def _evidence(stage: Sandbox, key: InterviewKey) -> list[str]:
    root = stage.root
    results = read_results(key, interviews=root.interviews, results=root.results, ledger=root.ledger)
    return sorted(unit.quote for unit in results.evidence)


def held_slots_of(stage: Sandbox, tick: Callable[[], None]) -> int:
    """How many slots somebody still holds, once the schedule had time to free them."""

    def look() -> bool | None:
        tick()
        return True if not _held(stage) else None

    try:
        wait_for(look, SLOT_SECONDS, every=2)
    except TooSlow:
        return len(_held(stage))
    return 0


def _held(stage: Sandbox) -> tuple[Slot, ...]:
    admission = stage.root.admission
    slots = [slot for lane in Lane for slot in admission.lane_slots(lane)]
    return held_slots([*slots, *admission.organisation_slots(ORGANISATION)], stage.root.clock.now())
