"""What every RunStore does with runs."""

import pytest

from shared.domain.errors import RunInProgress, UnknownRun
from shared.domain.events import EventName
from shared.domain.interview_filter import InterviewFilter
from shared.domain.interview_status import InterviewStatus
from shared.domain.run import RunRequest
from shared.domain.run_status import RunStatus, UploadOutcome
from shared.domain.steps import Step
from tests.builders import INTERVIEW, at, completed, event, failure, interview, run, run_key, upload
from tests.contract.conftest import Stores

ARN = "arn:aws:states:us-east-1:000000000000:execution:parley:int_1-r1"


@pytest.fixture
def begun(stores: Stores) -> Stores:
    """An interview whose first run is under way."""
    stores.interviews.create_interview(interview(reason="left over"))
    stores.runs.begin_run(run(1), upload())
    return stores


def end(stores: Stores, number: int = 1, status: RunStatus = RunStatus.FAILED, minutes: float = 10) -> bool:
    made = event(run_key(number)).model_copy(update={"occurred_at": at(minutes)})
    return stores.runs.end_run(run(number), status, InterviewStatus.FAILED, "EngineFailed: HTTP 500", made)


class TestBeginRun:
    def test_writes_run_interview_and_upload(self, begun: Stores) -> None:
        known = begun.interviews.get_interview(INTERVIEW)
        assert begun.runs.get_run(run_key()) == run(1)
        assert (known.last_run, known.active_run, known.status) == (1, 1, InterviewStatus.PROCESSING)
        assert (known.updated_at, known.reason) == (run(1).started_at, None)
        assert list(begun.interviews.list_uploads(INTERVIEW)) == [upload()]

    def test_comes_back_with_everything_that_was_asked(self, stores: Stores) -> None:
        request = RunRequest(resume_from=None, skip_steps=(Step.ANSWERS,), user_custom_instructions="Kürzer 🙂")
        stores.interviews.create_interview(interview())
        stores.runs.begin_run(run(1, request=request, upload_version=None), None)
        assert stores.runs.get_run(run_key()).request == request
        assert list(stores.interviews.list_uploads(INTERVIEW)) == []

    def test_another_run_is_active(self, begun: Stores) -> None:
        with pytest.raises(RunInProgress):
            begun.runs.begin_run(run(2), upload("v2"))
        assert [known.key.run for known in begun.runs.list_runs(INTERVIEW)] == [1]
        assert [known.version for known in begun.interviews.list_uploads(INTERVIEW)] == ["v1"]

    def test_a_number_is_taken_once(self, begun: Stores) -> None:
        end(begun)
        with pytest.raises(RunInProgress):
            begun.runs.begin_run(run(1), upload("v2"))
        assert begun.runs.get_run(run_key()).status is RunStatus.FAILED

    def test_numbers_have_no_gap(self, begun: Stores) -> None:
        end(begun)
        with pytest.raises(RunInProgress):
            begun.runs.begin_run(run(3), None)

    def test_without_an_interview_nothing_begins(self, stores: Stores) -> None:
        with pytest.raises(RunInProgress):
            stores.runs.begin_run(run(1), upload())
        with pytest.raises(UnknownRun):
            stores.runs.get_run(run_key())
        assert list(stores.interviews.list_uploads(INTERVIEW)) == []

    def test_moves_the_interview_to_the_list_of_its_status(self, begun: Stores) -> None:
        def listed(status: InterviewStatus) -> int:
            page = begun.lists.find_interviews("acme", InterviewFilter(status=status), limit=5, cursor=None)
            return len(page.items)

        assert (listed(InterviewStatus.AWAITING_UPLOAD), listed(InterviewStatus.PROCESSING)) == (0, 1)
        end(begun)
        assert (listed(InterviewStatus.PROCESSING), listed(InterviewStatus.FAILED)) == (0, 1)

    def test_a_rejected_upload_that_starts_after_all_is_started(self, stores: Stores) -> None:
        stores.interviews.create_interview(interview())
        stores.interviews.put_upload(INTERVIEW, upload(outcome=UploadOutcome.REJECTED, run=None))
        stores.runs.begin_run(run(1), upload())
        assert list(stores.interviews.list_uploads(INTERVIEW)) == [upload()]


