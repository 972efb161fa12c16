from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, Field

from shared.domain.errors import InternalError, InvalidRequest, NoSpeech
from shared.domain.interview_key import RunKey
from shared.domain.value import Value
from shared.runtime.handler import lambda_handler, parse
from shared.runtime.settings import Settings
from tests.unit.logs import Log, captured

CANARY = "canary-4711"
IDS = {"organisationId": "acme", "interviewId": "int_1", "run": 1}


class Nothing(Settings):
    """A function without settings."""


class Answer(Value):
    some_number: int


class Inner(BaseModel):
    items: list[int] = Field(alias="Items")


@pytest.fixture
def log() -> Iterator[Log]:
    with captured() as log:
        yield log


def answering(answer: Any) -> Any:
    @lambda_handler(RunKey, Nothing)
    def handle(started: RunKey, settings: Nothing) -> Any:
        if isinstance(answer, BaseException):
            raise answer
        return answer

    return handle


@pytest.mark.parametrize(
    ("answer", "wire"), [(Answer(some_number=1), {"someNumber": 1}), ({"a": 1}, {"a": 1}), (None, None)]
)
def test_answers_are_json(log: Log, answer: Any, wire: Any) -> None:
    assert answering(answer)(IDS, None) == wire
    assert [entry["message"] for entry in log.entries] == ["done"]


def test_named_errors_pass_through(log: Log) -> None:
    error = NoSpeech("nothing was heard", field="file")
    with pytest.raises(NoSpeech) as raised:
        answering(error)(IDS, None)
    assert raised.value is error
    [entry] = log.entries
    assert (entry["level"], entry["error"], entry["field"]) == ("WARNING", "NoSpeech", "file")


@pytest.mark.parametrize("error", [ValueError(CANARY), KeyError(CANARY), RuntimeError(CANARY), MemoryError(CANARY)])
def test_others_get_a_name_and_lose_their_words(log: Log, error: Exception) -> None:
    with pytest.raises(InternalError) as raised:
        answering(error)(IDS, None)
    assert str(raised.value).startswith(type(error).__name__)
    assert CANARY not in str(raised.value) + log.getvalue()
    [entry] = log.entries
    assert (entry["level"], entry["error"]) == ("ERROR", type(error).__name__)
    assert any("test_handler.py" in frame for frame in entry["frames"])


def test_the_traceback_of_what_leaves_has_no_words_either(log: Log) -> None:
    import traceback

    with pytest.raises(InternalError) as raised:
        answering(ValueError(CANARY))(IDS, None)
    assert CANARY not in "".join(traceback.format_exception(raised.value))


def test_the_end_of_the_process_is_not_held_up() -> None:
    with pytest.raises(SystemExit):
        answering(SystemExit(1))(IDS, None)


def test_the_handler_keeps_its_name() -> None:
    assert answering(None).__name__ == "handle"


@pytest.mark.parametrize(
    ("kind", "event", "field"),
    [
        (RunKey, {}, "interviewId"),
        (RunKey, IDS | {"run": "x"}, "run"),
        (RunKey, IDS | {"b": 1, "a": 2}, "a"),
        (RunKey, None, "event"),
        (RunKey, [], "event"),
        (Inner, {"Items": [1, "x"]}, "Items.1"),
    ],
)
def test_what_cannot_be_parsed_is_named(kind: type[BaseModel], event: Any, field: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse(kind, event)
    assert refused.value.field == field


def test_values_are_never_quoted() -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse(RunKey, IDS | {"run": CANARY})
    assert CANARY not in str(refused.value)
    assert refused.value.__suppress_context__


def test_python_s_names_are_understood_too() -> None:
    assert parse(RunKey, {"organisation_id": "acme", "interview_id": "int_1", "run": 1}).run == 1
