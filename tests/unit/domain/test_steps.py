from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import UnknownStep
from shared.domain.steps import BRANCHES, INPUTS_OF, Step, dependants, parse_step, parse_steps


def test_the_machine_s_order() -> None:
    assert [step.value for step in Step] == [
        "upload",
        "evidence",
        "insights",
        "personas",
        "answers",
        "evaluation",
        "finalize",
    ]


@pytest.mark.parametrize(
    ("step", "after"),
    [
        (Step.UPLOAD, set(Step) - {Step.UPLOAD}),
        (Step.EVIDENCE, set(Step) - {Step.UPLOAD, Step.EVIDENCE}),
        (Step.INSIGHTS, {Step.FINALIZE}),
        (Step.PERSONAS, {Step.FINALIZE}),
        (Step.ANSWERS, {Step.FINALIZE}),
        (Step.EVALUATION, {Step.FINALIZE}),
        (Step.FINALIZE, set()),
    ],
)
def test_dependants(step: Step, after: set[Step]) -> None:
    assert dependants(step) == after


@pytest.mark.parametrize("step", list(Step))
def test_inputs_come_before_their_step(step: Step) -> None:
    order = list(Step)
    assert all(order.index(needed) < order.index(step) for needed in INPUTS_OF[step])


def test_branches_do_not_read_each_other() -> None:
    assert all(one not in INPUTS_OF[other] for one, other in permutations(BRANCHES, 2))


def test_every_step_has_inputs() -> None:
    assert set(INPUTS_OF) == set(Step)


@given(st.lists(st.sampled_from(list(Step))))
def test_parsed_steps_are_in_order_each_once(steps: list[Step]) -> None:
    assert parse_steps(step.value for step in steps) == tuple(step for step in Step if step in steps)


@pytest.mark.parametrize("name", ["", "Upload", "UPLOAD", " upload", "uploads", "plan", "x" * 500])
def test_anything_else_is_unknown(name: str) -> None:
    with pytest.raises(UnknownStep) as unknown:
        parse_step(name)
    assert unknown.value.field == name[:40]
    assert "finalize" in unknown.value.advice
