"""What is told of an interview that was held live: the payload of the document that asks for it, whole."""

import json
from typing import Any

from shared.domain.events import EventName
from shared.domain.interview_status import InterviewMode
from shared.domain.session.answer import AnswerKind
from shared.domain.session.turn import Turn
from shared.domain.webhooks.limits import MAX_ENVELOPE_BYTES
from shared.usecases.tell_of_event import tell_of_event
from tests.builders import INTERVIEW, event, run_key
from tests.fakes.memory import changed
from tests.unit.domain.webhooks.builders import endpoint
from tests.unit.said import SAID
from tests.unit.usecases.test_evaluation import LED, SLOW, evaluated, judged, live, turn
from tests.unit.usecases.webhooks.hooks import API, Hooks

# The example of the document, cut to what differs in shape.
ASKED_FOR = {
    "schema_version": 1,
    "event": "interview.completed",
    "event_id": "evt_01H...",
    "occurred_at": "2025-10-21T10:30:00Z",
    "data": {
        "interview_id": "int_01H...",
        "candidate": {"name": "Jane Doe", "email": "jane@ex.com"},
        "scores": {"overall": 84, "technical": 86, "behavioral": 78, "communication": 82},
        "recommendation": "highly_recommended",
        "transcript": "...",
        "turns": [{"q": "Tell me about...", "a": "...", "score": 8, "feedback": "..."}],
        "artifacts": {"audio_urls": ["https://.../clip1.mp3"]},
    },
}
CLIP = "acme/int_1/turns/1/t1"


def spoken(one: Turn) -> Turn:
    return changed(one, answer=changed(one.answer, audio_key=CLIP))


def body(*turns: Turn, scored: bool = True, name: EventName = EventName.INTERVIEW_COMPLETED) -> dict[str, Any]:
    world = live(*turns)
    if scored:
        scorer = judged()
        scorer.judged["q2"] = scorer.usual.model_copy(update={"question_id": "q2", "quotes": ("Too many scripts.",)})
        evaluated(world, scorer)
    raw = tell_of_event(event(run_key(), name), endpoint(), ports=Hooks(world).telling)
    assert raw
    assert len(raw) <= MAX_ENVELOPE_BYTES
    told: dict[str, Any] = json.loads(raw)
    return told


def has_shape(found: Any, wanted: Any) -> bool:
    """Every key of the example, with a value of its kind; there may be more."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(
            name in found and has_shape(found[name], wanted[name]) for name in wanted
        )
    if isinstance(wanted, list):
        return isinstance(found, list) and bool(found) and all(has_shape(one, wanted[0]) for one in found)
    return isinstance(found, int | float) if isinstance(wanted, int) else isinstance(found, type(wanted))


def test_the_payload_that_was_asked_for_comes_out_whole() -> None:
    told = body(spoken(turn(1, LED, f"{SAID[1]} It ended well.")), turn(2, SLOW, "Too many scripts."))
    assert has_shape(told, ASKED_FOR), told
    data = told["data"]
    assert set(data["scores"]) == set(ASKED_FOR["data"]["scores"])  # type: ignore[index]
    assert data["turns"][0] == {
        "q": LED.text,
        "a": f"{SAID[1]} It ended well.",
        "score": 8,
        "feedback": data["turns"][0]["feedback"],
    }
    assert data["artifacts"] == {"audio_urls": [f"{API}/api/v1/interviews/int_1/turns/1/audio"]}


def test_a_score_that_no_answer_carries_is_null() -> None:
    data = body(turn(1, LED, "It ended well."))["data"]
    assert (data["scores"]["technical"], data["turns"][0]["score"]) == (None, 8)
    assert data["recommendation"] == "recommended"


def test_before_it_is_evaluated_nothing_is_said_of_scores() -> None:
    data = body(turn(1, LED, "It ended well."), scored=False, name=EventName.INSIGHTS_EXTRACTED)["data"]
    assert "scores" not in data
    assert data["turns"] == [{"q": LED.text, "a": "It ended well.", "score": None, "feedback": ""}]


def test_what_was_misheard_is_told_to_nobody_and_why_there_is_no_score() -> None:
    perhaps = turn(1, LED, "We fired her.")
    perhaps = perhaps.model_copy(
        update={"answer": perhaps.answer.model_copy(update={"audio_key": "k", "heard": False})}
    )
    [told, _] = body(perhaps, turn(2, SLOW, "Too many scripts."))["data"]["turns"]
    assert told == {"q": LED.text, "a": "", "score": None, "feedback": ""}

    away = turn(1, LED, "Nice weather.", AnswerKind.OFF_TOPIC)
    [told, _] = body(away, turn(2, SLOW, "Too many scripts."))["data"]["turns"]
    assert told["feedback"] == "what was said is no answer: off topic"


def test_turns_go_after_the_transcript_and_scores_stay() -> None:
    data = body(*(turn(number, LED, f"It ended well. {'I plan. ' * 300}") for number in range(1, 12)))["data"]
    assert data["left_out"][-1] == "turns"
    assert "turns" not in data
    assert data["scores"]["overall"] == 80


def test_of_a_recording_there_are_no_turns() -> None:
    hooks = Hooks()
    raw = tell_of_event(event(), endpoint(), ports=hooks.telling)
    assert raw
    assert hooks.world.memory.interviews[INTERVIEW].mode is InterviewMode.RECORDING
    assert not {"turns", "scores", "artifacts", "transcript"} & set(json.loads(raw)["data"])
