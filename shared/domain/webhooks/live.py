"""What a webhook tells of an interview that was held live: its scores, and what was asked and answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from shared.domain.evaluation.evaluation import Dimension

if TYPE_CHECKING:
    from shared.domain.evaluation.evaluation import AnswerScore, Evaluation
    from shared.domain.session.turn import Turn

TOLD: Final = (Dimension.TECHNICAL, Dimension.BEHAVIORAL, Dimension.COMMUNICATION)


def told_of(interview_url: str, turns: Sequence[Turn], evaluation: Evaluation | None) -> dict[str, Any]:
    """Its part of `data`. Scores are there once it is evaluated; one that no answer carries is null."""
    scored = evaluation.by_turn if evaluation else {}
    return {
        **(_verdict(evaluation) if evaluation else {}),
        "turns": [_turn(turn, scored.get(turn.number)) for turn in turns],
        "artifacts": {"audio_urls": [audio_of(interview_url, turn) for turn in turns if turn.answer.audio_key]},
    }


def audio_of(interview_url: str, turn: Turn) -> str:
    """Where the sound of the answer is to be had, with the organisation's key."""
    return f"{interview_url}/turns/{turn.number}/audio"


def _verdict(evaluation: Evaluation) -> dict[str, Any]:
    scores = {name.value: evaluation.scores.get(name) for name in TOLD}
    return {"scores": {"overall": evaluation.overall, **scores}, "recommendation": evaluation.recommendation.value}


def _turn(turn: Turn, scored: AnswerScore | None) -> dict[str, Any]:
    return {
        "q": turn.asked.text,
        "a": turn.answer.understood,
        "score": scored.score if scored else None,
        "feedback": scored.feedback or (scored.rationale if scored.score is None else "") if scored else "",
    }
