"""What only the table does: repeats, paging, numbers, what expires. On moto and on the local AWS."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from boto3.dynamodb.types import TypeSerializer
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_answers import DynamoAnswers
from shared.adapters.dynamodb_breakers import DynamoBreakers
from shared.adapters.dynamodb_deliveries import DynamoDeliveries
from shared.adapters.dynamodb_erasures import DynamoErasures
from shared.adapters.dynamodb_interview_lists import DynamoInterviewLists
from shared.adapters.dynamodb_interviews import DynamoInterviews
from shared.adapters.dynamodb_keeping_keys import erasures_of
from shared.adapters.dynamodb_ledger import DynamoLedger
from shared.adapters.dynamodb_results import DynamoResults
from shared.adapters.dynamodb_runs import DynamoRuns
from shared.adapters.dynamodb_table import CONFLICT_ATTEMPTS, ConditionFailed, DynamoTable, Key, Put, Update
from shared.adapters.dynamodb_webhook_keys import deliveries_to
from shared.domain.breaker import BreakerKey, Fault, note_failure
from shared.domain.engines import EngineKind
from shared.domain.errors import InvalidRequest, StorageThrottled
from shared.domain.evidence import EvidenceUnit
from shared.domain.interview_filter import InterviewFilter
from shared.domain.interview_status import InterviewStatus
from shared.domain.limits import JOB_WAIT_DAYS, LEDGER_RECEIPT_DAYS
from shared.domain.run_status import RunStatus
from shared.domain.steps import Step
from shared.ports import ModelAnswer, Page
from shared.runtime.streams import StreamRecord, outbox_event
from tests.builders import INTERVIEW, at, completed, event, interview, run, run_key, unit, upload, use
from tests.contract.aws import new_table
from tests.contract.refusing import Interrupted, Refusing, refusal

HERE = Key("ORG#acme#TEST", "ITEM")


def refusing(dynamodb: Any, operation: str, *errors: Exception) -> tuple[DynamoTable, Refusing]:
    """A new table behind a client that first answers with these errors."""
    client = Refusing(dynamodb, operation, list(errors))
    return DynamoTable(client, new_table(dynamodb)._name, pause=lambda _: None), client


def put(value: str = "x") -> Put:
    return Put(vars(HERE) | {"value": value}, condition="attribute_not_exists(pk)")


class TestTransactions:
    def test_all_or_nothing(self, dynamodb: Any) -> None:
        table = new_table(dynamodb)
        table.write(put())
        other = Put(vars(Key("ORG#acme#TEST", "OTHER")) | {"value": "y"})
        with pytest.raises(ConditionFailed) as failed:
            table.transact([other, put()])
        assert failed.value.failed == (1,)
        assert table.get(Key("ORG#acme#TEST", "OTHER")) is None

    @pytest.mark.parametrize("conflicts", [1, CONFLICT_ATTEMPTS - 1])
    def test_conflicts_are_tried_again(self, dynamodb: Any, conflicts: int) -> None:
        conflict = refusal("TransactionCanceledException", ["None", "TransactionConflict"])
        table, client = refusing(dynamodb, "transact_write_items", *[conflict] * conflicts)
        table.transact([put()])
        assert table.get(HERE) == vars(HERE) | {"value": "x"}
        assert client.requests == conflicts + 1

    def test_conflicts_without_end_are_for_later(self, dynamodb: Any) -> None:
        conflict = refusal("TransactionCanceledException", ["TransactionConflict"])
        table, client = refusing(dynamodb, "transact_write_items", *[conflict] * CONFLICT_ATTEMPTS)
        with pytest.raises(StorageThrottled):
            table.transact([put()])
        assert client.requests == CONFLICT_ATTEMPTS

    def test_a_failed_condition_beside_a_conflict_is_a_failed_condition(self, dynamodb: Any) -> None:
        both = refusal("TransactionCanceledException", ["TransactionConflict", "ConditionalCheckFailed"])
        table, client = refusing(dynamodb, "transact_write_items", both)
        with pytest.raises(ConditionFailed):
            table.transact([put()])
        assert client.requests == 1

    def test_a_request_of_ours_that_is_wrong_is_not_repeated(self, dynamodb: Any) -> None:
        wrong = refusal("TransactionCanceledException", ["ValidationError"])
        table, client = refusing(dynamodb, "transact_write_items", wrong)
        with pytest.raises(ClientError):
            table.transact([put()])
        assert client.requests == 1

    def test_a_single_write_that_meets_a_transaction_is_tried_again(self, dynamodb: Any) -> None:
        table, _ = refusing(dynamodb, "update_item", refusal("TransactionConflictException"))
        table.write(Update(HERE, "SET #value = :value", values={"value": "x"}))
        assert table.get(HERE) == vars(HERE) | {"value": "x"}


THROTTLES = [
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "RequestLimitExceeded",
    "InternalServerError",
]


class TestRequests:
    @pytest.mark.parametrize("code", THROTTLES)
    @pytest.mark.parametrize("operation", ["get_item", "transact_write_items"])
    def test_throttles_are_for_later(self, dynamodb: Any, operation: str, code: str) -> None:
        table, _ = refusing(dynamodb, operation, refusal(code))
        with pytest.raises(StorageThrottled):
            table.get(HERE) if operation == "get_item" else table.transact([put()])

    @pytest.mark.parametrize("lost", [EndpointConnectionError, ConnectTimeoutError, ReadTimeoutError])
    def test_a_table_that_cannot_be_reached_is_for_later(self, dynamodb: Any, lost: Any) -> None:
        table, _ = refusing(dynamodb, "get_item", lost(endpoint_url="http://127.0.0.1"))
        with pytest.raises(StorageThrottled, match=lost.__name__):
            table.get(HERE)

    def test_other_errors_keep_their_names(self, dynamodb: Any) -> None:
        table, _ = refusing(dynamodb, "get_item", refusal("AccessDeniedException"))
        with pytest.raises(ClientError, match="AccessDenied"):
            table.get(HERE)

    def test_a_failed_condition_comes_with_the_old_item(self, dynamodb: Any) -> None:
        table = new_table(dynamodb)
        table.write(put("old"))
        with pytest.raises(ConditionFailed) as failed:
            table.write(Update(HERE, "SET #value = :new", "#value = :new", {"new": "new"}))
        assert failed.value.old == vars(HERE) | {"value": "old"}

    def test_a_failed_condition_without_an_item(self, dynamodb: Any) -> None:
        with pytest.raises(ConditionFailed) as failed:
            new_table(dynamodb).write(Update(HERE, "SET #value = :new", "#value = :new", {"new": "new"}))
        assert failed.value.old is None

    def test_a_query_goes_on_after_the_first_megabyte(self, dynamodb: Any) -> None:
        table = new_table(dynamodb)
        results, runs = DynamoResults(table), DynamoRuns(table, state_days=90)
        DynamoInterviews(table).create_interview(interview())
        runs.begin_run(run(1), None)
        record = runs.begin_step(run_key(), Step.EVIDENCE, at(2)).record
        units = [unit(f"{number} " + "x" * 60_000) for number in range(40)]
        results.save_rows(record, units)
        assert list(results.load_rows(run_key(), Step.EVIDENCE, EvidenceUnit)) == units
        results.save_rows(runs.begin_step(run_key(), Step.EVIDENCE, at(3)).record, units[:1])
        assert list(results.load_rows(run_key(), Step.EVIDENCE, EvidenceUnit)) == units[:1]


class TestItems:
    def test_an_event_waits_in_the_outbox_as_the_stream_reads_it(self, dynamodb: Any) -> None:
        table = new_table(dynamodb)
        DynamoInterviews(table).create_interview(interview())
        runs = DynamoRuns(table, state_days=90)
        runs.begin_run(run(1), None)
        runs.end_run(run(1), RunStatus.SUCCEEDED, InterviewStatus.COMPLETED, None, event())
        [item] = table.query(keys.partition_of(INTERVIEW), "OUTBOX#")
        image = {name: TypeSerializer().serialize(value) for name, value in item.items()}
        assert item["entity"] == "OUTBOX_EVENT"
        assert item["expires_at"] == int((at(10) + timedelta(days=7)).timestamp())
        assert outbox_event(StreamRecord(dynamodb={"NewImage": image})) == event()

    def test_a_run_that_did_not_end_here_leaves_no_event(self, dynamodb: Any) -> None:
        table = new_table(dynamodb)
        DynamoInterviews(table).create_interview(interview())
        runs = DynamoRuns(table, state_days=90)
        runs.begin_run(run(1), None)
        runs.end_run(run(1), RunStatus.FAILED, InterviewStatus.FAILED, "x", event(sequence=0))
        runs.end_run(run(1), RunStatus.FAILED, InterviewStatus.FAILED, "x", event(sequence=1))
        assert len(list(table.query(keys.partition_of(INTERVIEW), "OUTBOX#"))) == 1

    def test_a_receipt_of_the_ledger_outlives_a_provider_s_job(self, dynamodb: Any) -> None:
        table = new_table(dynamodb)
        DynamoLedger(table).record(run(1), None, (use(),), at(2), "r1")
        [item] = table.query(keys.partition_of(INTERVIEW), "RECEIPT#")
        assert item["expires_at"] == int((at(2) + timedelta(days=LEDGER_RECEIPT_DAYS)).timestamp())
        assert LEDGER_RECEIPT_DAYS > 90 + JOB_WAIT_DAYS

    def test_the_state_of_steps_expires(self, dynamodb: Any) -> None:
        table = new_table(dynamodb)
        DynamoInterviews(table).create_interview(interview())
        runs = DynamoRuns(table, state_days=90)
        runs.begin_run(run(1), None)
        runs.begin_step(run_key(), Step.UPLOAD, at(2))
        item = table.get(keys.step_key(run_key(), Step.UPLOAD)) or {}
        assert item["expires_at"] == int((at(2) + timedelta(days=90)).timestamp())

    def test_every_partition_begins_with_its_organisation(self, dynamodb: Any) -> None:
        table = new_table(dynamodb)
        DynamoInterviews(table).create_interview(interview())
        runs = DynamoRuns(table, state_days=90)
        runs.begin_run(run(1), upload())
        DynamoResults(table).save_rows(runs.begin_step(run_key(), Step.EVIDENCE, at(2)).record, [unit()])
        items = dynamodb.scan(TableName=table._name)["Items"]
        assert len(items) == 5
        assert {item["pk"]["S"] for item in items} == {"ORG#acme#INTERVIEW#int_1"}

    def test_the_output_of_a_step_reads_back_as_the_same_json(self, dynamodb: Any) -> None:
        table = new_table(dynamodb)
        interviews, runs = DynamoInterviews(table), DynamoRuns(table, state_days=90)
        interviews.create_interview(interview())
        runs.begin_run(run(1), None)
        record = runs.begin_step(run_key(), Step.EVIDENCE, at(2)).record
        done = completed(record, {"evidenceUnits": {"run": 1, "count": 3}})
        runs.complete_step(done, {}, None)
        assert runs.list_steps(run_key())[0].model_dump_json() == done.model_dump_json()
        pointer = interviews.get_interview(INTERVIEW).pointers[Step.EVIDENCE]
        assert json.loads(pointer.model_dump_json())["output"] == done.output


def lists_of(table: DynamoTable) -> dict[str, Callable[[str], Page[Any]]]:
    """Every list that goes on by a cursor, with the partition of its index."""
    lists, erasures, deliveries = DynamoInterviewLists(table), DynamoErasures(table), DynamoDeliveries(table)
    return {
        keys.listed("acme"): lambda at: lists.find_interviews("acme", InterviewFilter(), limit=1, cursor=at),
        erasures_of("acme"): lambda at: erasures.list_erasures("acme", limit=1, cursor=at),
        deliveries_to("acme", "whe_1"): lambda at: deliveries.list_deliveries("acme", "whe_1", limit=1, cursor=at),
        keys.ACTIVE_RUNS: lambda at: DynamoRuns(table, state_days=90).active_runs(limit=1, cursor=at),
    }


@pytest.mark.parametrize(
    "forged",
    [
        {"gsi1pk": "PARTITION"},
        {"gsi1pk": "PARTITION", "gsi1sk": "int_1", "pk": 1, "sk": []},
        {"gsi1pk": "ORG#other", "gsi1sk": "int_1", "pk": "ORG#other", "sk": "INTERVIEW"},
        {"gsi3pk": "PARTITION", "gsi3sk": "", "pk": "ORG#acme", "sk": "INTERVIEW"},
        [],
    ],
)
def test_a_cursor_that_was_tampered_with_is_refused_by_every_list(dynamodb: Any, forged: object) -> None:
    for partition, read in lists_of(new_table(dynamodb)).items():
        text = json.dumps(forged).replace("PARTITION", partition)
        for cursor in (text, base64.urlsafe_b64encode(text.encode()).decode()):
            with pytest.raises(InvalidRequest) as refused:
                read(cursor)
            assert (refused.value.field, refused.value.message) == ("cursor", "not a cursor of this list")


class TestKeptAnswers:
    def test_an_erasure_leaves_no_item(self, dynamodb: Any) -> None:
        table = new_table(dynamodb)
        answers = DynamoAnswers(table)
        answers.put_answer(INTERVIEW, "d1", ModelAnswer(text="{}"), at(0))
        answers.forget_interview(INTERVIEW)
        assert dynamodb.scan(TableName=table._name)["Items"] == []

    def test_whenever_an_erasure_comes_no_answer_stays_that_it_cannot_find(self, dynamodb: Any) -> None:
        """An erasure after each request of a step in flight, and one when the step is done."""
        table = new_table(dynamodb)
        erasure = DynamoAnswers(table)
        step = Interrupted(dynamodb, lambda: erasure.forget_interview(INTERVIEW))
        DynamoAnswers(DynamoTable(step, table._name)).put_answer(INTERVIEW, "d1", ModelAnswer(text="{}"), at(0))
        erasure.forget_interview(INTERVIEW)
        assert dynamodb.scan(TableName=table._name)["Items"] == []
        assert step.requests == ["transact_write_items"]

    def test_answers_and_their_links_expire(self, dynamodb: Any) -> None:
        table = new_table(dynamodb)
        DynamoAnswers(table).put_answer(INTERVIEW, "d1", ModelAnswer(text="{}"), at(0))
        items = dynamodb.scan(TableName=table._name)["Items"]
        days = {item["pk"]["S"]: int(item["expires_at"]["N"]) - at(0).timestamp() for item in items}
        # The link stays longer: an answer without one would not be found by its interview's erasure.
        assert days == {"ORG#acme#ANSWERS": 30 * 86_400, "ORG#acme#INTERVIEW#int_1": 33 * 86_400}


def test_a_breaker_is_about_no_organisation(dynamodb: Any) -> None:
    table = new_table(dynamodb)
    key = BreakerKey(provider="groq", kind=EngineKind.ANALYSIS)
    DynamoBreakers(table).change_breaker(key, lambda b: note_failure(b, Fault.FAILED, at(0), holder=None))
    assert table.get(Key("PROVIDER#groq", "BREAKER#analysis"))
