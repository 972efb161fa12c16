"""What stands around every route: strict bodies, sizes, ids, problems."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from functions.api.app import create_app
from functions.api.meanings import catalogue
from functions.api.served import SERVED
from functions.api.strict_json import MAX_DEPTH, parse
from shared.domain.errors import InternalError, InvalidRequest, RunInProgress, StorageThrottled, UnknownInterview
from shared.domain.limits import MAX_BODY_BYTES
from shared.domain.webhooks.request import request_of
from shared.runtime.bootstrap import Root
from tests.builders import at
from tests.unit.domain.webhooks.builders import endpoint

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner),
    max_leaves=10,
)  # fmt: skip
# Even a client that stays in the process has an event loop, and that has a socket.
pytestmark = pytest.mark.loopback

NAMED = [
    (UnknownInterview("there is none", field="interviewId"), 404, "unknown-interview"),
    (InvalidRequest("too long", field="title"), 422, "invalid-request"),
    (RunInProgress("it runs"), 409, "run-in-progress"),
    (StorageThrottled("the table answered X"), 503, "storage-throttled"),
    (InternalError("KeyError in shared.x"), 500, "internal-error"),
]


class Body(BaseModel):
    name: str = Field(max_length=5)
    size: float = 0


def application() -> FastAPI:
    app = create_app(Root, SERVED)

    @app.post("/echo")
    def echo(body: Body) -> Body:
        return body

    @app.get("/named/{number}")
    def fail(number: int) -> None:
        raise NAMED[number][0]

    @app.get("/broken")
    def broken() -> None:
        raise KeyError("Ann Example")

    return app


@pytest.fixture
def api() -> Iterator[TestClient]:
    with TestClient(application(), raise_server_exceptions=False) as client:
        yield client


def post(api: TestClient, body: bytes | str, content_type: str = "application/json") -> Any:
    return api.post("/echo", content=body, headers={"content-type": content_type})


class TestStrictJson:
    @given(value=PLAIN)
    def test_what_json_can_say_is_read_as_it_was(self, value: object) -> None:
        assert parse(json.dumps(value).encode()) == value

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ('{"a":1,"a":2}', "twice"),
            ('{"a":{"b":1,"b":1}}', "twice"),
            ("NaN", "does not know"),
            ("[-Infinity]", "does not know"),
            ("1e400", "too large"),
            ('"\\ud800"', "character"),
            ('{"\\udc00":1}', "character"),
            ('"\\u0000"', "character"),
            ("{", "line 1, column 2"),
            ("", "not JSON"),
            ("[" * 100_000, "deeper"),
            ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "deeper"),
        ],
    )
    def test_what_it_cannot_say_is_refused_without_an_echo(self, text: str, words: str) -> None:
        with pytest.raises(ValueError, match=words):
            parse(text.encode())

    def test_the_deepest_allowed_is_read(self) -> None:
        assert parse(("[" * MAX_DEPTH + "]" * MAX_DEPTH).encode())

    def test_brackets_in_a_text_are_no_depth(self) -> None:
        assert parse(json.dumps("[" * 100 + '"{').encode()) == "[" * 100 + '"{'

    def test_what_is_not_utf_8_is_refused(self) -> None:
        with pytest.raises(ValueError, match="UTF-8"):
            parse(b'"\xff"')

    def test_a_route_answers_with_a_problem(self, api: TestClient) -> None:
        answer = post(api, '{"name":"a","name":"b"}')
        assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
        assert answer.json()["code"] == "bad-request"

    @pytest.mark.parametrize("content_type", ["text/plain", "application/xml", ""])
    def test_another_type_is_415(self, api: TestClient, content_type: str) -> None:
        assert post(api, "{}", content_type).json()["code"] == "unsupported-media-type"

    def test_a_charset_is_no_other_type(self, api: TestClient) -> None:
        assert post(api, '{"name":"a"}', "Application/JSON; charset=utf-8").status_code == 200


class TestSize:
    def test_the_largest_body_is_read(self, api: TestClient) -> None:
        body = json.dumps({"name": "a"}).encode()
        assert post(api, body + b" " * (MAX_BODY_BYTES - len(body))).status_code == 200

    def test_one_byte_more_is_413(self, api: TestClient) -> None:
        answer = post(api, b" " * (MAX_BODY_BYTES + 1))
        assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")

    def test_so_is_more_than_was_declared(self, api: TestClient) -> None:
        chunks = iter([b" " * MAX_BODY_BYTES, b" "])
        answer = api.post("/echo", content=chunks, headers={"content-type": "application/json"})
        assert answer.status_code == 413


class TestProblems:
    def test_fields_are_pointed_at_and_nothing_is_echoed(self, api: TestClient) -> None:
        answer = post(api, '{"name":"Ann Example","size":"Bob"}')
        found = answer.json()
        assert answer.status_code == 422
        assert [error["pointer"] for error in found["errors"]] == ["/name", "/size"]
        assert "Ann" not in answer.text
        assert "Bob" not in answer.text

    @pytest.mark.parametrize("number", range(len(NAMED)))
    def test_a_named_error_has_its_status_and_code(self, api: TestClient, number: int) -> None:
        error, status, code = NAMED[number]
        answer = api.get(f"/named/{number}")
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert (error.message in answer.text) == (status < 500)

    def test_what_is_tried_again_says_when(self, api: TestClient) -> None:
        assert api.get("/named/3").headers["retry-after"]

    def test_what_is_unexpected_shows_nothing(self, api: TestClient) -> None:
        answer = api.get("/broken")
        assert (answer.status_code, answer.json()["code"]) == (500, "internal-error")
        assert "Ann" not in answer.text

    def test_every_type_can_be_looked_up(self, api: TestClient) -> None:
        for path in ("/nothing", "/named/0", "/named/3", "/broken"):
            found = api.get(path).json()
            assert api.get(found["type"]).json()["status"] == found["status"]

    def test_our_own_webhooks_are_refused_by_whatever_name_they_came(self, api: TestClient) -> None:
        sent = request_of(endpoint(), "evt_1", b"{}", at(0))
        for path in ("/echo", "/health", "/nothing"):
            answer = api.post(path, content=sent.body, headers=sent.headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "webhook-loop")
        assert api.get(answer.json()["type"]).json()["status"] == 403
        assert api.get("/health", headers={"User-Agent": "Acme Parley-Webhooks/1"}).status_code == 200

    def test_every_code_has_a_meaning_and_a_remedy(self) -> None:
        assert all(problem.meaning and problem.remedy for problem in catalogue().values())


class TestIds:
    def test_each_answer_has_one_and_names_it_in_a_problem(self, api: TestClient) -> None:
        answer = api.get("/nothing")
        assert answer.json()["request_id"] == answer.headers["x-request-id"]
        assert answer.headers["x-request-id"] != api.get("/nothing").headers["x-request-id"]

    def test_a_client_s_own_is_not_taken(self, api: TestClient) -> None:
        assert api.get("/health", headers={"x-request-id": "mine"}).headers["x-request-id"] != "mine"

    def test_answers_are_for_their_caller_only(self, api: TestClient) -> None:
        headers = api.get("/health").headers
        assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")
