"""What the API's description says of live interviews that no route can say: bodies that routes read themselves."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from functions.api.routes.brain import FAILED, BrainRequest
from functions.api.session_shapes import SpokenTurn, TypedTurn, UploadedTurn

PLACE: Final = "#/components/schemas/"
READ_BY_ROUTES: Final = (TypedTurn, UploadedTurn, SpokenTurn, BrainRequest)
ASKED: Final = "Tell me about a time when a plan of yours did not work."
SESSION: Final[dict[str, Any]] = {
    "interview_id": "int_0f3c",
    "current_phase": "intro",
    "conversation_history": [
        {
            "role": "interviewer",
            "content": ASKED,
            "audio_url": None,
            "timestamp": "2026-11-21T10:00:00Z",
        }
    ],
    "topics_covered": [],
    "insights": [],
    "questions_asked": 1,
    "started_at": "2026-11-21T10:00:00Z",
    "last_updated": "2026-11-21T10:00:00Z",
}
ANSWER: Final[dict[str, Any]] = {
    "interviewer_response": {
        "text": ASKED,
        "audio_url": None,
        "action": {"action_type": "new_question", "reasoning": "the next question of the plan", "next_phase": None},
        "should_continue": True,
    },
    "session_state": SESSION,
    "turn_number": 1,
    "limits": {"answer_seconds": 120, "turns_left": 20, "ends_at": "2026-11-21T10:30:00Z", "offers_text": False},
}
META: Final = {
    "target_role": "Business Analyst",
    "experience_level": "0-2 years",
    "difficulty": "standard",
    "questions_target": 8,
}
STARTED: Final[dict[str, Any]] = {
    "phase": "intro",
    "question_index": 0,
    "total_questions": 8,
    "score_so_far": {"communication": 0, "content": 0, "confidence": 0},
    "transcript": [{"question_id": "int_0f3c.q1", "question": ASKED, "topic": "background"}],
    "meta": META,
}
ENVELOPE: Final[dict[str, Any]] = {
    "brain": "estel",
    "mode": "interview_session",
    "status": "success",
    "payload": {
        "type": "interview_turn",
        "session_state": STARTED,
        "payload": {
            "kind": "question",
            "end_of_interview": False,
            "question_id": "int_0f3c.q1",
            "question": ASKED,
            "topic": "background",
            "difficulty": "medium",
            "phase": "intro",
        },
    },
}
EXAMPLES: Final[Mapping[tuple[str, str], Mapping[str, Any]]] = {
    ("SessionAnswer", "200"): ANSWER,
    ("BrainEnvelope", "200"): ENVELOPE,
    ("BrainEnvelope", "500"): {"brain": "estel", "mode": "interview_session", "status": "error", "message": FAILED},
}
BODIES: Final[Mapping[str, Mapping[str, Any]]] = {
    "takeTurn": {
        "typed": {"value": {"client_turn_id": "t-1", "turn_number": 1, "text": "In spring I led five people."}},
        "uploaded": {"value": {"upload_key": "acme/int_0f3c/turns/1/t-1"}},
    },
    "askBrain": {
        "first": {
            "value": {
                "message": "",
                "language": "en",
                "context": {"context": "interview_session", "meta": META, "session_state": None},
            }
        },
        "answer": {
            "value": {
                "message": "In spring I led five people.",
                "language": "en",
                "context": {"context": "interview_session", "meta": META, "session_state": STARTED},
            }
        },
    },
}
# The problem of an answer for another turn than the one that is open.
SESSION_PROBLEM: Final[dict[str, Any]] = {
    "title": "SessionProblem",
    "description": "A problem; of a session that is at another turn, or has ended, with where it stands.",
    "allOf": [{"$ref": f"{PLACE}ProblemDetails"}],
    "type": "object",
    "properties": {"session_state": {"$ref": f"{PLACE}SessionState"}, "turn_number": {"type": "integer"}},
}


def shapes() -> dict[str, Any]:
    """The shapes that FastAPI does not see, by their names."""
    _, made = models_json_schema([(shape, "validation") for shape in READ_BY_ROUTES], ref_template=PLACE + "{model}")
    return {"SessionProblem": SESSION_PROBLEM, **made["$defs"]}


def example_of(schema: Mapping[str, Any], status: str) -> Mapping[str, Any] | None:
    """A whole answer of that shape."""
    return EXAMPLES.get((str(schema.get("$ref", "")).removeprefix(PLACE), status))
