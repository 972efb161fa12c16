"""Answers of a model, and what it was asked."""

import json
from typing import Any

from shared.ports import Prompt


def asked(prompt: Prompt) -> dict[str, Any]:
    """The data of a question."""
    found: dict[str, Any] = json.loads(prompt.data)
    return found


def quote(text: str, segment: int, confidence: float = 0.8) -> dict[str, Any]:
    return {"segment": segment, "quote": text, "gist": " a gist ", "topic": "Planning", "confidence": confidence}


def speaker(label: str, name: str | None = None, role: str | None = None) -> dict[str, Any]:
    return {"speaker": label, "name": name, "role": role, "organisation": None}


def theme(name: str, *numbers: int, key: str = "evidence") -> dict[str, Any]:
    return {"name": name, "statement": "s", "inclusion_criteria": "c", key: list(numbers)}


def person(number: int, persona: int | None, *numbers: int, **fields: Any) -> dict[str, Any]:
    known = {"proposed_name": None, "proposed_description": None, "confidence": 0.7, "reason": "r"}
    return {"person": number, "persona": persona, "evidence": list(numbers)} | known | fields


def answer(question: int, status: str, *numbers: int, **fields: Any) -> dict[str, Any]:
    return {
        "question": question,
        "status": status,
        "summary": f"s{question}",
        "evidence": list(numbers),
        "confidence": 0.9,
    } | fields
