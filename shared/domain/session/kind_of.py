"""Of which kind a question is, told from its words by rules, where nobody has said so. The rules read English."""

from __future__ import annotations

import re
from typing import Final

from shared.domain.session.plan_kinds import QuestionKind as K

ASSUMED: Final = K.BEHAVIOURAL  # where the words tell nothing
# The first that fits is taken: what somebody has done goes before what they would do, that before what they know.
SIGNS: Final = (
    (K.BACKGROUND, r"about yourself|introduce yourself|your (?:own )?(?:background|cv|resume|résumé|career|studies)"),
    (K.BACKGROUND, r"how did you (?:come|get) (?:to|into)|years of experience|your experience (?:with|in|of|as)"),
    (K.MOTIVATION, r"why (?:do|did|are|would|have) you (?:want|like|appl\w*|leav\w*|left|cho\w*|interested|joi\w*)"),
    (K.MOTIVATION, r"why (?:this|our|us\b)|about this (?:role|job|position)|motivates?|attract\w*|see yourself"),
    (K.MOTIVATION, r"(?:would|do) you (?:like|hope|want|expect) to (?:be|become|learn|achieve|do)|looking for in"),
    (K.BEHAVIOURAL, r"(?:tell|show) (?:me|us) (?:about|of)|have you ever|that you (?:taught|did|made|had)"),
    (K.BEHAVIOURAL, r"(?:an?|one|the last|last|any|some) (?:time|occasion|example) (?:when|where|that|of|in|on|you)"),
    (K.BEHAVIOURAL, r"(?:describe|recall|share) (?:an?|the|one|some) (?:\w+ )?(?:time|situation|decision|occasion)"),
    (K.BEHAVIOURAL, r"(?:when|how|what|which|where|why|who) (?:\w+ )?(?:did|have|has|were|was) (?:\w+ )?you\b"),
    (K.SITUATIONAL, r"imagine|suppose|assume|what if|if you (?:were|had|saw|could|found|noticed)|what now"),
    (K.SITUATIONAL, r"(?:do|would) you (?:do\b(?! for)|say|react|respond|proceed|deal)"),
    (K.SITUATIONAL, r"^[^?]{12,}[.!] +(?:and |so |then )?(?:how|what|which|whom?|where) (?:do|would|are|is|will|can) "),
    (K.TECHNICAL, r"explain|define\b|differences? (?:between|of)|how (?:do|would|can|should) you"),
    (K.TECHNICAL, r"^(?:design|write|implement)\b"),
)
# A question to which nobody in particular is addressed asks what is known.
KNOWLEDGE: Final = re.compile(r"(?:^|[.!,:] *)(?:what|how|why|which|when|where|who|is|are|does|do|can|name|list)\b")
ADDRESSED: Final = re.compile(r"\b(?:you|your|yours|yourself)\b")
_SIGNS: Final = tuple((kind, re.compile(rf"(?:\b|^)(?:{words})")) for kind, words in SIGNS)


def kind_of(text: str) -> K | None:
    """The kind that the words tell; None where they tell none."""
    said = " ".join(text.lower().replace("’", "'").split())
    found = next((kind for kind, signs in _SIGNS if signs.search(said)), None)
    if found is None and KNOWLEDGE.search(said) and not ADDRESSED.search(said):
        return K.TECHNICAL
    return found
