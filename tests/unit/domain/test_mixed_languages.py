"""Which languages are spoken in one sentence."""

import pytest

from shared.domain.mixed_languages import is_mixed, spoken_tag


@pytest.mark.parametrize(
    ("language", "spoken"),
    [
        ("hi", "hi-en"),
        ("HI", "hi-en"),
        ("hi-IN", "hi-en"),
        ("hi-en", "hi-en"),
        ("en", "en"),
        ("en-GB", "en-GB"),
        ("en-IN", "en-hi"),
        ("en_in", "en-hi"),
    ],
)
def test_who_is_asked_in_hindi_or_in_indian_english_may_mix_them(language: str, spoken: str) -> None:
    assert spoken_tag(language) == spoken
    assert is_mixed(spoken) is (spoken in {"hi-en", "en-hi"})
