"""What a model says of an answer."""

from typing import Any


def says(**changes: Any) -> dict[str, Any]:
    """A good answer to consider_answer."""
    usual: dict[str, Any] = {
        "kind": "substantive", "value": 0.6, "action": "ask_followup", "say": "What did the two say afterwards?",
        "why": "How it ended is not told.", "lacks": ["no_outcome"], "learned": [], "score": 6.5,
        "feedback": "A concrete conflict without its end.", "summary": "Two developers argued.",
        "insight": "Reviews had no owner.",
    }  # fmt: skip
    return usual | changes
