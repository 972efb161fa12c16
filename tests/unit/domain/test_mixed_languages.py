"""Which languages are spoken in one sentence."""

import pytest

from shared.domain.mixed_languages import is_mixed, spoken_tag


@pytest.mark.parametrize(
    ("language", "spoken"), [("hi", "hi-en"), ("HI", "hi-en"), ("hi-IN", "hi-en"), ("en", "en"), ("en-IN", "en-IN")]
)
def test_who_is_asked_in_hindi_mixes_english_in(language: str, spoken: str) -> None:
    assert spoken_tag(language) == spoken
    assert is_mixed(spoken) is (spoken == "hi-en")
