"""The first state of the machine: which steps this run executes, and where the inputs of the others are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.interview_key import upload_key
from shared.domain.references import RowsReference, TranscriptReference
from shared.domain.steps import Step
from shared.domain.value import Value
from shared.usecases.hold_slots import Lease

if TYPE_CHECKING:
    from shared.domain.interview import Interview
    from shared.domain.interview_key import RunKey
    from shared.ports import AdmissionStore, Clock, InterviewStore, RunStore


class RunPlan(Value):
    """The plan as the machine reads it. References are null until a step of this run yields them."""

    project_id: str
    media_url: str
    plan: dict[Step, bool]
    transcript: TranscriptReference | None
    evidence: RowsReference | None


def plan_run(
    key: RunKey, *, interviews: InterviewStore, runs: RunStore, admission: AdmissionStore, clock: Clock
) -> RunPlan:
    """Reads the plan that was made when the run was accepted, and renews the leases of the run's slots.

    Raises UnknownInterview, InterviewErased, UnknownRun.
    """
    interview = interviews.get_interview(key.interview)
    run = runs.get_run(key)
    Lease(run, admission, clock).renew()
    transcript = _output(interview, Step.UPLOAD, "transcriptData")
    evidence = _output(interview, Step.EVIDENCE, "evidenceUnits")
    return RunPlan(
        project_id=interview.project_id,
        media_url=upload_key(key.interview),
        plan={step: step in run.planned_steps for step in Step},
        transcript=TranscriptReference.model_validate(transcript) if transcript else None,
        evidence=RowsReference.model_validate(evidence) if evidence else None,
    )


def _output(interview: Interview, step: Step, name: str) -> object | None:
    pointer = interview.pointers.get(step)
    return pointer.output.get(name) if pointer else None
