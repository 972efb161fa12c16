"""Matches a person with a persona: what they say they are comes first, what they say they do comes second.

Vectors only break ties. Measured, similarity to a persona's text alone took an operations manager for a front-desk
worker, because he talks about the front desk. For the same reason only what a person says of "I" and "we" counts.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from shared.adapters.extractive.closeness import Closeness
from shared.adapters.extractive.concepts import families_of
from shared.adapters.extractive.words import content
from shared.domain.drafts import PersonaDraft
from shared.domain.evidence import EvidenceUnit
from shared.domain.person import Person
from shared.domain.persona import Persona, proposed_persona, unclassified

ROLE: Final = 0.6  # weights of the three signs, each 0 to 1
DOES: Final = 0.3
RESEMBLES: Final = 0.1
FLOOR: Final = 0.2  # below it no persona of the project fits
LEAD: Final = 0.02  # with no role to go by, a persona must be that much ahead of the next
HEAD: Final = 0.5  # of the role sign: both end in the same word, such as "manager"
FAMILY_SHARE: Final = 0.4
SUPPORTING: Final = 3  # quotes named as support
FROM_ROLE: Final = "Proposed from the stated role."
_CLAUSE: Final = re.compile(r"[,;:.!?]|\b(?:because|but|so|when|which|who|that)\b", re.IGNORECASE)
_BEGINS_OWN: Final = re.compile(r"^\W*(?:\w+\W+){0,3}?(?:I|we|my|our)\b", re.IGNORECASE)


class _Signs(NamedTuple):
    """What speaks for a persona, each 0 to 1."""

    role: float
    does: float
    resembles: float

    @property
    def total(self) -> float:
        return ROLE * self.role + DOES * self.does + RESEMBLES * self.resembles


def match(
    people: Sequence[Person], evidence: Sequence[EvidenceUnit], personas: Sequence[Persona], closeness: Closeness
) -> list[PersonaDraft]:
    """One draft per person, in their order."""
    return [_match(person, _said_by(person, evidence), personas, closeness) for person in people]


def _said_by(person: Person, evidence: Sequence[EvidenceUnit]) -> list[EvidenceUnit]:
    return [unit for unit in evidence if person.id == unit.person_id or person.speaker == unit.speaker]


def _match(
    person: Person, said: Sequence[EvidenceUnit], personas: Sequence[Persona], closeness: Closeness
) -> PersonaDraft:
    own = " . ".join(text for unit in said for text in _of_themselves(unit.quote, person))
    signs = _signs(person, own, personas, closeness)
    ranked = sorted(range(len(personas)), key=lambda place: (-signs[place].total, place))
    best = next(iter(ranked), None)
    if best is None or signs[best].total < FLOOR:
        return _proposal(person, said)
    lead = signs[best].total - (signs[ranked[1]].total if len(ranked) > 1 else 0.0)
    if lead < LEAD and not signs[best].role:
        return _proposal(person, said)
    return PersonaDraft(
        person_id=person.id,
        persona=personas[best],
        confidence=round(min(0.95, 0.3 + 0.5 * signs[best].total + 0.5 * lead), 2),
        evidence_ids=_support(person, personas[best], said),
        reason=_reason(person, personas[best], signs[best]),
    )


def _of_themselves(quote: str, person: Person) -> Iterator[str]:
    """What a quote says of the speaker: all of it where the role is stated, else the clauses about "I" and "we"."""
    states_role = bool(person.role) and set(content(person.role or "")) <= set(content(quote))
    return iter([quote]) if states_role else own_clauses(quote)


def own_clauses(quote: str) -> Iterator[str]:
    """The clauses whose subject seems to be the speaker."""
    return (clause.strip() for clause in _CLAUSE.split(quote) if clause and _BEGINS_OWN.search(clause))


def _signs(person: Person, own: str, personas: Sequence[Persona], closeness: Closeness) -> list[_Signs]:
    texts = [f"{persona.name}. {persona.description}" for persona in personas]
    about = ". ".join(part for part in (person.role, person.organisation, own) if part)
    near = closeness.between(texts, [about])[:, 0] if about and texts else [0.0] * len(texts)
    does = _does(own, personas)
    return [
        _Signs(role_match(person.role, persona.name), does[place], float(near[place]))
        for place, persona in enumerate(personas)
    ]


def role_match(role: str | None, name: str) -> float:
    """How far a stated role and a persona's name are the same words; the last word, the occupation, counts half."""
    said, named = content(role or ""), content(name)
    if not said or not named:
        return 0.0
    shared = len(set(said) & set(named)) / min(len(set(said)), len(set(named)))
    return HEAD * (said[-1] == named[-1]) + (1.0 - HEAD) * shared


def _does(own: str, personas: Sequence[Persona]) -> list[float]:
    """For each persona how much of its text, counting words that it alone has, the person says of themselves."""
    stems = set(content(own))
    near = {family for one in stems for family in families_of(one)}
    profiles = [set(content(f"{persona.name} {persona.description}")) for persona in personas]
    return [_share(profile, profiles, stems, near) for profile in profiles]


def _share(profile: set[str], profiles: Sequence[set[str]], stems: set[str], near: set[int]) -> float:
    weights = {one: 1.0 / sum(one in other for other in profiles) for one in profile}
    got = sum(weight * _strength(one, stems, near) for one, weight in weights.items())
    return min(1.0, 2.0 * got / max(1.0, sum(weights.values())))


def _strength(one: str, stems: set[str], near: set[int]) -> float:
    return 1.0 if one in stems else FAMILY_SHARE * bool(families_of(one) & near)


def _support(person: Person, persona: Persona, said: Sequence[EvidenceUnit]) -> tuple[str, ...]:
    """The quotes with the stated role, and those that share most words with the persona."""
    role = set(content(person.role or ""))
    wanted = set(content(f"{persona.name} {persona.description}"))

    def weight(unit: EvidenceUnit) -> float:
        stems = set(content(unit.quote))
        states_role = bool(role) and role <= stems
        return 10.0 * states_role + sum(len(set(content(clause)) & wanted) for clause in own_clauses(unit.quote))

    ranked = sorted(said, key=lambda unit: (-weight(unit), unit.segment_index))
    return tuple(unit.id for unit in ranked[:SUPPORTING] if weight(unit) > 0)


def _reason(person: Person, persona: Persona, signs: _Signs) -> str:
    if signs.role > 0:
        return f"Says their role is “{person.role}”, which shares words with the persona “{persona.name}”."
    return f"What they say of their work shares words with the persona “{persona.name}”; no role was matched."


def _proposal(person: Person, said: Sequence[EvidenceUnit]) -> PersonaDraft:
    """A new persona from the stated role, or none to speak of."""
    persona = proposed_persona(person.role, FROM_ROLE) if person.role else unclassified()
    return PersonaDraft(
        person_id=person.id,
        persona=persona,
        confidence=0.4 if person.role else 0.1,
        evidence_ids=_support(person, persona, said),
        reason="No persona of the project fits what was said." if person.role else "No role was said.",
    )
