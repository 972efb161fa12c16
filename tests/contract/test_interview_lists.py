"""Lists of interviews by project, status and time; and what is written in the transaction that makes one."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.adapters.dynamodb_idempotency import DynamoIdempotency
from shared.adapters.dynamodb_interview_lists import DynamoInterviewLists
from shared.adapters.dynamodb_interviews import DynamoInterviews
from shared.adapters.dynamodb_quotas import DynamoQuotas
from shared.domain.alongside import Alongside
from shared.domain.candidate import Candidate, CandidateLink
from shared.domain.errors import Conflict, InvalidRequest, QuotaExceeded, RequestInProgress, UnknownInterview
from shared.domain.events import EventName, interview_event
from shared.domain.idempotency import IdempotencyRecord, RecordState, new_claim, scope_of
from shared.domain.interview import Interview
from shared.domain.interview_filter import InterviewFilter
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.ordered_id import ordered_id
from shared.domain.quota import Quota, Taking
from shared.ports import IdempotencyStore, InterviewLists, InterviewStore, QuotaStore
from tests.builders import ORGANISATION, at, interview
from tests.contract.aws import client, new_table
from tests.contract.conftest import LEGS, endpoint_of
from tests.fakes import Memory, MemoryIdempotency, MemoryInterviewLists, MemoryInterviews, MemoryQuotas

AWAITING, FAILED = InterviewStatus.AWAITING_UPLOAD, InterviewStatus.FAILED


@dataclass(frozen=True)
class Stores:
    interviews: InterviewStore
    lists: InterviewLists
    idempotency: IdempotencyStore
    quotas: QuotaStore


@pytest.fixture(params=LEGS)
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "fake":
        memory = Memory()
        yield Stores(
            MemoryInterviews(memory), MemoryInterviewLists(memory), MemoryIdempotency(memory), MemoryQuotas(memory)
        )
        return
    with client("dynamodb", endpoint_of(request)) as dynamodb:
        table = new_table(dynamodb)
        yield Stores(
            DynamoInterviews(table), DynamoInterviewLists(table), DynamoIdempotency(table), DynamoQuotas(table)
        )


def key(minutes: int, organisation: str = ORGANISATION) -> InterviewKey:
    return InterviewKey(organisation_id=organisation, interview_id=ordered_id("int_", at(minutes), "seed"))


def made(
    minutes: int, project: str = "a", status: InterviewStatus = AWAITING, organisation: str = ORGANISATION
) -> Interview:
    when = at(minutes)
    fields = {"project_id": project, "status": status, "created_at": when, "updated_at": when}
    return interview(key(minutes, organisation), **fields)


@pytest.fixture
def full(stores: Stores) -> Stores:
    """Twelve interviews, a minute apart: every third of project b, every second failed; and another's."""
    for minutes in range(12):
        project, status = "b" if minutes % 3 == 0 else "a", FAILED if minutes % 2 else AWAITING
        stores.interviews.create_interview(made(minutes, project, status))
    stores.interviews.create_interview(made(3, organisation="other"))
    return stores


WANTED = [
    (InterviewFilter(), range(12)),
    (InterviewFilter(project_id="b"), (0, 3, 6, 9)),
    (InterviewFilter(status=FAILED), (1, 3, 5, 7, 9, 11)),
    (InterviewFilter(project_id="b", status=FAILED), (3, 9)),
    (InterviewFilter(created_from=at(9)), (9, 10, 11)),
    (InterviewFilter(created_before=at(2)), (0, 1)),
    (InterviewFilter(created_from=at(3), created_before=at(9), project_id="b"), (3, 6)),
    (InterviewFilter(created_from=at(9), created_before=at(3)), ()),
    (InterviewFilter(created_from=at(3), created_before=at(9), status=FAILED), (3, 5, 7)),
    (InterviewFilter(project_id="c"), ()),
]


def pages(stores: Stores, wanted: InterviewFilter, limit: int) -> list[InterviewKey]:
    found: list[InterviewKey] = []
    cursor: str | None = None
    while True:
        page = stores.lists.find_interviews(ORGANISATION, wanted, limit=limit, cursor=cursor)
        assert len(page.items) <= limit
        found += [item.key for item in page.items]
        cursor = page.cursor
        if cursor is None:
            return found