class TestReading:
    def test_an_unknown_run(self, begun: Stores) -> None:
        with pytest.raises(UnknownRun):
            begun.runs.get_run(run_key(2))

    def test_the_execution_is_noted(self, begun: Stores) -> None:
        begun.runs.note_execution(run_key(), ARN)
        assert begun.runs.get_run(run_key()).execution_arn == ARN

    def test_runs_are_listed_in_order_of_number(self, stores: Stores) -> None:
        stores.interviews.create_interview(interview())
        for number in range(1, 12):
            stores.runs.begin_run(run(number), None)
            end(stores, number)
        assert [known.key.run for known in stores.runs.list_runs(INTERVIEW)] == list(range(1, 12))

    def test_active_runs_of_all_organisations_oldest_first(self, stores: Stores) -> None:
        keys = [INTERVIEW.model_copy(update={"organisation_id": name}) for name in ("beta", "acme", "gamma")]
        for minutes, key in enumerate(keys):
            stores.interviews.create_interview(interview(key))
            stores.runs.begin_run(run(1, key, started_at=at(minutes)), None)
        active = stores.runs.active_runs(limit=10).items
        assert [known.key.organisation_id for known in active] == ["beta", "acme", "gamma"]
        assert [known.key.organisation_id for known in stores.runs.active_runs(limit=2).items] == ["beta", "acme"]
        rest = stores.runs.active_runs(limit=2, cursor=stores.runs.active_runs(limit=2).cursor)
        assert [known.key.organisation_id for known in rest.items] == ["gamma"]

    def test_a_run_that_ended_is_not_active(self, begun: Stores) -> None:
        end(begun)
        assert list(begun.runs.active_runs(limit=10).items) == []


class TestEndRun:
    def test_writes_run_and_interview(self, begun: Stores) -> None:
        begun.runs.begin_step(run_key(), Step.UPLOAD, at(2))
        assert end(begun)
        known, owner = begun.runs.get_run(run_key()), begun.interviews.get_interview(INTERVIEW)
        assert (known.status, known.ended_at, known.current_step) == (RunStatus.FAILED, at(10), None)
        assert (owner.status, owner.active_run, owner.last_run) == (InterviewStatus.FAILED, None, 1)
        assert (owner.reason, owner.updated_at) == ("EngineFailed: HTTP 500", at(10))

    def test_happens_once(self, begun: Stores) -> None:
        assert end(begun)
        assert not end(begun, status=RunStatus.SUCCEEDED)
        assert begun.runs.get_run(run_key()).status is RunStatus.FAILED

    def test_an_older_run_cannot_end_for_a_newer_one(self, begun: Stores) -> None:
        end(begun)
        begun.runs.begin_run(run(2), None)
        assert not end(begun, 1)
        assert begun.interviews.get_interview(INTERVIEW).active_run == 2

    def test_an_unknown_run_ends_nothing(self, begun: Stores) -> None:
        assert not end(begun, 7)
        assert begun.interviews.get_interview(INTERVIEW).active_run == 1

    def test_the_next_run_may_begin(self, begun: Stores) -> None:
        end(begun)
        begun.runs.begin_run(run(2), None)
        assert begun.interviews.get_interview(INTERVIEW).active_run == 2
        assert begun.interviews.get_interview(INTERVIEW).reason is None


class TestReopenRun:
    def test_a_failed_run_runs_again(self, begun: Stores) -> None:
        step = completed(begun.runs.begin_step(run_key(), Step.UPLOAD, at(2)).record)
        begun.runs.complete_step(step, {}, None)
        begun.runs.record_failure(run_key(), failure())
        end(begun)
        begun.runs.reopen_run(begun.runs.get_run(run_key()), 1, at(20))
        known, owner = begun.runs.get_run(run_key()), begun.interviews.get_interview(INTERVIEW)
        assert (known.status, known.redrives, known.failures) == (RunStatus.RUNNING, 1, ())
        assert (known.ended_at, known.completed_steps) == (None, (Step.UPLOAD,))
        assert (owner.status, owner.active_run, owner.reason) == (InterviewStatus.PROCESSING, 1, None)
        assert [active.key for active in begun.runs.active_runs(limit=5).items] == [run_key()]

    def test_a_newer_run_came_after(self, begun: Stores) -> None:
        end(begun)
        begun.runs.begin_run(run(2), None)
        end(begun, 2)
        with pytest.raises(RunInProgress):
            begun.runs.reopen_run(begun.runs.get_run(run_key(1)), 1, at(20))
        assert begun.runs.get_run(run_key(1)).status is RunStatus.FAILED
        assert list(begun.runs.active_runs(limit=5).items) == []

    def test_another_run_is_active(self, begun: Stores) -> None:
        end(begun)
        begun.runs.begin_run(run(2), None)
        with pytest.raises(RunInProgress):
            begun.runs.reopen_run(begun.runs.get_run(run_key(1)), 1, at(20))

    @pytest.mark.parametrize("redrives", [0, 1])
    def test_the_same_redrive_twice(self, begun: Stores, redrives: int) -> None:
        end(begun)
        begun.runs.reopen_run(begun.runs.get_run(run_key()), 1, at(20))
        end(begun, minutes=30)
        with pytest.raises(RunInProgress):
            begun.runs.reopen_run(begun.runs.get_run(run_key()), redrives, at(40))

    def test_may_end_again_with_an_event_of_its_own(self, begun: Stores) -> None:
        end(begun)
        begun.runs.reopen_run(begun.runs.get_run(run_key()), 1, at(20))
        again = event(name=EventName.INTERVIEW_COMPLETED, sequence=1)
        assert begun.runs.end_run(run(1), RunStatus.SUCCEEDED, InterviewStatus.COMPLETED, None, again)
        assert begun.interviews.get_interview(INTERVIEW).status is InterviewStatus.COMPLETED
