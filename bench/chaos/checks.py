"""What has to hold after a storm."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from bench.sandbox import ORGANISATION, Sandbox, TooSlow, truth_of, wait_for
from shared.domain.admission import Slot, held_slots
from shared.domain.interview_key import InterviewKey
from shared.domain.lane import Lane
from shared.domain.run_status import StepStatus
from shared.domain.steps import Step
from shared.usecases.read_results import read_results

SLOT_SECONDS = 120
# Finalize is planned anew by every run, so it is not among what is finished once and for all.
STEP_OF_CALL = {
    "transcribe": Step.UPLOAD,
    "read_window": Step.EVIDENCE,
    "find_themes": Step.INSIGHTS,
    "match_personas": Step.PERSONAS,
    "attribute_answers": Step.ANSWERS,
}


class Call(NamedTuple):
    """A provider was called."""

    interview_id: str
    call: str
    at: datetime


def provider_calls(journal: Path) -> list[Call]:
    """Every call that any worker has noted, whether it was answered or not."""
    lines = [json.loads(line) for file in journal.glob("*.calls") for line in file.read_text().splitlines()]
    return [Call(line["interview"], line["call"], datetime.fromtimestamp(line["at"], UTC)) for line in lines]


def needless_calls(stage: Sandbox, keys: Sequence[InterviewKey], calls: Sequence[Call]) -> int:
    """Calls for a step of an interview after the step had first been completed."""
    done = {(key.interview_id, step): at for key in keys for step, at in _completed(stage, key).items()}
    times = [(call.at, done.get((call.interview_id, STEP_OF_CALL.get(call.call, Step.FINALIZE)))) for call in calls]
    return sum(finished is not None and at > finished for at, finished in times)


def _completed(stage: Sandbox, key: InterviewKey) -> dict[Step, datetime]:
    """When each step was first completed, in any run."""
    found: dict[Step, datetime] = {}
    for run in stage.root.runs.list_runs(key):
        for record in stage.root.runs.list_steps(run.key):
            if record.status is StepStatus.COMPLETED and record.ended_at and record.step in STEP_OF_CALL.values():
                found[record.step] = min(record.ended_at, found.get(record.step, record.ended_at))
    return found


def wrong_evidence(stage: Sandbox, keys: Sequence[InterviewKey], *, turns: int) -> int:
    """Interviews whose evidence is not exactly what the participant said, each sentence once."""
    said = sorted(turn["text"] for turn in truth_of("scheduling-tool")["turns"][:turns] if _answers(turn))
    return sum(_evidence(stage, key) != said for key in keys)


def _answers(turn: dict[str, str]) -> bool:
    return turn["speaker"] == "participant"


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
