"""Chaos: calls fail by chance, in the words of who fails, and a seed fixes what is drawn."""

import json
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

SCOPE = EngineScope(InterviewKey(organisation_id="o", interview_id="i"), Tier.ESSENTIAL, Tally())
ONCE = Config(retries={"total_max_attempts": 1})


def chaos(folder: Path, *, rate: float = 1.0, seed: int = 7) -> Chaos:
    return Chaos(ChaosSettings(rate=rate, seed=seed, journal=folder))


def outcomes(made: Chaos, calls: int) -> list[str]:
    """The names of what providers answered."""

    def call() -> str:
        try:
            made.before_call(SCOPE, "read_window")
        except ParleyError as error:
            return type(error).__name__
        return "answered"

    return [call() for _ in range(calls)]


def test_a_fifth_of_the_calls_of_providers_fails_in_every_way(tmp_path: Path) -> None:
    seen = Counter(outcomes(chaos(tmp_path, rate=0.2), 1000))
    assert 750 < seen["answered"] < 850
    assert set(seen) == {"answered", "EngineFailed", "EngineThrottled", "EngineTimeout", "AnswerInvalid"}


def test_a_seed_fixes_what_is_drawn(tmp_path: Path) -> None:
    first, second, other = (chaos(tmp_path, rate=0.5, seed=seed) for seed in (1, 1, 2))
    drawn = outcomes(first, 50)
    assert drawn == outcomes(second, 50) != outcomes(other, 50)


def test_each_call_of_a_provider_is_noted_with_its_interview(tmp_path: Path) -> None:
    outcomes(chaos(tmp_path), 2)
    lines = [json.loads(line) for file in tmp_path.glob("*.calls") for line in file.read_text().splitlines()]
    assert [(line["interview"], line["call"]) for line in lines] == [("i", "read_window")] * 2


def test_a_doomed_worker_dies_now_or_at_a_later_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Died(Exception):
        pass

    def die(_status: int) -> None:
        raise Died

    monkeypatch.setattr("os._exit", die)
    made = chaos(tmp_path)

    def work_for_long() -> None:
        for _ in range(100):
            made.trip("o", Step.EVIDENCE)

    with pytest.raises(Died):
        work_for_long()
    chaos(tmp_path, rate=0.0).trip("o", Step.EVIDENCE)


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
