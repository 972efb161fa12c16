"""Whatever is recorded, in whatever order and however often: interviews, projects and the organisation agree."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.engines import EngineUse, month_of, sum_uses
from shared.domain.run import Run
from shared.domain.steps import Step
from tests import fakes
from tests.builders import INTERVIEW, at, run, run_key
from tests.unit.domain.test_engines import USES

INTERVIEWS = [INTERVIEW.model_copy(update={"interview_id": f"int_{number}"}) for number in range(4)]
PROJECTS = ["p0", "p1"]
Entry = tuple[Run, Step | None, EngineUse, int, str]


def run_of(number: int, run_number: int) -> Run:
    """A run of an interview; every other interview is of the same project."""
    key = run_key(run_number, INTERVIEWS[number])
    return run(1).model_copy(update={"key": key, "project_id": PROJECTS[number % 2]})


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    """Entries with their repeats, shuffled."""
    steps = st.sampled_from([*Step, None])
    runs = st.builds(run_of, st.integers(0, 3), st.integers(1, 2))
    made = draw(st.lists(st.tuples(runs, steps, USES, st.integers(0, 2)), max_size=12))
    named = [(*entry, str(number)) for number, entry in enumerate(made)]
    return draw(st.permutations(named + draw(st.lists(st.sampled_from(named))) if named else []))


@given(entries())
def test_all_sums_are_the_same(recorded: Sequence[Entry]) -> None:
    ledger = fakes.MemoryLedger(fakes.Memory())
    for made, step, use, month, receipt in recorded:
        ledger.record(made, step, (use,), at(60 * 24 * 31 * month), receipt)
    months = {month_of(at(60 * 24 * 31 * month)) for month in range(3)}
    by_interview = sum_uses(cost.use for key in INTERVIEWS for cost in ledger.costs_of_interview(key))
    by_project = sum_uses(use for p in PROJECTS for use in ledger.costs_of_project("acme", p, None))
    by_month = sum_uses(use for p in PROJECTS for m in months for use in ledger.costs_of_project("acme", p, m))
    by_organisation = sum_uses(use for month in months for use in ledger.costs_of_organisation("acme", month))
    once = sum_uses({receipt: use for _, _, use, _, receipt in recorded}.values())
    assert by_interview == by_project == by_month == by_organisation == once
