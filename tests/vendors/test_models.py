"""What is asked and what comes back, through the vendors' own libraries."""

from typing import Any

import pytest

from shared.adapters.anthropic_model import ANTHROPIC_URL
from shared.adapters.openai_model import OPENAI_URL
from shared.domain.breaker import fault_of
from shared.domain.catalogue import Structured
from shared.domain.errors import EngineRefused
from shared.domain.made_by import Engine
from shared.ports import ModelAnswer, Repair
from tests.vendors.conftest import Build
from tests.vendors.dialects import ANTHROPIC, OPENAI, PROMPT, Dialect, Said, chat, message
from tests.vendors.server import Reply, VendorServer

pytestmark = pytest.mark.loopback
BOTH = pytest.mark.parametrize("dialect", [OPENAI, ANTHROPIC], ids=lambda d: d.name)
REPAIRED = PROMPT.model_copy(
    update={"repairs": (Repair(answer=" ", complaint="It was empty."), Repair(answer="{}", complaint="Too little."))}
)
TURNS = [
    {"role": "user", "content": '{"evidence":[]}'},
    {"role": "assistant", "content": "(no answer)"},
    {"role": "user", "content": "It was empty."},
    {"role": "assistant", "content": "{}"},
    {"role": "user", "content": "Too little."},
]


@BOTH
def test_an_answer_with_its_tokens(server: VendorServer, build: Build, dialect: Dialect) -> None:
    server.replies = [Reply(dialect.said('{"said": "yes"}'))]
    model = build(dialect)
    assert dialect.ask(model) == ModelAnswer(text='{"said": "yes"}', tokens_in=120, tokens_out=7, tokens_cached=100)
    assert model.engine == Engine(name="model-1", version="vendor")


@BOTH
def test_an_empty_answer_is_text_of_no_length(server: VendorServer, build: Build, dialect: Dialect) -> None:
    server.replies = [Reply(dialect.said(""))]
    assert dialect.ask(build(dialect)).text == ""


@pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": 3, "prompt_tokens_details": None}])
def test_a_server_that_does_not_count_tokens_is_no_fault(server: VendorServer, build: Build, usage: Any) -> None:
    server.replies = [Reply(chat(None) | {"usage": usage}), Reply(message("x") | {"usage": None})]
    assert OPENAI.ask(build(OPENAI)).tokens_cached == 0
    assert ANTHROPIC.ask(build(ANTHROPIC)).tokens_in == 0


@pytest.mark.parametrize(
    ("dialect", "body"),
    [
        (OPENAI, chat("{", finish="length")),
        (ANTHROPIC, message("{", stop="max_tokens")),
        (ANTHROPIC, message("{", stop="model_context_window_exceeded")),
    ],
    ids=["openai", "anthropic", "anthropic context"],
)
def test_an_answer_that_is_cut_off_says_so(server: VendorServer, build: Build, dialect: Dialect, body: Any) -> None:
    server.replies = [Reply(body)]
    assert dialect.ask(build(dialect)).truncated


@pytest.mark.parametrize(
    ("dialect", "body"),
    [
        (OPENAI, chat(None, refusal="I would rather not.")),
        (OPENAI, chat("", finish="content_filter")),
        (ANTHROPIC, message("", stop="refusal")),
    ],
    ids=["openai", "openai filter", "anthropic"],
)
def test_a_model_that_declines_is_refused(server: VendorServer, build: Build, dialect: Dialect, body: Any) -> None:
    server.replies = [Reply(body)]
    with pytest.raises(EngineRefused, match="declined") as declined:
        dialect.ask(build(dialect))
    assert fault_of(declined.value) is None, "what one interview holds takes the provider from nobody else"
    used = declined.value.answered
    assert (used.tokens_in, used.tokens_out, used.tokens_cached) == (120, 7, 100), "it is charged for all the same"
    assert "another tier" in declined.value.advice
    assert "parley providers" not in declined.value.advice


@pytest.mark.parametrize(
    ("failed", "truncated"),
    [("max completion tokens reached before generating a valid document", True), ('{"sa', False)],
)
def test_groq_s_own_check_of_an_answer_is_an_answer_that_does_not_fit(
    server: VendorServer, build: Build, failed: str, truncated: bool
) -> None:
    error = {"message": "Failed to generate JSON.", "code": "json_validate_failed", "failed_generation": failed}
    server.replies = [Reply({"error": error}, status=400)]
    answer = OPENAI.ask(build(OPENAI))
    assert (answer.text, answer.truncated) == ("", truncated)


def test_openai_is_held_to_the_schema(server: VendorServer, build: Build) -> None:
    server.replies = [Reply(chat("{}"))]
    build(OPENAI).answer(REPAIRED, Said)
    sent = server.received[0].json
    held = sent.pop("response_format")["json_schema"]
    assert held["strict"] is True
    assert held["schema"]["additionalProperties"] is False
    assert held["schema"]["required"] == ["said"]
    assert sent == {
        "model": "model-1", "max_tokens": 900, "messages": [{"role": "system", "content": "Be brief."}, *TURNS],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"seed": 7, "temperature": 0.0}, {"seed": 7, "temperature": 0.0}),
        ({"seed": 0}, {"seed": 0}),
        ({}, {}),
    ],
)
@pytest.mark.parametrize("varied", [False, True])
def test_a_question_is_asked_alike_each_time_unless_another_answer_is_welcome(
    server: VendorServer, build: Build, known: Any, expected: Any, varied: bool
) -> None:
    server.replies = [Reply(chat("{}"))]
    build(OPENAI, **known).answer(PROMPT.model_copy(update={"varied": varied}), Said)
    sent = server.received[0].json
    assert {name: sent[name] for name in ("seed", "temperature") if name in sent} == ({} if varied else expected)


def test_a_server_that_knows_only_json_is_told_the_schema_in_words(server: VendorServer, build: Build) -> None:
    server.replies = [Reply(chat("{}"))]
    OPENAI.ask(build(OPENAI, structured=Structured.JSON_OBJECT))
    sent = server.received[0].json
    assert sent["response_format"] == {"type": "json_object"}
    assert '"required":["said"]' in sent["messages"][0]["content"]


def test_anthropic_is_held_to_the_schema(server: VendorServer, build: Build) -> None:
    server.replies = [Reply(message("{}"))]
    build(ANTHROPIC).answer(REPAIRED, Said)
    sent = server.received[0].json
    held = sent.pop("output_config")["format"]
    assert (held["type"], held["schema"]["additionalProperties"]) == ("json_schema", False)
    assert sent == {"model": "model-1", "max_tokens": 900, "system": "Be brief.", "messages": TURNS}


def test_without_an_address_it_is_the_vendor_s_own(build: Build) -> None:
    assert build(OPENAI, base_url=None).url == OPENAI_URL
    assert build(ANTHROPIC, base_url=None).url == ANTHROPIC_URL


def test_openai_itself_keeps_nothing_and_knows_the_limit_by_its_new_name(build: Build) -> None:
    limits = build(OPENAI, base_url=None)._limits()
    assert limits == {"max_completion_tokens": 900, "store": False}


def test_the_key_is_not_shown() -> None:
    assert "4711" not in repr(OPENAI.adapter("http://127.0.0.1:1"))
