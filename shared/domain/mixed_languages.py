"""Languages that people mix with English as they speak.

Who hears such speech is told so by a tag of both. One language must not be forced on it: the words of the other would
come out translated, or spelt in letters that nobody said them in.
"""

from typing import Final

MIXED_WITH_ENGLISH: Final = {"hi": "hi-en"}


def spoken_tag(language: str) -> str:
    """The tag of what is spoken in an interview in that language: `hi-en` for one in Hindi, else the language's own."""
    return MIXED_WITH_ENGLISH.get(language.split("-", maxsplit=1)[0].lower(), language)


def is_mixed(tag: str) -> bool:
    """Whether it is the tag of two languages at once."""
    return tag in MIXED_WITH_ENGLISH.values()
