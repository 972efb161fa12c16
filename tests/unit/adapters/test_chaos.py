"""Chaos: calls fail by chance, in the words of who fails, and a seed fixes what is drawn."""

from collections import Counter
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from shared.adapters.chaos import Chaos, ChaosSettings, chaos_from
from shared.adapters.dynamodb_table import DynamoTable, Key
from shared.domain.errors import ParleyError, StorageThrottled
from shared.domain.interview_key import InterviewKey
from shared.domain.steps import Step
from shared.domain.tier import Tier
from shared.ports import EngineScope
from shared.usecases.tally import Tally
from tests.builders import run_key

SCOPE = EngineScope(InterviewKey(organisation_id="o", interview_id="i"), Tier.ESSENTIAL, Tally())
ONCE = Config(retries={"total_max_attempts": 1})


def chaos(folder: Path, *, rate: float = 1.0, seed: int = 7) -> Chaos:
    return Chaos(ChaosSettings(rate=rate, seed=seed, journal=folder))


def outcomes(made: Chaos, calls: int, of: str = "read_window") -> list[str]:
    """The names of what providers answered."""

    def call() -> str:
        try:
            made.before_call(SCOPE, of)
        except ParleyError as error:
            return type(error).__name__
        return "answered"

    return [call() for _ in range(calls)]


def test_a_fifth_of_the_calls_of_providers_fails_in_every_way(tmp_path: Path) -> None:
    seen = Counter(outcomes(chaos(tmp_path, rate=0.2), 1000))
    assert 750 < seen["answered"] < 850
    assert set(seen) == {"answered", "EngineFailed", "EngineThrottled", "EngineTimeout", "AnswerInvalid"}


def test_a_seed_fixes_what_fails_whoever_calls_and_when(tmp_path: Path) -> None:
    drawn = {}
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        (tmp_path / name).mkdir()
        workers = [chaos(tmp_path / name, rate=0.5, seed=seed) for _ in range(1 if name == "one" else 5)]
        drawn[name] = [outcome for turn in range(50) for outcome in outcomes(workers[turn % len(workers)], 1)]
    assert drawn["one"] == drawn["again"] != drawn["other"]


def test_what_others_do_meanwhile_changes_nothing(tmp_path: Path) -> None:
    alone, crowded = tmp_path / "alone", tmp_path / "crowded"
    alone.mkdir()
    crowded.mkdir()
    expected = outcomes(chaos(alone, rate=0.5), 20)
    made, seen = chaos(crowded, rate=0.5), []
    for _ in range(20):
        outcomes(made, 3, of="other")
        seen += outcomes(made, 1)
    assert seen == expected


def test_a_doomed_worker_dies_now_or_at_a_later_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Died(Exception):
        pass

    def die(_status: int) -> None:
        raise Died

    monkeypatch.setattr("os._exit", die)
    made = chaos(tmp_path)

    def work_for_long() -> None:
        for _ in range(100):
            made.trip(run_key(), Step.EVIDENCE)

    with pytest.raises(Died):
        work_for_long()
    chaos(tmp_path, rate=0.0).trip(run_key(), Step.EVIDENCE)


def test_whoever_was_killed_may_live_the_next_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same step of the same interview comes again after its worker died: that it came before is not forgotten."""
    monkeypatch.setattr("os._exit", lambda _: None)
    doomed = []
    for _ in range(40):
        worker = chaos(tmp_path, rate=0.5)
        worker.trip(run_key(), Step.UPLOAD, "piece-1")
        doomed.append(worker._requests_to_live is not None)
    assert set(doomed) == {True, False}


def test_a_request_is_known_by_its_function_its_kind_and_its_interview(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not by what is drawn anew each time, such as receipts."""
    client = boto3.client("dynamodb", config=ONCE)
    chaos(tmp_path).attach(client, "dynamodb")

    def ask(interview: str, receipt: str) -> set[str]:
        with pytest.raises(ClientError):
            client.get_item(TableName="t", Key={"pk": {"S": f"ORG#o#INTERVIEW#{interview}"}, "sk": {"S": receipt}})
        return {path.name for path in tmp_path.iterdir()}

    first = ask("int_1", "a")
    assert ask("int_1", "b") == first
    assert len(ask("int_2", "a")) == 2
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "another")
    assert len(ask("int_2", "a")) == 3


def test_the_table_asks_for_patience(tmp_path: Path) -> None:
    client = boto3.client("dynamodb", config=ONCE)
    chaos(tmp_path).attach(client, "dynamodb")
    with pytest.raises(StorageThrottled):
        DynamoTable(client, "table").get(Key("pk", "sk"))


def test_the_bucket_asks_for_patience(tmp_path: Path) -> None:
    client = boto3.client("s3", config=ONCE)
    chaos(tmp_path).attach(client, "s3")
    with pytest.raises(ClientError) as refused:
        client.get_object(Bucket="bucket", Key="key")
    assert refused.value.response["Error"]["Code"] == "SlowDown"


def test_other_services_are_left_alone(tmp_path: Path) -> None:
    registered: list[Any] = []

    class Client:
        class meta:  # noqa: N801 - as boto3 calls it
            class events:  # noqa: N801
                register = registered.append

    chaos(tmp_path).attach(Client(), "stepfunctions")
    assert registered == []


def test_there_is_none_where_nobody_asked() -> None:
    assert chaos_from({}) is None
    assert chaos_from({"PARLEY_CHAOS": '{"rate": 0.2, "seed": 1, "journal": "/tmp"}'}) is not None
