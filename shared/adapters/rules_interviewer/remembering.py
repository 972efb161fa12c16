"""What is kept of an answer for the rest of the interview: a running summary, and at times an insight."""

from typing import Final

from shared.adapters.extractive.evidence import gist_of, informativeness
from shared.adapters.extractive.sentences import quotable
from shared.domain.session.limits import MAX_SAID_CHARACTERS, MAX_SUMMARY_CHARACTERS
from shared.domain.session.plan import PlannedQuestion

MUCH: Final = 1.0  # of the score of a sentence: what is worth to be told apart
SUBJECT_CHARACTERS: Final = 60


def summary_with(before: str, question: PlannedQuestion, text: str) -> str:
    """The summary and a line on this answer. The oldest lines go when it gets too long."""
    said = _best(text)
    if not said:
        return before
    subject = (question.topic or question.text)[:SUBJECT_CHARACTERS]
    lines = [*before.splitlines(), f"{subject}: {gist_of(said)}"]
    while len("\n".join(lines)) > MAX_SUMMARY_CHARACTERS and len(lines) > 1:
        lines.pop(0)
    return "\n".join(lines)[:MAX_SUMMARY_CHARACTERS]


def insight_of(text: str) -> str | None:
    """The sentence of the answer that says most, where it says much."""
    best = _best(text)
    return best[:MAX_SAID_CHARACTERS] if best and informativeness(best) >= MUCH else None


def _best(text: str) -> str:
    return max((piece.text for piece in quotable(text)), key=informativeness, default="")
