import pytest

from shared.domain.role import Role
from shared.domain.speaker_roles import count_questions, role_in_name, speakers_of
from shared.domain.transcript import Segment


def _segments(*said: tuple[str, str]) -> list[Segment]:
    return [
        Segment(index=index, speaker=speaker, start_seconds=float(index), end_seconds=index + 1.0, text=text)
        for index, (speaker, text) in enumerate(said)
    ]


def _roles(*said: tuple[str, str], names: dict[str, str] | None = None) -> dict[str, Role]:
    return {speaker.label: speaker.role for speaker in speakers_of(_segments(*said), names)}


def test_the_one_who_asks_and_says_less_is_the_interviewer() -> None:
    roles = _roles(
        ("S1", "We were double booking patients. Who wants that? Nobody told the front desk about it at all."),
        ("S2", "What was the hardest part?"),
        ("S1", "The first two weeks, because nobody had been told and the phones never stopped ringing."),
        ("S2", "How is it now?"),
    )
    assert roles == {"S1": Role.PARTICIPANT, "S2": Role.INTERVIEWER}


def test_everybody_else_is_a_participant() -> None:
    roles = _roles(("S1", "Why is that?"), ("S2", "It rains a lot here."), ("S3", "And it is cold as well."))
    assert roles == {"S1": Role.INTERVIEWER, "S2": Role.PARTICIPANT, "S3": Role.PARTICIPANT}


def test_when_nobody_asks_nobody_is_the_interviewer() -> None:
    assert _roles(("S1", "It rains."), ("S2", "It snows.")) == {"S1": Role.UNKNOWN, "S2": Role.UNKNOWN}


def test_a_lone_voice_that_tells_is_a_participant() -> None:
    assert _roles(("S1", "I work nights. It is quiet."), ("S1", "I like it.")) == {"S1": Role.PARTICIPANT}


def test_a_lone_voice_that_often_asks_may_be_two_people() -> None:
    assert _roles(("S1", "Where do you work?"), ("S1", "In a care home.")) == {"S1": Role.UNKNOWN}


def test_names_decide_before_questions() -> None:
    roles = _roles(("S1", "Is that so?"), ("S2", "It is."), names={"S1": "Participant 4", "S2": "Moderator"})
    assert roles == {"S1": Role.PARTICIPANT, "S2": Role.INTERVIEWER}


def test_beside_a_named_interviewer_the_others_are_participants() -> None:
    roles = _roles(("S1", "Hello."), ("S2", "Hello? Who is there?"), names={"S1": "Host", "S2": "Ann"})
    assert roles == {"S1": Role.INTERVIEWER, "S2": Role.PARTICIPANT}


def test_beside_a_named_participant_the_one_who_asks_is_the_interviewer() -> None:
    roles = _roles(("S1", "Who are you?"), ("S2", "A nurse."), names={"S1": "Ann", "S2": "Candidate"})
    assert roles == {"S1": Role.INTERVIEWER, "S2": Role.PARTICIPANT}


@pytest.mark.parametrize(
    ("name", "kept"), [("Ann Lee", "Ann Lee"), ("Interviewer", None), ("S3", None), ("Speaker 2", None), ("", None)]
)
def test_only_the_name_of_a_person_is_a_name(name: str, kept: str | None) -> None:
    assert speakers_of(_segments(("S1", "Hello.")), {"S1": name})[0].name == kept


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("INTERVIEWER", Role.INTERVIEWER),
        ("Interviewee", Role.PARTICIPANT),
        ("Guest-1", Role.PARTICIPANT),
        ("Ann", None),
    ],
)
def test_roles_in_names(name: str, role: Role | None) -> None:
    assert role_in_name(name) is role


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("What was hard? And why?", 2),
        ("Tell me about an emergency.", 1),
        ("what made you stop", 1),
        ("What works is lunch.", 0),
        ("When I started, it rained.", 0),
        ("为什么？因为下雨。", 1),
        ("", 0),
    ],
)
def test_counts_questions(text: str, questions: int) -> None:
    assert count_questions(text) == questions


def test_no_segments_no_speakers() -> None:
    assert speakers_of([]) == ()
