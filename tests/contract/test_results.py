"""What every ResultStore does."""

import pytest

from shared.domain.coverage import Coverage
from shared.domain.errors import AttemptSuperseded
from shared.domain.evidence import EvidenceUnit
from shared.domain.interview_status import InterviewStatus
from shared.domain.person import Person
from shared.domain.run_status import RunStatus
from shared.domain.step_record import StepRecord
from shared.domain.steps import Step
from tests import builders
from tests.builders import at, completed, event, run_key, unit
from tests.contract.conftest import Stores

COVERAGE = Coverage(
    segments=3,
    segments_read=3,
    participant_seconds=24.1,
    evidence_seconds=8.0,
    windows=1,
    quotes_dropped=0,
    duplicates_merged=0,
)


@pytest.fixture
def running(stores: Stores) -> Stores:
    """An interview whose first run is under way."""
    stores.interviews.create_interview(builders.interview())
    stores.runs.begin_run(builders.run(1), None)
    return stores


def begin(stores: Stores, number: int = 1) -> StepRecord:
    """A further attempt of the step."""
    return stores.runs.begin_step(run_key(number), Step.EVIDENCE, at(2)).record


class TestResults:
    def test_come_back_by_kind_in_the_order_they_were_saved(self, running: Stores) -> None:
        units = [unit(f"quote {number}", segment_index=99 - number) for number in range(40)]
        people = [Person(id="p2", speaker="S2", name="Zoë 🌍"), Person(id="p1", speaker="S1")]
        running.results.save_rows(begin(running), [*people, *units, COVERAGE])
        assert list(running.results.load_rows(run_key(), Step.EVIDENCE, EvidenceUnit)) == units
        assert list(running.results.load_rows(run_key(), Step.EVIDENCE, Person)) == people
        assert list(running.results.load_rows(run_key(), Step.EVIDENCE, Coverage)) == [COVERAGE]

    def test_fractions_of_seconds_come_back_exactly(self, running: Stores) -> None:
        exact = unit(start_seconds=0.1 + 0.2, end_seconds=1e-7, confidence=1 / 3)
        running.results.save_rows(begin(running), [exact])
        assert list(running.results.load_rows(run_key(), Step.EVIDENCE, EvidenceUnit)) == [exact]

    def test_of_another_run_or_step_are_not_seen(self, running: Stores) -> None:
        running.results.save_rows(begin(running), [unit()])
        assert list(running.results.load_rows(run_key(2), Step.EVIDENCE, EvidenceUnit)) == []
        assert list(running.results.load_rows(run_key(1), Step.INSIGHTS, EvidenceUnit)) == []

    def test_a_repeat_replaces_them(self, running: Stores) -> None:
        running.results.save_rows(begin(running), [unit("one"), unit("two"), COVERAGE])
        running.results.save_rows(begin(running), [unit("three")])
        loaded = running.results.load_rows(run_key(), Step.EVIDENCE, EvidenceUnit)
        assert [row.quote for row in loaded] == ["three"]
        assert list(running.results.load_rows(run_key(), Step.EVIDENCE, Coverage)) == []

    def test_a_repeat_leaves_other_runs_alone(self, running: Stores) -> None:
        running.results.save_rows(begin(running), [unit("first"), unit("second")])
        running.runs.end_run(builders.run(1), RunStatus.STOPPED, InterviewStatus.FAILED, "stopped", event())
        running.runs.begin_run(builders.run(2), None)
        running.results.save_rows(begin(running, 2), [unit("anew")])
        running.results.save_rows(begin(running, 2), [])
        assert len(running.results.load_rows(run_key(1), Step.EVIDENCE, EvidenceUnit)) == 2

    @pytest.mark.parametrize("count", [0, 1, 99, 100, 210])
    def test_any_number_of_rows(self, running: Stores, count: int) -> None:
        running.results.save_rows(begin(running), [unit(str(number)) for number in range(count)])
        loaded = running.results.load_rows(run_key(), Step.EVIDENCE, EvidenceUnit)
        assert [row.quote for row in loaded] == [str(number) for number in range(count)]

    def test_a_late_attempt_writes_nothing(self, running: Stores) -> None:
        late = begin(running)
        running.results.save_rows(begin(running), [unit("one"), unit("two")])
        with pytest.raises(AttemptSuperseded):
            running.results.save_rows(late, [unit("late")])
        loaded = running.results.load_rows(run_key(), Step.EVIDENCE, EvidenceUnit)
        assert [row.quote for row in loaded] == ["one", "two"]

    def test_a_late_attempt_removes_nothing(self, running: Stores) -> None:
        begin(running)
        late = begin(running)
        running.results.save_rows(begin(running), [unit("one")])
        with pytest.raises(AttemptSuperseded):
            running.results.save_rows(late, [])
        assert len(running.results.load_rows(run_key(), Step.EVIDENCE, EvidenceUnit)) == 1

    def test_a_late_attempt_does_not_complete_the_step(self, running: Stores) -> None:
        late = begin(running)
        begin(running)
        with pytest.raises(AttemptSuperseded):
            running.runs.complete_step(completed(late), {}, None)
        assert running.runs.get_run(run_key()).completed_steps == ()

    def test_after_the_step_is_completed_nothing_is_written(self, running: Stores) -> None:
        record = begin(running)
        running.results.save_rows(record, [unit("one")])
        running.runs.complete_step(completed(record), {}, None)
        with pytest.raises(AttemptSuperseded):
            running.results.save_rows(record, [unit("two")])
        [row] = running.results.load_rows(run_key(), Step.EVIDENCE, EvidenceUnit)
        assert row.quote == "one"
