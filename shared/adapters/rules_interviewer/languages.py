"""Which language an answer is in, by its letters and commonest words: enough to say that it is not the plan's."""

import unicodedata
from collections import Counter
from typing import Final

from shared.adapters.extractive.wordlists import word_set
from shared.adapters.extractive.words import tokens
from shared.domain.mixed_languages import is_mixed, spoken_tag

ENGLISH: Final = "en"
OTHER: Final = "other"
FOREIGN_SHARE: Final = 0.2  # of the words, when none or few are English ones
LEAD: Final = 2.0  # another language has so many times the common words of English
FOREIGN_LETTERS: Final = 0.5  # of all letters, in a script that is not ours
LEAST_WORDS: Final = 3
LEAST_HINDI: Final = 2  # of its common words; one may be a name


# Common words that English has not, or has far less often.
COMMON: Final = {
    ENGLISH: word_set(
        """the of and to in is was were that it for with as on at by from this we my our i you they he she his her their
        but not have had has are be been which who what when how there because about then so if an a me them us would
        can could will did do does"""
    ),
    "de": word_set(
        """der die das und ich nicht ist ein eine einen dem den mit auf für von zu wir haben hat hatte war es sich auch
        wie bei nach dann im am zum dass sie er mein meine unser unserem uns habe wurde aus um wenn als
        sehr oder aber"""
    ),
    "fr": word_set(
        """le la les des et je nous vous il elle est une un dans pour que qui avec sur pas ce cette mon ma mes notre du
        au aux puis chaque ai avons était j'ai c'est d'abord faisons parce plus mais ou où se sont"""
    ),
    "es": word_set(
        """el la los las un una y que de en con por para mi mis nuestro es fue hago hacemos después muy pero porque como
        del al se lo yo nosotros vamos tarda más si qué también cuando era había"""
    ),
    "it": word_set(
        """il lo la gli le un una e che di in con per mio mia nostro è era sono ho abbiamo poi quale anche ma perché
        come del della dei al si non prima i dopo questo"""
    ),
    "pt": word_set(
        """o os as um uma e que de em com por para meu minha nosso é foi eu nós depois muito mas porque como do da dos
        numa num mudei durante não se também quando era anos"""
    ),
    "nl": word_set(
        """de het een en ik niet is van op met voor wij hebben heeft had was dat zijn ook hoe bij naar dan elke gaan
        we maak mijn onze samen maar omdat als er te"""
    ),
    "hi": word_set(
        """hai hain tha thi the hoon hun mein main mere mera meri ne ki ke ka ko se aur nahi nahin kya kyun yeh woh voh
        raha rahi kar karta karti kiya ek hum humne maine unse tak taaki hua hui bhi toh jo apne par baat saal kaam
        mujhe accha bahut phir"""
    ),
}


# Those that are no word of English.
HINDI: Final = COMMON["hi"] - COMMON[ENGLISH] - word_set("hum main par the to")
MIXING: Final = (ENGLISH, "hi")


def language_of(text: str) -> str | None:
    """The code of the language, `other` for an unknown script; None when too little shows it."""
    words = tokens(text)
    script = _script(text)
    if script:
        return script
    if len(words) < LEAST_WORDS:
        return None
    counts = Counter({code: sum(word in common for word in words) for code, common in COMMON.items()})
    english = counts.pop(ENGLISH)
    code, most = counts.most_common(1)[0]
    if most >= FOREIGN_SHARE * len(words) and most >= max(2.0, LEAD * english):
        return code
    return ENGLISH if english else None


def _script(text: str) -> str | None:
    """The language of Devanagari is taken for Hindi; of other scripts we do not ask."""
    letters = [letter for letter in text if letter.isalpha()]
    foreign = [letter for letter in letters if not unicodedata.name(letter, "").startswith("LATIN")]
    if not letters or len(foreign) < FOREIGN_LETTERS * len(letters):
        return None
    return "hi" if unicodedata.name(foreign[0], "").startswith("DEVANAGARI") else OTHER


def speaks_otherwise(text: str, planned: str) -> bool:
    """Whether an answer is not in the plan's language. Where Hindi and English are mixed, both are at home."""
    plan = planned.split("-", maxsplit=1)[0].lower()
    found = language_of(text)
    if found is None or found == plan or (is_mixed(spoken_tag(planned)) and found in MIXING):
        return False
    return plan in COMMON or found == OTHER


def has_hindi(text: str) -> bool:
    """Whether there is Hindi in it, in its own letters or in ours: then English words say little of its subject."""
    if any("\u0900" <= letter <= "\u097f" for letter in text):
        return True
    return len(HINDI.intersection(tokens(text))) >= LEAST_HINDI
