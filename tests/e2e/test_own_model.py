"""PARLEY_LLM_BASE_URL, whole: a server that speaks OpenAI's protocol analyses in place of the embedded engine."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.bringing_up import bring_up
from local import deploy, emulator
from shared.domain.interview import InterviewStatus
from shared.domain.steps import STEPS_OF_RECORDINGS, Step
from tests.e2e.deployed import Deployed
from tests.e2e.test_bad_input import VTT
from tests.vendors.server import Received, Reply, VendorServer, vendor_server

pytestmark = [pytest.mark.emulator, pytest.mark.engines]

ROOT = Path(__file__).parents[2]
MODEL = "llama3.1:8b"
KEY = "key-of-my-own"


def quotes(data: dict[str, Any]) -> dict[str, Any]:
    said = [segment for segment in data["segments"] if "Ann" in json.dumps(segment) or len(segment["text"]) > 60]
    found = [
        {"segment": s["segment"], "quote": s["text"], "gist": "gist", "topic": "calendar", "confidence": 0.9}
        for s in said
    ]
    return {"evidence": found, "people": []}


def answer_to(name: str, data: dict[str, Any]) -> dict[str, Any]:
    """What a well-behaved model would say, made of the question."""
    if name == "EvidenceAnswer":
        return quotes(data)
    if name == "ThemesAnswer":
        numbers = [row["n"] for row in data["evidence"]]
        theme = {
            "name": "The calendar",
            "statement": "Nobody was told.",
            "inclusion_criteria": "x",
            "evidence": numbers,
        }
        return {"themes": [theme]}
    if name == "PersonasAnswer":
        blank = {"persona": None, "proposed_name": "Manager", "proposed_description": "x", "reason": "x"}
        return {"people": [{"person": p["n"], "confidence": 0.5, "evidence": []} | blank for p in data["people"]]}
    if name == "QuestionsAnswer":
        said = {"status": "not_asked", "summary": "", "evidence": [], "confidence": 0.5}
        return {"answers": [{"question": question["n"]} | said for question in data["questions"]]}
    return {"summary": "An office manager was not told of the new calendar."}


def reply(request: Received) -> Reply:
    asked = request.json
    name = asked["response_format"]["json_schema"]["name"]
    text = asked["messages"][-1]["content"]
    data = json.loads(text[text.index("{") : text.rindex("}") + 1])
    message = {"role": "assistant", "content": json.dumps(answer_to(name, data)), "refusal": None}
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return Reply({"id": "c", "object": "chat.completion", "model": MODEL, "choices": [choice], "usage": usage})


@pytest.fixture(scope="module")
def server() -> Iterator[VendorServer]:
    with vendor_server() as running:
        running.reply = reply
        yield running


@pytest.fixture(scope="module")
def own(server: VendorServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """The local stage as `parley up` brings it up with the variables set."""
    folder = tmp_path_factory.mktemp("own")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PARLEY_LLM_BASE_URL", f"{server.url}/v1")
        patch.setenv("PARLEY_LLM_MODEL", MODEL)
        patch.setenv("PARLEY_LLM_KEY", KEY)
        patch.setenv("PARLEY_LLM_PRICE_IN", "0.10")
        try:
            running = bring_up(folder, ROOT, say=lambda _: None)
            yield Deployed(running.endpoint_url, deploy.outputs(folder), folder)
        finally:
            emulator.stop(folder)


def test_the_model_analyses_and_nothing_of_it_is_a_draft(own: Deployed, server: VendorServer) -> None:
    key = own.submit(VTT, own.project())
    assert own.settled(key).status is InterviewStatus.COMPLETED
    steps = own.steps(key, 1)
    made = {step: steps[step].engine for step in STEPS_OF_RECORDINGS if step is not Step.UPLOAD}
    assert {engine.name for engine in made.values() if engine} == {MODEL}
    assert not any(engine.draft for engine in made.values() if engine)
    results = own.results(key)
    assert [theme.name for theme in results.themes] == ["The calendar"]
    assert results.summary == "An office manager was not told of the new calendar."
    assert all(unit.quote in VTT.decode() for unit in results.evidence)
    paid = [use for record in steps.values() for use in record.uses if use.provider == "local" and use.calls]
    assert [use.price_nanodollars for use in paid] == [use.tokens_in * 100 for use in paid]


def test_the_key_goes_with_every_call_and_is_in_no_environment(own: Deployed, server: VendorServer) -> None:
    own.settled(own.submit(VTT, own.project()))
    assert {request.headers["authorization"] for request in server.received} == {f"Bearer {KEY}"}
    functions = own.client("lambda").list_functions()["Functions"]
    assert KEY not in json.dumps(functions, default=str)
    assert KEY not in json.dumps(own.outputs)


def test_what_was_answered_once_is_not_paid_for_again(own: Deployed, server: VendorServer) -> None:
    key = own.submit(VTT, own.project())
    own.settled(key)
    before = len(server.received)
    own.redrive(key, resume_from=Step.EVIDENCE)
    assert len(server.received) == before
    uses = [use for record in own.steps(key, 2).values() for use in record.uses if use.provider == "local"]
    assert uses
    assert all(use.calls == 0 and use.cached_calls for use in uses)


def test_the_demo_says_which_model_worked_and_where(own: Deployed, server: VendorServer, tmp_path: Path) -> None:
    talk = tmp_path / "talk.vtt"
    talk.write_bytes(VTT)
    done = subprocess.run(
        [sys.executable, "-m", "cli", "demo", "--file", str(talk)],
        cwd=ROOT,
        env=os.environ | {"PARLEY_HOME": str(own.folder), "COLUMNS": "160"},
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )
    assert done.returncode == 0, done.stderr
    assert f"analysis by {MODEL} at {server.url}/v1" in done.stdout
    assert "D R A F T" not in done.stdout
