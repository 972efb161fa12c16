"""Languages that people mix with English as they speak.

Who hears such speech is told so by a tag of both. One language must not be forced on it: the words of the other would
come out translated, or spelt in letters that nobody said them in.
"""

from typing import Final

LANGUAGE: Final = r"^[a-z]{2}(?:-[A-Z]{2})?$"  # of BCP 47: a language, and where it is spoken
HINDI_ENGLISH: Final = "hi-en"
ENGLISH_HINDI: Final = "en-hi"
# By the language of an interview, as BCP 47 names it: Hindi, and English as it is spoken in India.
MIXED: Final = {"hi": HINDI_ENGLISH, "hi-in": HINDI_ENGLISH, "en-in": ENGLISH_HINDI}


def spoken_tag(language: str) -> str:
    """The tag of what is spoken in an interview in that language: of both where two are mixed, else its own.

    The language that is asked in comes first: `hi-en` for an interview in Hindi, `en-hi` for one in Indian English.
    """
    tag = language.strip().replace("_", "-").lower()
    return tag if is_mixed(tag) else MIXED.get(tag, language)


def is_mixed(tag: str) -> bool:
    """Whether it is the tag of two languages at once."""
    return tag in MIXED.values()
