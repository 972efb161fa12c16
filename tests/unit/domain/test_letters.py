"""Words of any script."""

import re
import sys
import unicodedata

import pytest

from shared.domain.letters import in_any_script, marks


def test_every_mark_is_known_and_nothing_else() -> None:
    known = re.compile(f"[{marks()}]")
    for place in range(sys.maxunicode + 1):
        letter = chr(place)
        if unicodedata.category(letter).startswith("M") and not unicodedata.name(letter, "").startswith("VARIATION"):
            assert known.match(letter), hex(place)
    assert not [letter for letter in "aß9_ .-'’।、नक" if known.match(letter)]


@pytest.mark.parametrize("text", ["प्रिया", "রিয়া", "பிரியா", "محمّدٌ", "สมชาย", "Zoë", "e\u0301", "नाम"])
def test_a_word_is_whole(text: str) -> None:
    assert re.findall(in_any_script(r"\b[\w]+\b"), f"({text}) {text}, x") == [text, text, "x"]
    assert not re.search(in_any_script(rf"\b{text[:1]}\b"), text)
