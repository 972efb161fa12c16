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
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.steps import STEPS_OF_RECORDINGS, Step
from tests.e2e.deployed import Deployed, Receiver
from tests.e2e.test_bad_input import VTT
from tests.e2e.test_candidate import (
    GUIDE,
    JOBS,
    LED,
    MEASURED,
    SPOKEN,
    Held,
    Interviews,
    it_is_told_as_it_is,
    its_evaluation_stands_on_what_was_said,
    say,
    told_at,
)
from tests.vendors.server import Received, Reply, VendorServer, vendor_server

pytestmark = [pytest.mark.emulator, pytest.mark.engines]

ROOT = Path(__file__).parents[2]
MODEL = "llama3.1:8b"
KEY = "key-of-my-own"
FOLLOW_UP = "What came of that for the people at the desk?"


def quotes(data: dict[str, Any]) -> dict[str, Any]:
    said = [segment for segment in data["segments"] if "Ann" in json.dumps(segment) or len(segment["text"]) > 60]
    found = [
        {"segment": s["segment"], "quote": s["text"], "gist": "gist", "topic": "calendar", "confidence": 0.9}
        for s in said
    ]
    return {"evidence": found, "people": []}


def written(data: dict[str, Any]) -> dict[str, Any]:
    kinds = ("background", "motivation", "technical", "behavioural")
    made = [
        {
            "kind": kinds[number % len(kinds)],
            "topic": f"topic {number}",
            "text": f"What did you do in case {number} of your work?",
            "good_answer": ["says what they did themselves", "gives the outcome"],
            "hint": "",
        }
        for number in range(data["count"])
    ]
    return {"questions": made}


def considered(data: dict[str, Any]) -> dict[str, Any]:
    """More is asked wherever the plan has a follow-up left."""
    more = data["follow_ups_left"] > 0
    return {
        "kind": "substantive",
        "value": 0.5 if more else 0.9,
        "action": "ask_followup" if more else "new_question",
        "say": FOLLOW_UP if more else None,
        "why": "the outcome is missing",
        "lacks": ["no_outcome"] if more else [],
        "learned": [],
        "score": 7,
        "feedback": "It says what was done.",
        "summary": "They led a move.",
        "insight": None,
    }


def scored(data: dict[str, Any]) -> dict[str, Any]:
    points = {"score": 8, "communication": 8, "definiteness": 7, "confidence": 0.9}
    quoted = [f"{data['answer'].split('. ')[0].rstrip('.')}."]
    said = {"rationale": "Both criteria are met.", "feedback": "A whole answer.", "red_flag": None}
    return points | said | {"met": [1, 2], "unmet": [], "quotes": quoted}


OF_INTERVIEWS = {"WrittenQuestions": written, "ConsideredAnswer": considered, "ScoredAnswer": scored}


def answer_to(name: str, data: dict[str, Any]) -> dict[str, Any]:
    """What a well-behaved model would say, made of the question."""
    if name in OF_INTERVIEWS:
        return OF_INTERVIEWS[name](data)
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
    read = sum(len(turn["content"]) for turn in asked["messages"]) // 4
    usage = {"prompt_tokens": read, "completion_tokens": 10, "total_tokens": read + 10}
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


@pytest.fixture(scope="module")
def analysed(own: Deployed) -> InterviewKey:
    key = own.submit(VTT, own.project())
    assert own.settled(key).status is InterviewStatus.COMPLETED
    return key


def test_the_model_analyses_and_nothing_of_it_is_a_draft(own: Deployed, analysed: InterviewKey) -> None:
    steps = own.steps(analysed, 1)
    made = {step: steps[step].engine for step in STEPS_OF_RECORDINGS if step is not Step.UPLOAD}
    assert {engine.name for engine in made.values() if engine} == {MODEL}
    assert not any(engine.draft for engine in made.values() if engine)
    results = own.results(analysed)
    assert [theme.name for theme in results.themes] == ["The calendar"]
    assert results.summary == "An office manager was not told of the new calendar."
    assert all(unit.quote in VTT.decode() for unit in results.evidence)
    paid = [use for record in steps.values() for use in record.uses if use.provider == "local" and use.calls]
    assert paid
    assert [use.price_nanodollars for use in paid] == [use.tokens_in * 100 for use in paid]


