"""What a well-behaved model answers in a storm, made of the question, in the words of OpenAI's protocol."""

import json
from collections.abc import Sequence
from typing import Any
from zlib import crc32

from bench.chaos.said import Turn, interview_of, words_of

MODEL, EARS = "storm", "storm-ears"
Data = dict[str, Any]


def _evidence(data: Data) -> Data:
    """Every segment in which somebody says what the interview is held for, whole."""
    said = [one for one in data["segments"] if interview_of(one["text"]) is not None]
    found = [
        {"segment": one["segment"], "quote": one["text"], "gist": one["text"], "topic": "storm", "confidence": 0.9}
        for one in said
    ]
    return {"evidence": found, "people": []}


def _themes(data: Data) -> Data:
    numbers = [row["n"] for row in data["evidence"]]
    return {"themes": [{"name": "All", "statement": "All.", "inclusion_criteria": "all", "evidence": numbers}]}


def _personas(data: Data) -> Data:
    one = {"persona": None, "proposed_name": "Manager", "proposed_description": "manages", "reason": "said so"}
    return {"people": [one | {"person": row["n"], "confidence": 0.5, "evidence": []} for row in data["people"]]}


def _questions(data: Data) -> Data:
    one = {"status": "not_asked", "summary": "", "evidence": [], "confidence": 0.5}
    return {"answers": [one | {"question": row["n"]} for row in data["questions"]]}


def _summary(data: Data) -> Data:
    """Another question has another answer: by it one tells which of them was answered before."""
    return {"summary": f"All of it, number {crc32(json.dumps(data).encode())}."}


ANSWERS = {
    "EvidenceAnswer": _evidence,
    "ThemesAnswer": _themes,
    "PersonasAnswer": _personas,
    "QuestionsAnswer": _questions,
    "SummaryAnswer": _summary,
}


def asked(body: bytes) -> tuple[str, str]:
    """The name of the schema of a question, and its data as it was sent; what a repair adds is not looked at."""
    question = json.loads(body)
    first = next(one["content"] for one in question["messages"] if one["role"] == "user")
    return question["response_format"]["json_schema"]["name"], first[first.index("{") : first.rindex("}") + 1]


def completion(name: str, data: str) -> Data:
    """A chat completion."""
    message = {"role": "assistant", "content": json.dumps(ANSWERS[name](json.loads(data))), "refusal": None}
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {"id": "c", "object": "chat.completion", "created": 1, "model": MODEL, "choices": [choice], "usage": usage}


def transcription(turns: Sequence[Turn], seconds: float) -> Data:
    """`verbose_json`: a segment a turn."""
    segments = [
        {
            "id": place,
            "start": one.start,
            "end": one.end,
            "text": f" {one.text}",
            "avg_logprob": -0.1,
            "no_speech_prob": 0,
        }
        for place, one in enumerate(turns)
    ]
    words = [word for one in turns for word in words_of(one)]
    text = " ".join(one.text for one in turns)
    return {"language": "english", "duration": seconds, "text": text, "segments": segments, "words": words}
