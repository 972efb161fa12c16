"""Signs of what an answer gives, by the lists of `signs.txt`."""

import re
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("signs.txt")


class Sign(StrEnum):
    """What the words of a list show."""

    EXAMPLE = "example"
    NUMBER = "number"
    OUTCOME = "outcome"
    PART = "part"  # one's own part in it
    REASON = "reason"
    VAGUE = "vague"
    FEELING = "feeling"
    ASKS_NUMBER = "asks_number"  # of a question: it wants a figure
    QUANTITY = "quantity"  # of data that is asked for: it is a figure
    WORK = "work"  # what talk about work is about


def count(sign: Sign, text: str) -> int:
    """How many different words or turns of phrase show it."""
    plain = text.lower().replace("’", "'")
    return len({match.group() for match in _patterns()[sign].finditer(plain)})


def shows(sign: Sign, text: str) -> bool:
    """Whether any does."""
    return _patterns()[sign].search(text.lower().replace("’", "'")) is not None


@cache
def _patterns() -> dict[Sign, re.Pattern[str]]:
    lines: dict[Sign, list[str]] = {}
    section = Sign.EXAMPLE
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = Sign(line.strip("[]"))
        elif line and not line.startswith("#"):
            lines.setdefault(section, []).append(line)
    return {sign: re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)") for sign, found in lines.items()}