@pytest.mark.usefixtures("analysed")
def test_the_key_goes_with_every_call_and_is_in_no_environment(own: Deployed, server: VendorServer) -> None:
    assert {request.headers["authorization"] for request in server.received} == {f"Bearer {KEY}"}
    functions = own.client("lambda").list_functions()["Functions"]
    assert KEY not in json.dumps(functions, default=str)
    assert KEY not in json.dumps(own.outputs)


def test_what_was_answered_once_is_not_paid_for_again(
    own: Deployed, server: VendorServer, analysed: InterviewKey
) -> None:
    before = len(server.received)
    own.redrive(analysed, resume_from=Step.EVIDENCE)
    assert len(server.received) == before
    uses = [use for record in own.steps(analysed, 2).values() for use in record.uses if use.provider == "local"]
    assert uses
    assert all(use.calls == 0 and use.cached_calls for use in uses)


def test_a_live_interview_asks_the_model_and_outlives_it(
    own: Deployed, server: VendorServer, receiver: Receiver
) -> None:
    interviews = told_at(own, receiver, "own-acme")
    job = interviews.post(JOBS, {"title": "Developer", "description": "Web applications for clinics."})["id"]
    made = interviews.post(f"{JOBS}/{job}/questions", {"count": 8})
    assert (made["written_by"]["name"], made["draft"], made["notes"]) == (MODEL, False, [])
    first, second, third = (made["questions"][place] | {"max_follow_ups": int(place == 0)} for place in range(3))
    interviews.put(f"{JOBS}/{job}/questions", {"questions": [first, second, third]})
    with interviews.begin(job_description_id=job) as (held, client):
        assert say(client, held, LED)["text"] == FOLLOW_UP
        assert say(client, held, "Most patients now book by themselves.")["text"].endswith(second["text"])
        with pytest.MonkeyPatch.context() as down:
            down.setattr(server, "reply", lambda _: Reply(b"down", status=503))
            said = say(client, held, MEASURED)
        assert (said["text"].endswith(third["text"]), said["should_continue"]) == (True, True)
        assert not say(client, held, "I wrote down what we had learned, and the team still uses the list.")[
            "should_continue"
        ]
    research = researched(interviews)  # while the machine works on the other one
    interviews.await_all_of(held)
    assert held.said("S2").startswith(f"{LED} Most patients now book by themselves. {MEASURED}")
    [told] = [one for one in held.results["transcript"]["warnings"] if "considered by rules" in one]
    assert told == "a draft: an answer was considered by rules because of EngineFailed"
    evaluation = held.results["evaluation"]
    assert (evaluation["engine"]["name"], evaluation["engine"]["draft"]) == (MODEL, False)
    assert [one["score"] for one in held.scored] == [8, 8, 8]
    its_evaluation_stands_on_what_was_said(held)
    it_is_told_as_it_is(held)
    asked = {request.json["response_format"]["json_schema"]["name"] for request in server.received}
    assert set(OF_INTERVIEWS) <= asked
    interviews.await_all_of(research)
    assert research.said("S2") == " ".join(text for _, text in SPOKEN)
    assert not [one for one in research.results["transcript"]["warnings"] if "considered by rules" in one]
    assert research.results["evaluation"]["engine"]["name"] == MODEL
    assert [one["score"] for one in research.scored] == [8, 8]
    its_evaluation_stands_on_what_was_said(research)
    it_is_told_as_it_is(research)


def researched(interviews: Interviews) -> Held:
    """A research interview by a call guide, whose answers the model considers."""
    guide = interviews.post("/api/v1/call-guides", GUIDE)["id"]
    with interviews.begin(call_guide_id=guide) as (held, client):
        for _, text in SPOKEN:
            say(client, held, text)
    assert held.continues == [True, True, False]
    return held


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
