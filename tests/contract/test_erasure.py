"""What every ErasureStore does, and that each place to erase in is emptied."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from shared.adapters.dynamodb_answers import DynamoAnswers
from shared.adapters.dynamodb_deliveries import DynamoDeliveries
from shared.adapters.dynamodb_erasables import ErasableAnswers, ErasablePartition
from shared.adapters.dynamodb_erasures import DynamoErasures
from shared.adapters.dynamodb_interview_lists import DynamoInterviewLists
from shared.adapters.dynamodb_interviews import DynamoInterviews
from shared.adapters.dynamodb_jobs import DynamoJobs
from shared.adapters.dynamodb_keys import interview_key, partition_of
from shared.adapters.dynamodb_runs import DynamoRuns
from shared.adapters.dynamodb_sessions import DynamoSessions
from shared.adapters.dynamodb_table import Delete, DynamoTable, Put
from shared.adapters.erasable_deliveries import ErasableDeliveries
from shared.adapters.s3_erasables import ErasableObjects
from shared.adapters.sqs_erasures import SqsErasures
from shared.domain.alongside import NOTHING, Alongside, PlanOf
from shared.domain.erasure import Erasure, ErasureReason, begin_erasure, receipt, with_erased
from shared.domain.errors import (
    AttemptSuperseded,
    InterviewErased,
    InvalidRequest,
    RunInProgress,
    StorageThrottled,
    UnknownInterview,
)
from shared.domain.interview import Interview, SpeakerEdit
from shared.domain.interview_filter import InterviewFilter
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.run import Run
from shared.domain.run_status import RunStatus
from shared.domain.session.answer import Answer
from shared.domain.session.process_turn import open_session
from shared.domain.session.sound import answer_key
from shared.domain.session.speech import said_key, speech_key
from shared.domain.session.turn import Turn
from shared.domain.steps import Step
from shared.domain.webhooks.delivery import AttemptRecord, DeliveryStatus, Trigger, new_delivery
from shared.ports import InterviewLists, InterviewStore, ModelAnswer, RunStore
from shared.ports.erasure import ErasureStore
from tests.builders import INTERVIEW, ORGANISATION, at, event, interview, run, run_key, waiting_job
from tests.contract.aws import client, new_bucket, new_table
from tests.contract.conftest import AWS_LEGS, LEGS, endpoint_of
from tests.fakes import Memory, MemoryErasures, MemoryInterviewLists, MemoryInterviews, MemoryRuns, SettableClock
from tests.unit.domain.session.plans import plan

QUIET = timedelta(minutes=16)
DONE = Alongside(events=(event(),))


@dataclass(frozen=True)
class Stores:
    """The stores over one table."""

    interviews: InterviewStore
    lists: InterviewLists
    runs: RunStore
    erasures: ErasureStore


@pytest.fixture(params=LEGS)
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "fake":
        memory = Memory()
        yield Stores(MemoryInterviews(memory), MemoryInterviewLists(memory), MemoryRuns(memory), MemoryErasures(memory))
        return
    with client("dynamodb", endpoint_of(request)) as dynamodb:
        table = new_table(dynamodb)
        runs = DynamoRuns(table, state_days=90)
        yield Stores(DynamoInterviews(table), DynamoInterviewLists(table), runs, DynamoErasures(table))


def erasure_of(one: Interview, minutes: float = 60) -> Erasure:
    return begin_erasure(one, ErasureReason.REQUESTED, "key_1", at(minutes), quiet=QUIET, request_id=None)


def marked(stores: Stores, **fields: Any) -> Erasure:
    """An interview that is being erased."""
    one = interview(**fields)
    stores.interviews.create_interview(one)
    erasure = erasure_of(one)
    assert stores.erasures.mark(one, None, erasure)
    return erasure


def bring_back(stores: Stores, one: Interview) -> None:
    """The interview as a back-up has it."""
    if isinstance(stores.interviews, MemoryInterviews):
        stores.interviews._memory.interviews[one.key] = one
        return
    table: DynamoTable = stores.interviews._table  # type: ignore[attr-defined]
    table.transact([Delete(interview_key(one.key))])
    stores.interviews.create_interview(one)


class TestMark:
    def test_puts_a_tombstone_in_the_interview_s_place(self, stores: Stores) -> None:
        erasure = marked(stores, title="Ana")
        with pytest.raises(InterviewErased):
            stores.interviews.get_interview(INTERVIEW)
        assert stores.erasures.find(INTERVIEW) == erasure
        for status in (None, *InterviewStatus):
            wanted = InterviewFilter(status=status)
            assert not stores.lists.find_interviews(ORGANISATION, wanted, limit=9, cursor=None).items

    def test_nothing_is_written_to_it_any_more(self, stores: Stores) -> None:
        marked(stores)
        with pytest.raises(UnknownInterview):
            stores.interviews.edit_speakers(INTERVIEW, [SpeakerEdit(label="S1", name="Ana")], at(61))
        with pytest.raises(RunInProgress):
            stores.runs.begin_run(run(), None)

    @pytest.mark.parametrize("status", [RunStatus.QUEUED, RunStatus.RUNNING])
    def test_stops_its_run(self, stores: Stores, status: RunStatus) -> None:
        stores.interviews.create_interview(interview())
        stores.runs.begin_run(run(status=status, queued_at=at(1)), None)
        busy = stores.interviews.get_interview(INTERVIEW)
        assert stores.erasures.mark(busy, stores.runs.get_run(run_key()), erasure_of(busy))
        assert stores.runs.get_run(run_key()).status is RunStatus.STOPPED
        assert not stores.runs.active_runs(limit=9).items
        assert not stores.runs.queued_runs(limit=9)
        with pytest.raises(InterviewErased):
            stores.runs.begin_step(run_key(), Step.UPLOAD, at(61))

    def test_an_interview_that_has_changed_since_is_not_marked(self, stores: Stores) -> None:
        before = interview()
        stores.interviews.create_interview(before)
        stores.runs.begin_run(run(), None)
        assert not stores.erasures.mark(before, None, erasure_of(before))
        assert stores.interviews.get_interview(INTERVIEW).active_run == 1

    def test_a_run_that_has_changed_since_is_not_stopped(self, stores: Stores) -> None:
        stores.interviews.create_interview(interview())
        stores.runs.begin_run(run(), None)
        busy = stores.interviews.get_interview(INTERVIEW)
        other: Run = run(status=RunStatus.QUEUED)
        assert not stores.erasures.mark(busy, other, erasure_of(busy))

    def test_only_once(self, stores: Stores) -> None:
        erasure = marked(stores)
        assert not stores.erasures.mark(interview(), None, erasure)

    def test_one_that_a_back_up_brought_back_is_marked_again(self, stores: Stores) -> None:
        marked(stores)
        claimed = stores.erasures.claim(INTERVIEW, at(60), at(70))
        assert claimed
        stores.erasures.complete(receipt(claimed, at(61)), DONE)
        bring_back(stores, interview(title="Ana"))
        again = erasure_of(interview(), minutes=99)
        assert stores.erasures.mark(stores.interviews.get_interview(INTERVIEW), None, again)
        assert stores.erasures.find(INTERVIEW) == again
        with pytest.raises(InterviewErased):
            stores.interviews.get_interview(INTERVIEW)

    def test_of_many_at_once_one_wins(self, stores: Stores) -> None:
        one = interview()
        stores.interviews.create_interview(one)
        with ThreadPoolExecutor(6) as pool:
            won = list(pool.map(lambda _: stores.erasures.mark(one, None, erasure_of(one)), range(6)))
        assert sorted(won) == [False] * 5 + [True]

    def test_an_execution_that_starts_late_leaves_no_trace(self, stores: Stores) -> None:
        marked(stores)
        stores.runs.note_execution(run_key(), "arn")
        assert stores.runs.list_runs(INTERVIEW) == []


class TestWork:
    def test_a_claim_is_a_lease(self, stores: Stores) -> None:
        marked(stores)
        assert stores.erasures.claim(INTERVIEW, at(59), at(69)) is None
        first = stores.erasures.claim(INTERVIEW, at(60), at(70))
        assert first
        assert (first.claims, first.due_at) == (1, at(70))
        assert stores.erasures.claim(INTERVIEW, at(69), at(79)) is None
        second = stores.erasures.claim(INTERVIEW, at(70), at(80))
        assert second
        with pytest.raises(AttemptSuperseded):
            stores.erasures.save(first)
        stores.erasures.save(with_erased(second, "table", {"row": 3}))
        found = stores.erasures.find(INTERVIEW)
        assert found
        assert found.count == 3

    def test_what_is_due_is_found_until_it_is_done(self, stores: Stores) -> None:
        marked(stores)
        assert stores.erasures.due(at(59), limit=9) == []
        assert [erasure.key for erasure in stores.erasures.due(at(60), limit=9)] == [INTERVIEW]
        claimed = stores.erasures.claim(INTERVIEW, at(60), at(70))
        assert claimed
        assert stores.erasures.due(at(60), limit=9) == []
        stores.erasures.complete(receipt(claimed, at(61)), DONE)
        assert stores.erasures.due(at(99), limit=9) == []
        assert stores.erasures.claim(INTERVIEW, at(99), at(109)) is None
        with pytest.raises(AttemptSuperseded):
            stores.erasures.complete(receipt(claimed, at(62)), DONE)
        with pytest.raises(InterviewErased):
            stores.interviews.get_interview(INTERVIEW)

    def test_a_receipt_is_opened_again_for_what_came_late(self, stores: Stores) -> None:
        assert not stores.erasures.sweep_again(INTERVIEW, at(1))
        marked(stores)
        claimed = stores.erasures.claim(INTERVIEW, at(60), at(70))
        assert claimed
        stores.erasures.complete(receipt(claimed, at(61)), DONE)
        assert stores.erasures.sweep_again(INTERVIEW, at(90))
        assert [erasure.key for erasure in stores.erasures.due(at(90), limit=9)] == [INTERVIEW]
        assert stores.erasures.claim(INTERVIEW, at(90), at(100))

    def test_lists_are_the_organisation_s_own_newest_first(self, stores: Stores) -> None:
        for number in (1, 2, 3):
            marked(stores, id=f"int_{number}")
        marked(stores, id="int_9", organisation_id="other")
        seen, cursor = [], None
        while True:
            page = stores.erasures.list_erasures(ORGANISATION, limit=2, cursor=cursor)
            seen += [erasure.interview_id for erasure in page.items]
            cursor = page.cursor
            if cursor is None:
                break
        assert seen == ["int_3", "int_2", "int_1"]
        with pytest.raises(InvalidRequest):
            stores.erasures.list_erasures(ORGANISATION, limit=2, cursor="other")


def emptied(erasable: Any, key: InterviewKey = INTERVIEW, limit: int = 100) -> dict[str, int]:
    """What was erased, batch by batch."""
    total: dict[str, int] = {}
    while counts := erasable.erase(key, limit=limit):
        assert sum(counts.values()) <= limit
        total = {kind: total.get(kind, 0) + counts.get(kind, 0) for kind in {*total, *counts}}
    return total


OTHER = InterviewKey(organisation_id=ORGANISATION, interview_id="int_10")


class TestTable:
    @pytest.fixture
    def table(self, dynamodb: Any) -> DynamoTable:
        table = new_table(dynamodb)
        for key in (INTERVIEW, OTHER):
            DynamoInterviews(table).create_interview(interview(key))
            runs = DynamoRuns(table, state_days=90)
            runs.begin_run(run(key=key), None)
            for step in Step:
                runs.begin_step(run_key(key=key), step, at(1))
            for number in range(3):
                DynamoAnswers(table).put_answer(key, f"{key.interview_id}-{number}", ModelAnswer(text="said"), at(1))
        return table

    @pytest.mark.parametrize("limit", [2, 100])
    def test_the_partition_is_emptied_but_for_the_interview(self, table: DynamoTable, limit: int) -> None:
        assert emptied(ErasablePartition(table), limit=limit) == {"run": 1, "step": len(Step), "answer": 3}
        assert [item["entity"] for item in table.query(partition_of(INTERVIEW))] == ["INTERVIEW"]
        assert len(list(table.query(partition_of(OTHER)))) == 1 + 1 + len(Step) + 3

    def test_who_waits_for_a_job_stays_to_see_it_paid(self, table: DynamoTable) -> None:
        jobs, job = DynamoJobs(table), waiting_job()
        jobs.put(job)
        emptied(ErasablePartition(table))
        assert (jobs.find(job.name), jobs.waiting(limit=9)) == (job, [job])

    def test_plan_session_and_turns_go(self, dynamodb: Any) -> None:
        table = new_table(dynamodb)
        DynamoInterviews(table).create_interview(interview(), Alongside(plan=PlanOf(interview=INTERVIEW, plan=plan())))
        _, session = open_session(ORGANISATION, INTERVIEW.interview_id, plan(), at(0))
        assert session.open
        sessions, said = DynamoSessions(table), Answer(text="I led five people.")
        sessions.start(session, NOTHING)
        turn = Turn(number=1, client_turn_id="t", asked=session.open, asked_at=at(0), answer=said, received_at=at(1))
        sessions.receive(session, turn)
        assert emptied(ErasablePartition(table)) == {"plan": 1, "session": 1, "turn": 1}
        assert (sessions.get_plan(INTERVIEW), sessions.turns(INTERVIEW)) == (None, [])

    def test_answers_go_with_their_links(self, table: DynamoTable) -> None:
        assert emptied(ErasableAnswers(table)) == {"answer": 3}
        answers = DynamoAnswers(table)
        assert answers.get_answer(ORGANISATION, "int_1-0", at(2)) is None
        assert answers.get_answer(ORGANISATION, "int_10-0", at(2))

    def test_many_and_large_rows_fit_into_transactions(self, dynamodb: Any) -> None:
        table = new_table(dynamodb)
        for number in range(30):
            table.write(
                Put({"pk": partition_of(INTERVIEW), "sk": f"ROW#{number}", "entity": "ROW", "x": "x" * 200_000})
            )
        assert emptied(ErasablePartition(table)) == {"row": 30}


class TestDeliveries:
    def test_what_waits_is_cancelled_and_what_was_answered_is_removed(self, dynamodb: Any) -> None:
        store = DynamoDeliveries(new_table(dynamodb))
        waiting, sent = (new_delivery(event(), endpoint, at(1)) for endpoint in ("whe_1", "whe_2"))
        theirs = new_delivery(event(run_key(key=OTHER)), "whe_1", at(1))
        assert all(store.create_delivery(one) for one in (waiting, sent, theirs))
        done = sent.model_copy(update={"status": DeliveryStatus.DELIVERED, "next_attempt_at": None, "version": 2})
        answer = AttemptRecord(number=1, claim=1, trigger=Trigger.SCHEDULE, at=at(1), status=200, body="thanks, Ana")
        assert store.change_delivery(done, [answer])

        erasable = ErasableDeliveries(store, SettableClock())
        counts = erasable.erase(INTERVIEW, limit=100)
        assert counts == {"delivery": 2, "cancelled": 1, "answer": 1}
        assert erasable.erase(INTERVIEW, limit=100) == {}
        assert store.get_delivery(ORGANISATION, waiting.id).status is DeliveryStatus.CANCELLED
        assert store.list_attempts(ORGANISATION, sent.id) == []
        assert store.get_delivery(ORGANISATION, theirs.id).is_pending


class TestBuckets:
    @pytest.fixture(params=AWS_LEGS)
    def s3(self, request: pytest.FixtureRequest) -> Iterator[Any]:
        with client("s3", endpoint_of(request)) as s3:
            yield s3

    def test_every_version_and_delete_marker_goes(self, s3: Any) -> None:
        bucket = new_bucket(s3)
        for body in (b"one", b"two", b"three"):
            s3.put_object(Bucket=bucket, Key="acme/int_1/upload", Body=body)
        s3.put_object(Bucket=bucket, Key="acme/int_1/other", Body=b"x")
        s3.delete_object(Bucket=bucket, Key="acme/int_1/other")
        s3.put_object(Bucket=bucket, Key="acme/int_10/upload", Body=b"theirs")
        s3.put_object(Bucket=bucket, Key="other/int_1/upload", Body=b"theirs")
        assert emptied(ErasableObjects(s3, bucket, "uploads"), limit=2) == {"object": 4, "delete_marker": 1}
        left = s3.list_object_versions(Bucket=bucket)
        assert [version["Key"] for version in left["Versions"]] == ["acme/int_10/upload", "other/int_1/upload"]
        assert not left.get("DeleteMarkers")

    def test_the_sound_of_a_live_interview_goes_and_what_is_said_to_everybody_stays(self, s3: Any) -> None:
        bucket, voice = new_bucket(s3), ("piper:joe", "en")
        everybody = speech_key(ORGANISATION, *voice, "Hello.")
        for key in (INTERVIEW, OTHER):
            for place in (answer_key(key, 1, "t1"), said_key(key, *voice, "You led five people?"), everybody):
                s3.put_object(Bucket=bucket, Key=place, Body=b"sound")
        assert emptied(ErasableObjects(s3, bucket, "media bucket")) == {"object": 2}
        left = {found["Key"] for found in s3.list_objects_v2(Bucket=bucket)["Contents"]}
        assert left == {everybody, answer_key(OTHER, 1, "t1"), said_key(OTHER, *voice, "You led five people?")}

    def test_of_a_bucket_without_versions(self, s3: Any) -> None:
        bucket = f"{new_bucket(s3)}-plain"
        s3.create_bucket(Bucket=bucket)
        s3.put_object(Bucket=bucket, Key="acme/int_1/run/1/transcript.json", Body=b"{}")
        assert emptied(ErasableObjects(s3, bucket, "artifacts")) == {"object": 1}
        assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0


class TestQueue:
    @pytest.fixture(params=AWS_LEGS)
    def sqs(self, request: pytest.FixtureRequest) -> Iterator[Any]:
        with client("sqs", endpoint_of(request)) as sqs:
            yield sqs

    def test_its_messages_are_ids(self, sqs: Any) -> None:
        url = sqs.create_queue(QueueName=f"erasures-{uuid4().hex[:12]}")["QueueUrl"]
        SqsErasures(sqs, url).put(INTERVIEW)
        (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
        assert InterviewKey.model_validate_json(message["Body"]) == INTERVIEW

    def test_one_that_is_not_there_is_for_later(self, sqs: Any) -> None:
        url = sqs.create_queue(QueueName=f"erasures-{uuid4().hex[:12]}")["QueueUrl"]
        sqs.delete_queue(QueueUrl=url)
        with pytest.raises(StorageThrottled):
            SqsErasures(sqs, url).put(INTERVIEW)


def test_the_state_of_steps_is_gone_when_its_time_is_over(dynamodb: Any) -> None:
    """The table removes it only some time later."""
    table, clock = new_table(dynamodb), SettableClock()
    runs = DynamoRuns(table, state_days=90, clock=clock)
    DynamoInterviews(table).create_interview(interview())
    runs.begin_run(run(), None)
    runs.begin_step(run_key(), Step.UPLOAD, clock.now())
    clock.advance(days=89.9)
    assert len(runs.list_steps(run_key())) == 1
    clock.advance(days=0.2)
    assert runs.list_steps(run_key()) == []
