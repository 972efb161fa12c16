import pytest

from shared.adapters.extractive.personas import role_match
from shared.domain.drafts import PersonDraft
from shared.domain.evidence import EvidenceUnit
from shared.domain.person import Person
from shared.domain.persona import Persona
from tests.unit.adapters.interviews import analyst, evidence, transcript

CLERK = Persona(id="clerk", name="Night clerk", description="Sits at the desk of a hotel at night, checks guests in.")
COOK = Persona(id="cook", name="Head cook", description="Plans the menu and runs the kitchen of the hotel.")


def person(*lines: str) -> PersonDraft | None:
    heard = transcript(*lines)
    return next(iter(analyst().read_window(heard, heard.segments).people), None)


@pytest.mark.parametrize(
    ("said", "role", "organisation"),
    [
        ("I'm a pharmacist at a small hospital in Graz, and I like it.", "pharmacist", "a small hospital in Graz"),
        ("I work as the head teacher at Hill School, which is new.", "head teacher", "Hill School"),
        ("I've been a truck driver for ten years.", "truck driver", None),
        ("So I'm the shift supervisor over at the River Mill in Ghent.", "shift supervisor", "River Mill"),
        ("I work for Blue Harbour.", None, "Blue Harbour"),
    ],
)
def test_role_and_organisation_as_said(said: str, role: str | None, organisation: str | None) -> None:
    assert person("I: Who are you?", f"P: {said}") == PersonDraft(speaker="P", role=role, organisation=organisation)


@pytest.mark.parametrize(
    ("asked", "said", "name"),
    [
        ("Thanks for your time, Amira.", "With pleasure.", "Amira"),
        ("Good morning, Amira, what do you do?", "I bake.", "Amira"),
        ("So, Amira, how did you start?", "By chance.", "Amira"),
        ("Who are you?", "My name is Jonas Berg.", "Jonas Berg"),
        ("Who are you?", "Hi, I'm Jonas.", "Jonas"),
        ("Thank you for coming, Mrs. Berg.", "Gladly.", "Mrs. Berg"),
    ],
)
def test_names(asked: str, said: str, name: str) -> None:
    assert person(f"I: {asked}", f"P: {said}") == PersonDraft(speaker="P", name=name)


@pytest.mark.parametrize(
    "said",
    [
        "I'm a bit tired.",
        "I'm a big fan of tea.",
        "I was the last person there.",
        "I'm not a driver.",
        "Well, I walked.",
    ],
)
def test_nothing_is_made_up(said: str) -> None:
    assert person("I: How are things in Portland, Oregon?", f"P: {said}") is None


def test_the_stated_role_beats_what_is_talked_about() -> None:
    heard = transcript("P: I'm the head cook here. The night clerk checks guests in at the desk, and I feed them.")
    units = [unit.model_copy(update={"person_id": "x"}) for unit in evidence(heard)]
    (draft,) = analyst().match_personas([Person(id="x", speaker="P", role="head cook")], units, [CLERK, COOK])
    assert draft.persona == COOK
    assert draft.evidence_ids


def test_a_role_that_fits_no_persona_is_proposed() -> None:
    (draft,) = analyst().match_personas([Person(id="x", speaker="P", role="Tax adviser")], [], [CLERK, COOK])
    assert draft.persona.proposed
    assert draft.persona.id.startswith("proposed-")
    assert "tax" not in draft.persona.id
    assert draft.persona.name == "Tax adviser"


def test_without_role_or_evidence_the_person_is_unclassified() -> None:
    (draft,) = analyst().match_personas([Person(id="x", speaker="P")], [], [])
    assert draft.persona.proposed
    assert draft.confidence <= 0.2


def test_evidence_of_others_does_not_count() -> None:
    other = EvidenceUnit(
        id="e1", quote="I plan the menu and run the kitchen of the hotel.", gist="-", topic="-", speaker="Q",
        person_id="y", segment_index=0, start_seconds=0, end_seconds=1, confidence=0.9,
    )  # fmt: skip
    (draft,) = analyst().match_personas([Person(id="x", speaker="P")], [other], [CLERK, COOK])
    assert draft.persona.proposed


def test_the_occupation_counts_more_than_the_rest_of_a_role() -> None:
    assert role_match("ward nurse", "Care home nurse") > role_match("home owner", "Care home nurse") > 0.0
    assert role_match(None, "Nurse") == 0.0
