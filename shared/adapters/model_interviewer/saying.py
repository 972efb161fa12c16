"""What a model would say, as far as it may be said: one question that judges nothing and gives nothing away."""

import re
from collections.abc import Sequence
from typing import Final

from shared.adapters.extractive.words import content

LONGEST: Final = 400  # characters
ENDS: Final = ("?", "？", "؟")
TELLING: Final = 3  # words of content; a criterion of fewer is said by chance
_JUDGES: Final = re.compile(
    r"\b(?:your (?:scores?|ratings?|marks?|grades?|evaluation)|(?:score|rate|grade|mark)s? (?:you|your|this answer)"
    r"|(?:good|great|best|ideal|strong|weak|bad|poor|excellent|perfect|right|wrong|correct|expected|model) answers?"
    r"|(?:good|great|nice) (?:job|work)|well done|impressive|excellent|fantastic|amazing|brilliant|disappointing"
    r"|(?:that|this|it|you|which)(?:'s| is| was| are|'re) (?:in)?(?:correct|wrong|right|perfect|good|bad|weak|great)"
    r"|(?:my|our|the) (?:criteria|rubric|instructions)|system prompt|https?)\b|\d+\s*/\s*\d+|out of (?:10|ten)",
    re.IGNORECASE,
)


def sayable(text: str | None, criteria: Sequence[str]) -> str | None:
    """The text, when it may be said to who answers; else None, and the plan's own words are taken."""
    said = " ".join((text or "").split())
    questions = sum(said.count(end) for end in ENDS)
    if not said.endswith(ENDS) or questions != 1 or len(said) > LONGEST or _JUDGES.search(said):
        return None
    return None if any(_gives_away(said, criterion) for criterion in criteria) else said


def _gives_away(said: str, criterion: str) -> bool:
    words = frozenset(content(criterion))
    return len(words) >= TELLING and words <= frozenset(content(said))
