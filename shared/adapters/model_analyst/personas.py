"""A persona per person: one of the project's, or one that the model proposes."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from shared.adapters.model_analyst.answers import PersonAnswer, PersonasAnswer
from shared.adapters.model_analyst.asking import Asker, in_parallel
from shared.adapters.model_analyst.numbered import ids, named, numbered, share
from shared.adapters.model_analyst.sizes import as_json, parts_of, tokens_of
from shared.domain.drafts import PersonaDraft
from shared.domain.evidence import EvidenceUnit
from shared.domain.limits import MAX_TEXT_CHARACTERS
from shared.domain.person import Person
from shared.domain.persona import Persona, proposed_persona, unclassified

PROMPT: Final = "match_personas"
KNOWN_SHARE: Final = 0.5  # of what fits at once: people and personas; the rest is for what was said


class _Question(NamedTuple):
    """People and personas that are asked about together."""

    people: Sequence[Person]
    personas: Sequence[Persona]


def match_personas(
    asker: Asker, people: Sequence[Person], evidence: Sequence[EvidenceUnit], personas: Sequence[Persona]
) -> list[PersonaDraft]:
    """One draft per person, in their order; what parts of a long interview say is weighed together."""
    questions = [_Question(people, part) for part in _batches(asker, personas)] if people else []
    found = in_parallel(lambda question: _ask(asker, question, evidence), questions)
    drafts: defaultdict[str, list[PersonaDraft]] = defaultdict(list)
    for draft in (draft for answers in found for draft in answers):
        drafts[draft.person_id].append(draft)
    return [_weighed(person, drafts[person.id]) for person in people]


def _batches(asker: Asker, personas: Sequence[Persona]) -> list[Sequence[Persona]]:
    room = int(asker.room(PROMPT) * KNOWN_SHARE)
    return parts_of(personas, lambda persona: tokens_of(as_json(_persona_row(0, persona))), room) or [()]


def _ask(asker: Asker, question: _Question, evidence: Sequence[EvidenceUnit]) -> list[PersonaDraft]:
    of_speaker = {person.speaker: number for number, person in numbered(question.people).items()}
    said = [unit for unit in evidence if unit.speaker in of_speaker]
    known = {
        "people": [_person_row(number, person) for number, person in numbered(question.people).items()],
        "personas": [_persona_row(number, persona) for number, persona in numbered(question.personas).items()],
    }

    def data(part: Sequence[EvidenceUnit]) -> dict[str, Any]:
        rows = [
            {"n": number, "person": of_speaker[unit.speaker], "quote": unit.quote, "gist": unit.gist}
            for number, unit in numbered(part).items()
        ]
        return known | {"evidence": rows}

    if not said:
        return _drafts(asker.ask(PROMPT, data([]), PersonasAnswer), question, [])
    answers = asker.ask_in_parts(PROMPT, said, data, PersonasAnswer)
    return [draft for part, answer in answers for draft in _drafts(answer, question, part)]


def _person_row(number: int, person: Person) -> dict[str, Any]:
    return {"n": number, "name": person.name, "role": person.role, "organisation": person.organisation}


def _persona_row(number: int, persona: Persona) -> dict[str, Any]:
    return {"n": number, "name": persona.name, "description": persona.description}


def _drafts(answer: PersonasAnswer, question: _Question, part: Sequence[EvidenceUnit]) -> list[PersonaDraft]:
    return [
        PersonaDraft(
            person_id=person.id,
            persona=_persona(each, question.personas),
            confidence=share(each.confidence),
            evidence_ids=ids(each.evidence, part),
            reason=each.reason.strip()[:MAX_TEXT_CHARACTERS],
        )
        for each in answer.people
        for person in named([each.person], question.people)
    ]


def _persona(answer: PersonAnswer, personas: Sequence[Persona]) -> Persona:
    """The project's persona of that number; without one the proposal; without a name for it, none to speak of."""
    fitting = named([answer.persona], personas) if answer.persona is not None else []
    if fitting:
        return fitting[0]
    name = (answer.proposed_name or "").strip()
    return proposed_persona(name, (answer.proposed_description or "").strip()) if name else unclassified()


def _weighed(person: Person, drafts: Sequence[PersonaDraft]) -> PersonaDraft:
    """The persona that most speaks for; one of the project's before any proposal."""
    if not drafts:
        return PersonaDraft(
            person_id=person.id, persona=unclassified(), confidence=0.0, evidence_ids=(), reason="No persona was named."
        )
    weights: defaultdict[str, float] = defaultdict(float)
    for draft in drafts:
        weights[draft.persona.id] += draft.confidence
    best = max(drafts, key=lambda d: (not d.persona.proposed, weights[d.persona.id], d.confidence))
    agreeing = [draft for draft in drafts if draft.persona.id == best.persona.id]
    evidence_ids = dict.fromkeys(evidence_id for draft in agreeing for evidence_id in draft.evidence_ids)
    return best.model_copy(update={"evidence_ids": tuple(evidence_ids)})
