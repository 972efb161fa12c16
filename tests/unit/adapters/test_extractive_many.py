"""Ten thousand units of evidence: nothing is lost. Themes have their own tests."""

from shared.domain.attribution import AnswerStatus
from shared.domain.evidence import EvidenceUnit
from shared.domain.person import Person
from shared.domain.persona import Persona
from shared.domain.project import ProjectQuestion
from tests.unit.adapters.interviews import analyst, transcript

MANY = 10_000
QUESTIONS = 100  # that the interviewer asks
SAID = ("We plan the week on paper.", "I plan the kitchen's menu on Monday.", "The night bus never comes on time.")
PLANNER = Persona(id="planner", name="Planner", description="Plans the week and the menu of the kitchen.")
RIDER = Persona(id="rider", name="Rider", description="Rides the bus at night.")


def units() -> list[EvidenceUnit]:
    return [
        EvidenceUnit(
            id=f"e{number:05d}",
            quote=SAID[number % len(SAID)],
            gist="-",
            topic="-",
            speaker="P",
            person_id="person-p",
            segment_index=number % QUESTIONS * 2 + 1,
            start_seconds=number,
            end_seconds=number + 1,
            confidence=0.5,
        )
        for number in range(MANY)
    ]


def test_answers() -> None:
    asked = "I: How do you plan the week?"
    heard = transcript(*[line for _ in range(QUESTIONS) for line in (asked, f"P: {' '.join(SAID)}")])
    questions = [ProjectQuestion(id="q1", text="How do people plan the week?")]
    (answer,) = analyst().attribute_answers(questions, heard, units())
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.evidence_ids == tuple(unit.id for unit in units())


def test_personas() -> None:
    ann = Person(id="person-p", speaker="P")
    (draft,) = analyst().match_personas([ann], units(), [RIDER, PLANNER])
    assert draft.persona == PLANNER
    assert 0 < len(draft.evidence_ids) <= 3


def test_a_summary() -> None:
    said = analyst().summarise(units())
    assert all(said.count(quote) <= 2 for quote in SAID)
    assert len([quote for quote in SAID if quote in said]) >= 2