class TestLists:
    @pytest.mark.parametrize("limit", [1, 2, 5, 100])
    def test_pages_show_each_wanted_one_once_newest_first(self, full: Stores, limit: int) -> None:
        for wanted, minutes in WANTED:
            assert pages(full, wanted, limit) == [key(minute) for minute in reversed(minutes)]

    def test_what_is_new_does_not_move_the_pages(self, full: Stores) -> None:
        first = full.lists.find_interviews(ORGANISATION, InterviewFilter(), limit=5, cursor=None)
        full.interviews.create_interview(made(60))
        second = full.lists.find_interviews(ORGANISATION, InterviewFilter(), limit=5, cursor=first.cursor)
        assert [one.key for one in (*first.items, *second.items)] == [key(minute) for minute in range(11, 1, -1)]

    @settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(cursor=st.text(min_size=1) | st.binary(min_size=1).map(lambda b: base64.urlsafe_b64encode(b).decode()))
    def test_anything_else_is_no_cursor(self, stores: Stores, cursor: str) -> None:
        with pytest.raises(InvalidRequest):
            stores.lists.find_interviews(ORGANISATION, InterviewFilter(), limit=1, cursor=cursor)

    @pytest.mark.parametrize(
        ("organisation_id", "wanted"),
        [
            ("other", InterviewFilter(project_id="a")),
            (ORGANISATION, InterviewFilter(project_id="b")),
            (ORGANISATION, InterviewFilter(status=FAILED)),
            (ORGANISATION, InterviewFilter()),
        ],
    )
    def test_a_cursor_goes_on_in_its_own_list_only(
        self, full: Stores, organisation_id: str, wanted: InterviewFilter
    ) -> None:
        cursor = full.lists.find_interviews(ORGANISATION, InterviewFilter(project_id="a"), limit=1, cursor=None).cursor
        with pytest.raises(InvalidRequest) as refused:
            full.lists.find_interviews(organisation_id, wanted, limit=1, cursor=cursor)
        assert refused.value.field == "cursor"


def claimed(stores: Stores, owner: str = "r1", minutes: float = 0) -> IdempotencyRecord:
    scope = scope_of(ORGANISATION, "POST", "/interviews", "k")
    return stores.idempotency.claim(
        new_claim(scope, "print", owner=owner, prefix="int_", at=at(minutes), lock=timedelta(seconds=31))
    )


def taking(limit: int = 5) -> Taking:
    return Taking(organisation_id=ORGANISATION, month="2026-03", quota=Quota.INTERVIEWS, amount=1, limit=limit)


def along(record: IdempotencyRecord, limit: int = 5) -> Alongside:
    event = interview_event(EventName.INTERVIEW_SCHEDULED, key(0), at(0))
    return Alongside(events=(event,), completion=record.completed(), takings=(taking(limit),))


def used(stores: Stores) -> int:
    return stores.quotas.usage(ORGANISATION, "2026-03").interviews


class TestTogether:
    def test_what_is_made_completes_its_record_and_uses_quota(self, stores: Stores) -> None:
        stores.interviews.create_interview(made(0), along(claimed(stores)))
        assert claimed(stores, "r2").state is RecordState.COMPLETED
        assert used(stores) == 1

    def test_who_has_lost_the_claim_makes_nothing(self, stores: Stores) -> None:
        lost = claimed(stores)
        claimed(stores, "r2", 1)
        with pytest.raises(RequestInProgress):
            stores.interviews.create_interview(made(0), along(lost))
        self.assert_nothing(stores)

    def test_without_quota_nothing_is_made(self, stores: Stores) -> None:
        record = claimed(stores)
        stores.quotas.take(taking())
        stores.quotas.take(taking())
        with pytest.raises(QuotaExceeded):
            stores.interviews.create_interview(made(0), along(record, limit=2))
        assert used(stores) == 2
        with pytest.raises(UnknownInterview):
            stores.interviews.get_interview(key(0))

    def test_an_id_that_is_taken_uses_none(self, stores: Stores) -> None:
        stores.interviews.create_interview(made(0))
        with pytest.raises(Conflict):
            stores.interviews.create_interview(made(0), along(claimed(stores)))
        assert used(stores) == 0
        assert claimed(stores, "r2").state is RecordState.RUNNING

    def assert_nothing(self, stores: Stores) -> None:
        assert used(stores) == 0
        with pytest.raises(UnknownInterview):
            stores.interviews.get_interview(key(0))


class TestCandidates:
    def test_they_are_kept_with_their_interview(self, stores: Stores) -> None:
        link = CandidateLink(expires_at=at(60))
        person = Candidate(name="Ann Example", email="ann@example.org", external_id="c-1")
        whole = made(0).model_copy(update={"candidate": person, "link": link, "metadata": {"stage": "1"}})
        stores.interviews.create_interview(whole)
        assert stores.interviews.get_interview(key(0)) == whole

    def test_a_link_is_replaced_once(self, stores: Stores) -> None:
        first = CandidateLink(expires_at=at(60))
        stores.interviews.create_interview(made(0).model_copy(update={"link": first}))
        stores.interviews.replace_link(key(0), first, first.revoked(at(1)))
        with pytest.raises(Conflict):
            stores.interviews.replace_link(key(0), first, first.reissued(at(90)))
        assert stores.interviews.get_interview(key(0)).link == first.revoked(at(1))

    def test_an_interview_without_one_gets_one(self, stores: Stores) -> None:
        stores.interviews.create_interview(made(0))
        stores.interviews.replace_link(key(0), None, CandidateLink(expires_at=at(60)))
        assert stores.interviews.get_interview(key(0)).link
