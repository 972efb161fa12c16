"""Which persona somebody in an interview is."""

from shared.domain.value import Value


class PersonaAssignment(Value):
    """The persona of a person in this interview, upserted by person."""

    person_id: str
    persona_id: str
    persona_name: str
    proposed: bool
    confidence: float
    evidence_ids: tuple[str, ...]
    reason: str
