"""The steps of a run and what depends on what."""

from collections.abc import Iterable
from enum import StrEnum

from shared.domain.errors import UnknownStep


class Step(StrEnum):
    """The steps, by the names that `resumeFrom` and `skipSteps` use."""

    UPLOAD = "upload"
    EVIDENCE = "evidence"
    INSIGHTS = "insights"
    PERSONAS = "personas"
    ANSWERS = "answers"
    EVALUATION = "evaluation"
    FINALIZE = "finalize"


# A step reads the outputs of these; they must exist before it can run.
INPUTS_OF: dict[Step, tuple[Step, ...]] = {
    Step.UPLOAD: (),
    Step.EVIDENCE: (Step.UPLOAD,),
    Step.INSIGHTS: (Step.EVIDENCE,),
    Step.PERSONAS: (Step.EVIDENCE,),
    Step.ANSWERS: (Step.UPLOAD, Step.EVIDENCE),
    Step.EVALUATION: (Step.EVIDENCE,),
    Step.FINALIZE: (),
}

# The branches of the machine that run side by side, each catching its own failure.
BRANCHES: tuple[Step, ...] = (Step.INSIGHTS, Step.PERSONAS, Step.ANSWERS, Step.EVALUATION)

# What can be done with a recording. Only what was answered to questions of ours is evaluated.
STEPS_OF_RECORDINGS: tuple[Step, ...] = tuple(step for step in Step if step is not Step.EVALUATION)


def parse_step(name: str) -> Step:
    """The step of that name, or `UnknownStep`."""
    try:
        return Step(name)
    except ValueError:
        raise UnknownStep("there is no such step", field=name[:40]) from None


def parse_steps(names: Iterable[str]) -> tuple[Step, ...]:
    """The steps of those names in the order of the machine, each once."""
    wanted = {parse_step(name) for name in names}
    return tuple(step for step in Step if step in wanted)


def dependants(step: Step) -> frozenset[Step]:
    """Every step that must run again when `step` has run again, `finalize` always among them."""
    direct = {other for other, inputs in INPUTS_OF.items() if step in inputs}
    nested = {far for near in direct for far in dependants(near)}
    return frozenset(direct | nested | {Step.FINALIZE}) - {step}
