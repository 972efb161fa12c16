"""Whether what a model wrote is in another language than what was said.

Only where both texts show it, by their letters or by the commonest words of the languages that are told apart here:
where they do not, nothing is claimed.
"""

from typing import Final

from shared.adapters.extractive.words import tokens
from shared.adapters.rules_interviewer.languages import COMMON, ENGLISH, MIXING, OTHER, has_hindi, language_of

LEAST_WORDS: Final = 8  # of what is written, and of what was said in a language that is not known
SURE_SHARE: Final = 0.2  # of the words are common ones of the language
HARDLY: Final = 0.1  # of the words, in a text that is not of the language
LEAD: Final = 1.5  # of the one language over the other, in each of the texts: sisters share many words
NAMES: Final = {
    ENGLISH: "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
    "nl": "Dutch", "hi": "Hindi", OTHER: "another script",
}  # fmt: skip


def written_otherwise(prose: str, said: str) -> str | None:
    """The code of the language of the prose, when that is surely not the language of what was said."""
    written, spoken = sure_language(prose), sure_language(said)
    if written is None or written == spoken or (written in MIXING and _is_mixed(said)):
        return None
    if spoken is None:
        unlike = len(tokens(said)) >= LEAST_WORDS and _share(written, said) < HARDLY
    else:
        unlike = _leads(written, spoken, prose) and _leads(spoken, written, said)
    return written if unlike else None


def sure_language(text: str) -> str | None:
    """The code of the language, `other` for a script of others; None when it is not sure."""
    found = language_of(text)
    if found is None or found == OTHER or (found == "hi" and has_hindi(text)):
        return found
    return found if len(tokens(text)) >= LEAST_WORDS and _share(found, text) >= SURE_SHARE else None


def _share(code: str, text: str) -> float:
    """The share of the words that are common ones of the language."""
    words, common = tokens(text), COMMON.get(code, frozenset())
    return sum(word in common for word in words) / max(1, len(words))


def _leads(one: str, other: str, text: str) -> bool:
    return _share(one, text) >= LEAD * _share(other, text)


def _is_mixed(said: str) -> bool:
    """Who mixes Hindi and English is written of in either."""
    return has_hindi(said) and _share(ENGLISH, said) >= HARDLY
