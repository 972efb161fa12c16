"""Whom an interview is about."""

import pytest

from shared.domain.candidate import Candidate
from shared.domain.data_subject import is_about
from shared.domain.interview import SpeakerEdit
from shared.domain.person import Person
from shared.domain.role import Role
from tests.builders import interview

PEOPLE = [Person(id="person-s2", speaker="S2", name="José Núñez"), Person(id="person-s3", speaker="S3")]
CANDIDATE = Candidate(name="Ana Costa", email="Ana@Example.org", external_id="c-17")


@pytest.mark.parametrize(
    "who",
    ["Ana Costa", "ana costa", "  ANA   COSTA ", "ana@example.org", "c-17", "Jose\u0301 Nu\u0301n\u0303ez", "Bea"],
)
def test_by_every_name_it_knows(who: str) -> None:
    one = interview(candidate=CANDIDATE, speaker_edits=(SpeakerEdit(label="S4", name="Bea"),))
    assert is_about(who, one, PEOPLE)


@pytest.mark.parametrize("who", ["", " ", "Ana", "Costa", "Ana Costa Lima", "example.org", "S2", "None"])
def test_not_by_half_of_it(who: str) -> None:
    assert not is_about(who, interview(candidate=CANDIDATE), PEOPLE)


def test_the_interviewer_is_nobody_it_is_about() -> None:
    edits = (SpeakerEdit(label="S1", name="Dan", role=Role.INTERVIEWER),)
    assert not is_about("Dan", interview(speaker_edits=edits), [])


def test_an_interview_that_knows_nobody() -> None:
    assert not is_about("Ana", interview(), [])
