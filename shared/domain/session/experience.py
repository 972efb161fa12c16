"""How much is asked of somebody, by the experience that is said of them in free words: "0-2 years", "senior"."""

import re
from typing import Final

from shared.domain.difficulty import Difficulty

ASKED: Final = tuple(Difficulty)  # from the least to the most
# So many years, the fewest that are named, make a level: entry below the first, expert from the last on.
FROM_YEARS: Final = (3.0, 6.0, 10.0)
MIDDLE: Final = Difficulty.INTERMEDIATE  # where nothing is told
MONTHS: Final = 12
NUMBER: Final = re.compile(r"(?<![\w.])(\d{1,2}(?:\.\d)?)(?!\d)")
# The first that fits is taken: who is "junior to mid-level" is asked what a junior is.
WORDS: Final = (
    (
        Difficulty.ENTRY,
        r"entry|junior|jr|intern(?:ship)?|trainee|graduates?|students?|freshers?|beginners?|none|no exp\w*",
    ),
    (Difficulty.INTERMEDIATE, r"mid|middle|intermediate|associate|some exp\w*"),
    (Difficulty.EXPERT, r"experts?|principal|staff|executives?|directors?|heads?|chief|vp|c-level"),
    (Difficulty.SENIOR, r"senior|sr|leads?|advanced|experienced|managers?"),
)


def level_of(experience: str) -> Difficulty:
    """The level of that experience: by its years where it names any, else by its words, else the middle one."""
    said = experience.lower()
    years = _years(said)
    if years is not None:
        return ASKED[sum(years >= bound for bound in FROM_YEARS)]
    return next((level for level, words in WORDS if re.search(rf"\b(?:{words})\b", said)), MIDDLE)


def moved(level: Difficulty, steps: int) -> Difficulty:
    """So many levels above it, or below, as far as there are any."""
    return ASKED[min(max(ASKED.index(level) + steps, 0), len(ASKED) - 1)]


def _years(said: str) -> float | None:
    """The fewest that are named: of "0-2 years" none, of "20 years" twenty, of "less than a year" none."""
    if re.search(r"\b(?:less|fewer|under|below|up to)\b|<", said):
        return 0.0
    numbers = [float(number) for number in NUMBER.findall(said)]
    if not numbers:
        return None
    return min(numbers) / MONTHS if "month" in said and "year" not in said else min(numbers)
