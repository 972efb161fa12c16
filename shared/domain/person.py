"""Somebody who speaks in an interview."""

from shared.domain.value import Value


class Person(Value):
    """Somebody who speaks in the interview."""

    id: str
    speaker: str
    name: str | None = None
    role: str | None = None
    organisation: str | None = None


class InterviewPerson(Value):
    """Links a person to the interview they spoke in."""

    person_id: str
    speaker: str
    role: str
