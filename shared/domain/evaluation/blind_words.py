"""Words that tell a gender or a faith, and names that are common words, too. English."""

from typing import Final

_ONE: Final = {
    "person": "man woman male female lady gentleman", "child": "boy girl son daughter", "sibling": "brother sister",
    "parent": "mother father mum mom dad", "partner": "husband wife boyfriend girlfriend fiance fiancee",
    "grandparent": "grandmother grandfather grandma grandpa", "grandchild": "grandson granddaughter",
    "relative": "aunt uncle niece nephew", "businessperson": "businessman businesswoman",
    "salesperson": "salesman saleswoman", "chairperson": "chairman chairwoman",
    "spokesperson": "spokesman spokeswoman", "officer": "policeman policewoman", "firefighter": "fireman",
    "worker": "craftsman workman foreman", "server": "waiter waitress", "actor": "actress", "widowed": "widow widower",
}  # fmt: skip
_PLURALS: Final = {
    "man": "men", "woman": "women", "lady": "ladies", "wife": "wives", "child": "children", "person": "people",
    "grandchild": "grandchildren",
}  # fmt: skip
_ADDRESSED: Final = {
    "he": "they", "she": "they", "him": "them", "himself": "themself", "herself": "themself", "his": "their",
    "hers": "theirs", "her": "their", "mr": "Mx", "mrs": "Mx", "ms": "Mx", "miss": "Mx", "sir": "Mx", "madam": "Mx",
    "sirs": "Mx", "ma'am": "Mx", "maternity": "parental", "paternity": "parental", "motherhood": "parenthood",
    "fatherhood": "parenthood", "pregnant": "on leave",
}  # fmt: skip


def _plural(word: str) -> str:
    for ending, plural in _PLURALS.items():
        if word.endswith(ending):
            return word.removesuffix(ending) + plural
    return f"{word}s"


_SINGULAR: Final = {word: neutral for neutral, words in _ONE.items() for word in words.split()}
NEUTRAL: Final = _ADDRESSED | _SINGULAR | {_plural(word): _plural(neutral) for word, neutral in _SINGULAR.items()}
FAITHS: Final = (
    "muslims?", "christians?", "hindus?", "jewish", "jews?", "sikhs?", "buddhists?", "catholics?", "protestants?",
    "atheists?", "mormons?", "islam", "hinduism", "judaism", "christianity",
)  # fmt: skip
COMMON: Final = frozenset({
    "will", "may", "mark", "grace", "hope", "young", "white", "black", "brown", "green", "rich", "bill", "art", "rose",
    "frank", "grant", "pat", "sue", "drew", "chase", "chance", "joy", "faith", "page", "baker", "cook", "miller",
    "smith", "king", "law", "long", "short", "small", "little", "best", "good", "june", "april", "august", "summer",
    "carpenter", "price", "rush", "stone", "wood", "woods", "field", "fields", "hill", "banks", "case", "day", "knight",
    "noble", "sharp", "swift", "true", "wise",
})  # fmt: skip
