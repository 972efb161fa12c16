"""What a scorer must not read: who answers. Names, addresses and words that tell a gender are taken out."""

import re
from collections.abc import Iterable
from typing import Final

NAME: Final = "[name]"
CONTACT: Final = "[contact]"
_CONTACT = r"[\w.+-]+@[\w-]+\.[\w.-]+|\+?\d[\d ()/-]{7,}\d|https?://\S+"
_OWN_NAME = r"\b(?i:(my name is|my name's|i am called|call me))(?: (?!I\b)[A-Z][\w'’-]*){1,4}"
_NEUTRAL: Final = {
    "he": "they", "she": "they", "him": "them", "himself": "themself", "herself": "themself", "his": "their",
    "hers": "theirs", "her": "their", "mr": "Mx", "mrs": "Mx", "ms": "Mx", "miss": "Mx", "man": "person",
    "woman": "person", "men": "people", "women": "people", "husband": "partner", "wife": "partner",
    "boyfriend": "partner", "girlfriend": "partner", "mother": "parent", "father": "parent", "mum": "parent",
    "mom": "parent", "dad": "parent", "son": "child", "daughter": "child", "brother": "sibling", "sister": "sibling",
    "boy": "child", "girl": "child", "male": "person", "female": "person",
}  # fmt: skip
_GENDERED = rf"(?i)\b({'|'.join(sorted(_NEUTRAL, key=len, reverse=True))})\b"


def blind(text: str, names: Iterable[str] = ()) -> str:
    """The text without what tells who speaks. `names` are those known of who answers, whole: "Ann Example".

    Other things that were said of a life stay: they cannot be told from the answer.
    """
    without = re.sub(_CONTACT, CONTACT, text)
    without = _without_names(without, names)
    without = re.sub(_OWN_NAME, lambda found: f"{found[1]} {NAME}", without)
    return re.sub(_GENDERED, lambda found: _NEUTRAL[found[0].lower()], without)


def _without_names(text: str, names: Iterable[str]) -> str:
    parts = {part for name in names for part in re.split(r"[\s,]+", name) if len(part) > 1}
    if not parts:
        return text
    known = "|".join(re.escape(part) for part in sorted(parts, key=len, reverse=True))
    return re.sub(rf"\b(?:{known})\b(?:\s+(?:{known})\b)*", NAME, text, flags=re.IGNORECASE)
