"""What the speakers say of themselves: name, role and organisation, by the grammar of introductions."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from shared.adapters.extractive.sentences import sentences
from shared.adapters.extractive.wordlists import NOT_NAMES_OF_PEOPLE, NOT_ROLES, ROLE_ENDINGS, ROLE_NOUNS
from shared.domain.drafts import PersonDraft
from shared.domain.transcript import Segment

LONGEST_ROLE: Final = 5  # words
LONGEST_PLACE: Final = 10

_NAME: Final = r"(?P<name>(?:(?:Mr|Mrs|Ms|Dr|Prof)\.? )?[A-Z][a-z'’-]+(?: [A-Z][a-z'’-]+)?)"
_TITLE: Final = re.compile(r"^(?:Mr|Mrs|Ms|Dr|Prof)\.? ")
_OWN_NAME: Final = (
    re.compile(rf"\b(?i:my name is|my name's|call me|I go by) {_NAME}"),
    re.compile(
        r"^(?:(?i:hi|hello|hey|yes|sure|okay|so|and)[,.!]? )?(?i:this is|it's|I'm|I am) "
        rf"{_NAME}(?=[.,!]| (?:and|from|here)\b|$)"
    ),
    re.compile(rf"^(?:(?i:hi|hello|hey)[,.!]? )?{_NAME} (?i:here|speaking)\b"),
)
# How one addresses somebody: after a greeting, at the end of a sentence to "you", before a question.
_ADDRESSED: Final = (
    re.compile(
        r"\b(?i:thanks|thank you|welcome|hi|hello|hey|morning|afternoon|evening|meet you)\b"
        rf"[^.?!]*?(?<![A-Z]),? {_NAME}[.!?,]"
    ),
    re.compile(rf"\b(?i:you|your|that|it|this)\b[^,.?!]*, {_NAME}[.?!]*$"),
    re.compile(
        rf"^(?:(?i:so|and|now|okay|ok|right|great|well|alright)[, ]+)?{_NAME}, "
        r"(?=(?i:what|how|why|when|where|who|can|could|would|do|did|tell|is|are|please|you|thank|thanks|I)\b)"
    ),
)

_PLACE_BEFORE: Final = re.compile(r"(?P<word>[A-Z][a-z]+),\s*$")
_TO_THE_MARK: Final = r"(?P<role>[^.,;!?]+)"
_ROLE: Final = (
    re.compile(
        r"\bI(?:'m| am|'ve been| have been|'d been| was) (?:(?:currently|now|also|still|actually) )?(?:an?|the) "
        + _TO_THE_MARK,
        re.IGNORECASE,
    ),
    re.compile(
        r"\bI(?:'ve)? work(?:ed|ing)? (?:here |there |mainly |mostly )?as (?:an?|the) " + _TO_THE_MARK, re.IGNORECASE
    ),
    re.compile(r"\bmy (?:role|job|title|position|job title)(?: here)? is (?:an?|the)? ?" + _TO_THE_MARK, re.IGNORECASE),
    re.compile(rf"^(?:\w+, )?as (?:an?|the) {_TO_THE_MARK}, (?:I|we)\b", re.IGNORECASE),
    re.compile(r"\bI(?:'m| am) (?P<role>(?:head|director|chief|vice president|manager) of [^.,;!?]+)", re.IGNORECASE),
)
_PLACE: Final = (
    re.compile(
        r"\bI(?:'ve| have)?(?: been)? (?:work|worked|working|volunteer|volunteered|volunteering) (?:here )?(?:at|for) "
        r"(?P<place>[^.;!?]+)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\bI (?:run|manage|lead|coordinate|own|supervise|direct|organise|organize)\b[^.,;!?]*? at (?P<place>[^.;!?]+)",
        re.IGNORECASE,
    ),
)
_PLACE_END: Final = re.compile(
    r",| (?:and|but|where|which|who|that|because|since|so|as|when|while|now|right now|here|today|for (?:about |almost |"
    r"nearly |over )?(?:\d+|the|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|many|some|several|a)\b)\b"
)
_PROPER: Final = re.compile(
    r"(?:the |our )?(?P<name>[A-Z][\w'’.-]*(?: (?:(?:of|and|for|&) )?(?:the )?[A-Z][\w'’.-]*)*)"
)
_ROLE_TAIL: Final = re.compile(
    r"\s(?:at|for|with|in|on|over|out|down|up|here|from|who|and|that|which|but|so|since|because|there|now|by|to)\b",
    re.I,
)


def find_people(window: Sequence[Segment], answering: frozenset[str]) -> list[PersonDraft]:
    """One draft per participant of whom something was said, in order of first speech."""
    order = dict.fromkeys(segment.speaker for segment in window if segment.speaker in answering)
    drafts = [_person(label, window, answering) for label in order]
    return [draft for draft in drafts if draft.name or draft.role or draft.organisation]


def _person(label: str, window: Sequence[Segment], answering: frozenset[str]) -> PersonDraft:
    own = [sentence.text for segment in window if segment.speaker == label for sentence in sentences(segment.text)]
    name = _first(_own_names(own)) or _first(_given_names(label, window, answering))
    role, place = next(_roles(own), (None, None))
    return PersonDraft(speaker=label, name=name, role=role, organisation=place or _first(_places(own)))


def _own_names(own: Iterable[str]) -> Iterator[str]:
    return (
        match["name"] for text in own for pattern in _OWN_NAME for match in pattern.finditer(text) if _is_name(match)
    )


def _given_names(label: str, window: Sequence[Segment], answering: frozenset[str]) -> Iterator[str]:
    """How the interviewer addresses whoever speaks next."""
    for place, segment in enumerate(window):
        following = next((later.speaker for later in window[place + 1 :] if later.speaker in answering), None)
        if segment.speaker not in answering and following == label:
            yield from _addressed(segment.text)


def _addressed(text: str) -> Iterator[str]:
    for sentence in sentences(text):
        matches = (pattern.search(sentence.text) for pattern in _ADDRESSED)
        yield from (match["name"] for match in matches if match and _is_name(match))


def _is_name(match: re.Match[str]) -> bool:
    """Whether the words can be a name; after "in Portland," they are rather the next part of a place."""
    words = _TITLE.sub("", match["name"]).lower().split()
    place = _PLACE_BEFORE.search(match.string, 0, match.start("name"))
    of_place = place is not None and place["word"].lower() not in NOT_NAMES_OF_PEOPLE
    return not of_place and not any(word in NOT_NAMES_OF_PEOPLE for word in words)


def _roles(own: Iterable[str]) -> Iterator[tuple[str, str | None]]:
    for text in own:
        for match in (match for pattern in _ROLE for match in pattern.finditer(text)):
            role = _ROLE_TAIL.split(match["role"], maxsplit=1)[0].strip()
            if _is_role(role):
                yield role, _place_after(text[match.start("role") + len(role) :])


def _is_role(role: str) -> bool:
    """Whether the last word names an occupation, or the word before an "of" does."""
    words = role.lower().replace("-", " ").split()
    if not words or len(words) > LONGEST_ROLE:
        return False
    head = words[words.index("of") - 1] if "of" in words[1:] else words[-1]
    occupied = head in ROLE_NOUNS or head.endswith(ROLE_ENDINGS)
    return occupied and not any(word in NOT_ROLES or word == "not" for word in words)


def _place_after(rest: str) -> str | None:
    """The organisation right behind a role: "at a dental group in Portland"."""
    match = re.match(
        r"(?: here| now| currently| over| out| down| up)? (?:at|for|with|in(?= an? )) (?P<place>[^.;!?]+)", rest
    )
    return _place(match["place"]) if match else None


def _places(own: Iterable[str]) -> Iterator[str]:
    found = (_place(match["place"]) for text in own for pattern in _PLACE for match in pattern.finditer(text))
    return (place for place in found if place)


def _place(text: str) -> str | None:
    """Where the organisation ends: after its name if it has one, else with the clause. None for years and pronouns."""
    place = _PLACE_END.split(text, maxsplit=1)[0].strip()
    if proper := _PROPER.match(place):
        return proper["name"]
    described = re.match(r"(?:an?|the|our|my|one of) [\w'’-]+", place)
    return place if described and len(place.split()) <= LONGEST_PLACE else None


def _first(found: Iterator[str]) -> str | None:
    return next(found, None)
