"""The plan, over every request that can be made: 7 resumes, 64 skips, 64 histories, run before or not."""

from collections.abc import Iterable, Iterator
from itertools import combinations

import pytest

from shared.domain.errors import InvalidRequest, MissingStepInput, NothingToResume, ParleyError
from shared.domain.plan import plan_steps
from shared.domain.run import RunRequest
from shared.domain.steps import INPUTS_OF, STEPS_OF_RECORDINGS, Step, dependants

ALL = STEPS_OF_RECORDINGS
U, E, I, P, A, F = ALL  # noqa: E741 - the steps in their order
Case = tuple[Step | None, frozenset[Step], frozenset[Step]]


def subsets(steps: Iterable[Step]) -> Iterator[frozenset[Step]]:
    known = tuple(steps)
    return (frozenset(chosen) for size in range(len(known) + 1) for chosen in combinations(known, size))


CASES: list[Case] = [(start, skip, done) for start in (None, *ALL) for skip in subsets(ALL) for done in subsets(ALL)]


def planned(case: Case, *, has_run: bool = True) -> tuple[Step, ...] | ParleyError:
    """The plan, or the error that it was refused with."""
    start, skip, done = case
    request = RunRequest(resume_from=start, skip_steps=tuple(step for step in ALL if step in skip))
    try:
        return plan_steps(request, done, has_run=has_run)
    except ParleyError as error:
        return error


PLANS = {case: plan for case in CASES if isinstance(plan := planned(case), tuple)}
REFUSALS = {case: error for case in CASES if isinstance(error := planned(case), ParleyError)}


def test_most_requests_can_be_told_apart() -> None:
    assert len(PLANS) > 1000
    assert len(REFUSALS) > 1000
    assert {type(error) for error in REFUSALS.values()} == {InvalidRequest, MissingStepInput}


def test_finalize_is_always_in() -> None:
    assert all(Step.FINALIZE in plan for plan in PLANS.values())


def test_steps_are_in_the_machine_s_order_each_once() -> None:
    assert all(plan == tuple(step for step in ALL if step in plan) for plan in PLANS.values())


def test_skipped_steps_are_left_out() -> None:
    assert all(not skip & set(plan) for (_, skip, _), plan in PLANS.items())


def test_every_input_is_made_by_this_run_or_was_made_before() -> None:
    for (_, _, done), plan in PLANS.items():
        assert all(needed in done or needed in plan for step in plan for needed in INPUTS_OF[step])


def test_nothing_before_the_step_to_resume_from_runs() -> None:
    for (start, _, _), plan in PLANS.items():
        assert start is None or all(ALL.index(step) >= ALL.index(start) for step in plan)


def test_what_depends_on_the_step_runs_again_unless_it_is_skipped() -> None:
    for (start, skip, _), plan in PLANS.items():
        assert start is None or (dependants(start) | {start}) & set(ALL) - skip <= set(plan)


def test_finished_siblings_stay_as_they_are() -> None:
    for (start, _, done), plan in PLANS.items():
        if start is not None:
            assert not (done - dependants(start) - {start}) & set(plan)


def test_what_comes_after_and_was_never_completed_runs() -> None:
    for (start, skip, done), plan in PLANS.items():
        if start is not None:
            assert set(ALL[ALL.index(start) :]) - done - skip <= set(plan)


def test_without_a_resume_everything_that_is_not_skipped_runs() -> None:
    for (start, skip, _), plan in PLANS.items():
        assert start is not None or set(plan) == set(ALL) - skip


def test_a_refusal_has_a_cause() -> None:
    for (start, skip, done), error in REFUSALS.items():
        if isinstance(error, InvalidRequest):
            assert Step.FINALIZE in skip or start in skip
        else:
            assert isinstance(error, MissingStepInput)
            assert error.field in ALL
            assert any(needed not in done for needed in INPUTS_OF[Step(error.field)])


def test_a_request_that_must_be_refused_is() -> None:
    assert all(Step.FINALIZE not in skip and start not in skip for start, skip, _ in PLANS)


@pytest.mark.parametrize("case", [case for case in CASES if not case[1] and not case[2]])
def test_before_the_first_run_there_is_nothing_to_resume(case: Case) -> None:
    plan = planned(case, has_run=False)
    assert plan == ALL if case[0] is None else isinstance(plan, NothingToResume)


@pytest.mark.parametrize(
    ("start", "skip", "done", "plan"),
    [
        (None, "", "", (U, E, I, P, A, F)),
        (None, "", "UEIPAF", (U, E, I, P, A, F)),
        (None, "IPA", "", (U, E, F)),
        (U, "", "UEIPAF", (U, E, I, P, A, F)),
        (E, "", "UEIPAF", (E, I, P, A, F)),
        (E, "P", "U", (E, I, A, F)),
        (I, "", "UEIPAF", (I, F)),
        (I, "", "UEPF", (I, A, F)),
        (I, "A", "UEPF", (I, F)),
        (P, "", "UEI", (P, A, F)),
        (A, "", "UEI", (A, F)),
        (F, "", "UEIPA", (F,)),
        (F, "", "", (F,)),
    ],
)
def test_plans(start: Step | None, skip: str, done: str, plan: tuple[Step, ...]) -> None:
    letters = dict(zip("UEIPAF", ALL, strict=True))
    case = (start, frozenset(map(letters.__getitem__, skip)), frozenset(map(letters.__getitem__, done)))
    assert planned(case) == plan


@pytest.mark.parametrize(
    ("start", "skip", "done", "step"),
    [(None, {U}, set(), E), (None, {E}, {U}, I), (E, set(), set(), E), (A, set(), {E}, A), (I, set(), {U}, I)],
)
def test_missing_inputs_name_the_step(start: Step | None, skip: set[Step], done: set[Step], step: Step) -> None:
    error = planned((start, frozenset(skip), frozenset(done)))
    assert isinstance(error, MissingStepInput)
    assert error.field == step


def test_a_resume_takes_a_stale_step_after_it_along() -> None:
    everything = set(Step)
    request = RunRequest(resume_from=Step.INSIGHTS)
    planned = plan_steps(request, everything, has_run=True, stale={Step.ANSWERS})
    assert planned == (Step.INSIGHTS, Step.ANSWERS, Step.FINALIZE)


LIVE = tuple(Step)


def test_a_live_interview_is_evaluated_too() -> None:
    assert plan_steps(RunRequest(), (), has_run=False, possible=LIVE) == LIVE
    again = RunRequest(resume_from=Step.EVIDENCE)
    assert Step.EVALUATION in plan_steps(again, set(Step), has_run=True, possible=LIVE)
    alone = RunRequest(resume_from=Step.EVALUATION)
    assert plan_steps(alone, set(Step), has_run=True, possible=LIVE) == (Step.EVALUATION, Step.FINALIZE)


def test_a_recording_cannot_be_evaluated() -> None:
    with pytest.raises(InvalidRequest, match="not held live"):
        plan_steps(RunRequest(resume_from=Step.EVALUATION), set(Step), has_run=True)
