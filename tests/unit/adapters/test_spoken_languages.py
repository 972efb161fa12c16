"""Hints and what servers say they heard become codes."""

import pytest

from shared.adapters.spoken_languages import CODES, code_of_heard, code_of_hint
from shared.domain.errors import UnsupportedLanguage


@pytest.mark.parametrize(("hint", "code"), [("en", "en"), (" EN ", "en"), ("de-CH", "de"), ("pt_BR", "pt")])
def test_a_hint_is_a_language_tag(hint: str, code: str) -> None:
    assert code_of_hint(hint) == code


@pytest.mark.parametrize("hint", ["xx", "english", "-", "e n", "ü"])
def test_a_hint_that_is_none_is_refused(hint: str) -> None:
    with pytest.raises(UnsupportedLanguage):
        code_of_hint(hint)


@pytest.mark.parametrize(
    ("heard", "code"),
    [("english", "en"), ("English", "en"), ("haitian creole", "ht"), ("de", "de"), ("klingon", "und"), (None, "und")],
)
def test_servers_name_languages_by_word_or_code(heard: str | None, code: str) -> None:
    assert code_of_heard(heard) == code


def test_the_languages_are_whisper_s() -> None:
    from faster_whisper.tokenizer import _LANGUAGE_CODES

    assert set(_LANGUAGE_CODES) == CODES
