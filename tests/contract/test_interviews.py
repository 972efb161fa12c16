"""What every InterviewStore does."""

from typing import Any

import pytest

from shared.adapters.dynamodb_interviews import DynamoInterviews
from shared.adapters.dynamodb_keys import plan_key, value_of
from shared.domain.alongside import Alongside, PlanOf
from shared.domain.decision import Decided, RecruiterDecision
from shared.domain.errors import Conflict, UnknownInterview
from shared.domain.interview import SpeakerEdit, StepPointer
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.role import Role
from shared.domain.run_status import UploadOutcome
from shared.domain.session.plan import SessionPlan
from shared.domain.steps import Step
from shared.domain.totals import InterviewTotals
from tests.builders import INTERVIEW, ORGANISATION, at, interview, upload
from tests.contract.aws import new_table
from tests.contract.conftest import Stores
from tests.unit.domain.session.plans import plan

AWAITING, FAILED = InterviewStatus.AWAITING_UPLOAD, InterviewStatus.FAILED


def key(interview_id: str, organisation_id: str = ORGANISATION) -> InterviewKey:
    return InterviewKey(organisation_id=organisation_id, interview_id=interview_id)


class TestInterviews:
    def test_comes_back_as_it_was_created(self, stores: Stores) -> None:
        full = interview(
            title="Ünïcode ✓",
            language_hint="de",
            pointers={Step.UPLOAD: StepPointer(run=3, inputs={Step.EVIDENCE: 2}, output={"language": "de"})},
            speaker_edits=[SpeakerEdit(label="S1", role=Role.INTERVIEWER)],
            totals=InterviewTotals(evidence=7, audio_seconds=12.345),
        )
        stores.interviews.create_interview(full)
        assert stores.interviews.get_interview(INTERVIEW) == full

    def test_an_id_is_taken_once(self, stores: Stores) -> None:
        stores.interviews.create_interview(interview(title="first"))
        with pytest.raises(Conflict):
            stores.interviews.create_interview(interview(title="second"))
        assert stores.interviews.get_interview(INTERVIEW).title == "first"

    def test_the_same_id_in_two_organisations_is_two_interviews(self, stores: Stores) -> None:
        stores.interviews.create_interview(interview())
        stores.interviews.create_interview(interview(key("int_1", "other"), title="theirs"))
        assert stores.interviews.get_interview(INTERVIEW).title == ""

    def test_of_another_organisation_is_unknown(self, stores: Stores) -> None:
        stores.interviews.create_interview(interview())
        with pytest.raises(UnknownInterview):
            stores.interviews.get_interview(key("int_1", "other"))

    def test_edits_replace_earlier_ones(self, stores: Stores) -> None:
        stores.interviews.create_interview(interview())
        first, second = SpeakerEdit(label="S1", name="Ann"), SpeakerEdit(label="S2", merge_into="S1")
        stores.interviews.edit_speakers(INTERVIEW, [first], at(1))
        stores.interviews.edit_speakers(INTERVIEW, [second], at(2))
        edited = stores.interviews.get_interview(INTERVIEW)
        assert (edited.speaker_edits, edited.updated_at) == ((second,), at(2))

    def test_the_last_decision_stands(self, stores: Stores) -> None:
        stores.interviews.create_interview(interview())
        for minute, decided in enumerate((Decided.HOLD, Decided.ADVANCE)):
            made = RecruiterDecision(decided=decided, by="Rosa", reason="Why.", at=at(minute), key_id="key_1")
            stores.interviews.decide(INTERVIEW, made)
        known = stores.interviews.get_interview(INTERVIEW)
        assert (known.decision, known.updated_at) == (made, at(1))
        with pytest.raises(UnknownInterview):
            stores.interviews.decide(key("int_9", "acme"), made)

    def test_edits_of_an_unknown_interview_write_nothing(self, stores: Stores) -> None:
        with pytest.raises(UnknownInterview):
            stores.interviews.edit_speakers(INTERVIEW, [], at(1))
        with pytest.raises(UnknownInterview):
            stores.interviews.get_interview(INTERVIEW)


class TestPlans:
    """An interview that is held live comes with its questions, or not at all."""

    def test_the_plan_is_put_beside_the_interview(self, dynamodb: Any) -> None:
        table = new_table(dynamodb)
        DynamoInterviews(table).create_interview(interview(), Alongside(plan=PlanOf(interview=INTERVIEW, plan=plan())))
        assert value_of(table.get(plan_key(INTERVIEW)) or {}, SessionPlan) == plan()

    def test_where_the_id_is_taken_the_first_plan_stays(self, dynamodb: Any) -> None:
        table = new_table(dynamodb)
        store = DynamoInterviews(table)
        store.create_interview(interview())
        with pytest.raises(Conflict):
            store.create_interview(interview(), Alongside(plan=PlanOf(interview=INTERVIEW, plan=plan())))
        assert table.get(plan_key(INTERVIEW)) is None


class TestUploads:
    def test_the_first_outcome_of_a_version_stays(self, stores: Stores) -> None:
        stores.interviews.put_upload(INTERVIEW, upload("v1"))
        stores.interviews.put_upload(INTERVIEW, upload("v1", outcome=UploadOutcome.REJECTED, run=None, reason="late"))
        assert list(stores.interviews.list_uploads(INTERVIEW)) == [upload("v1")]

    def test_each_version_has_its_own(self, stores: Stores) -> None:
        stores.interviews.put_upload(INTERVIEW, upload("v2", run=2))
        stores.interviews.put_upload(INTERVIEW, upload("v1"))
        stores.interviews.put_upload(key("int_2"), upload("v3"))
        assert {record.version for record in stores.interviews.list_uploads(INTERVIEW)} == {"v1", "v2"}

    def test_need_no_interview(self, stores: Stores) -> None:
        assert list(stores.interviews.list_uploads(key("nobody"))) == []
        stores.interviews.put_upload(key("nobody"), upload("v1", outcome=UploadOutcome.REJECTED, run=None))
        assert len(stores.interviews.list_uploads(key("nobody"))) == 1
