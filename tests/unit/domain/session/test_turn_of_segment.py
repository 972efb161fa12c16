"""Which answer a segment of the transcript is of: the same words may be said to two questions."""

from shared.domain.evaluation.given import given
from shared.domain.evidence import EvidenceUnit
from shared.domain.session.lines import PARTICIPANT, turn_of_segment
from shared.domain.session.process_turn import open_session
from shared.domain.session.transcript_of import transcript_of
from shared.domain.session.turn import Turn
from shared.domain.transcript import Transcript
from shared.domain.transcript_formats import parse_transcript
from shared.usecases.evaluate_interview import Heard
from tests.builders import at
from tests.unit.domain.session.plans import heard, plan, question

AGAIN = "I led five people."
LONG = " ".join(f"In week {number} we wrote down what each of us had done." for number in range(40))
PLAN = plan(question(1), question(2))
SESSION = open_session("acme", "int-1", PLAN, at(0))[1]


def turn(number: int, text: str) -> Turn:
    asked = SESSION.open
    assert asked
    return Turn(
        number=number,
        client_turn_id=f"t{number}",
        asked=asked.model_copy(update={"question_id": f"q{number}"}),
        asked_at=at(number),
        answer=heard(text=text).answer,
        received_at=at(number),
        considered=heard().considered,
    )


TURNS = (turn(1, f"{AGAIN} {LONG}"), turn(2, f"It was hard. {AGAIN}"))


def read_back() -> Transcript:
    """The transcript as the pipeline has it."""
    put = transcript_of(PLAN, SESSION, TURNS).model_dump_json(by_alias=True)
    return parse_transcript(put.encode(), language=None, ours=True)


def test_every_answered_segment_is_of_its_turn() -> None:
    turn_of, transcript = turn_of_segment(PLAN, SESSION, TURNS), read_back()
    answered = [segment for segment in transcript.segments if segment.speaker == PARTICIPANT]
    assert [segment.index for segment in answered] == list(turn_of)
    assert {turn_of[segment.index] for segment in answered} == {1, 2}
    assert all(segment.text in TURNS[turn_of[segment.index] - 1].answer.text for segment in answered)


def unit(segment: int, quote: str = AGAIN) -> EvidenceUnit:
    return EvidenceUnit(
        id=f"e{segment}", quote=quote, gist="led", topic="team", speaker=PARTICIPANT, person_id=None,
        segment_index=segment, start_seconds=0, end_seconds=1, confidence=1,
    )  # fmt: skip


def test_evidence_is_of_the_answer_in_which_it_was_said() -> None:
    turn_of = turn_of_segment(PLAN, SESSION, TURNS)
    places = [s.index for s in read_back().segments if s.speaker == PARTICIPANT and AGAIN in s.text]
    assert len(places) == 2
    found = Heard([unit(place) for place in places], turn_of, {one.number: one.answer.text for one in TURNS})
    first, second = given(PLAN, TURNS, [])
    assert found.evidence_of(first) == (f"e{places[0]}",)
    assert found.evidence_of(second) == (f"e{places[1]}",)


def test_what_is_of_no_turn_that_is_known_is_found_by_its_words() -> None:
    found = Heard([unit(99), unit(0, "It was hard.")], {0: 1}, {1: TURNS[0].answer.text})
    first, second = given(PLAN, TURNS, [])
    assert found.evidence_of(first) == ("e99",)
    assert found.evidence_of(second) == ("e99", "e0")
