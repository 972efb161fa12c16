import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.extractive.evidence import evades, gist_of, informativeness
from shared.adapters.extractive.turns import exchanges, participants
from shared.domain.role import Role
from tests.unit.adapters.interviews import analyst, evidence, transcript

LINE = st.tuples(st.sampled_from("IPX"), st.text(max_size=200)).map(": ".join)


@given(st.lists(LINE, max_size=6))
def test_every_quote_stands_verbatim_in_its_segment(lines: list[str]) -> None:
    heard = transcript(*lines)
    reading = analyst().read_window(heard, heard.segments)
    for draft in reading.evidence:
        assert draft.quote in heard.segments[draft.segment_index].text
        assert 0.0 <= draft.confidence <= 1.0
        assert draft.gist
        assert draft.topic
    assert {heard.segments[draft.segment_index].speaker for draft in reading.evidence} <= {"P", "X"}


def test_information_is_kept_and_small_talk_is_not() -> None:
    heard = transcript(
        "I: How was the move?",
        "P: Sure. Thanks for having me. We lost forty orders because the old list was gone. Okay.",
    )
    assert [unit.quote for unit in evidence(heard)] == ["We lost forty orders because the old list was gone."]


def test_more_signs_give_more_confidence() -> None:
    plain = informativeness("The office has a green door.")
    telling = informativeness("I was angry, because we lost forty orders and nobody told us.")
    assert 0 < plain < telling


@pytest.mark.parametrize(
    "reply",
    [
        "I'd rather not go into that, if that's okay.",
        "Hmm. I don't know, honestly. I'd have to think about it.",
        "I really couldn't say. They are all different, aren't they?",
        "Let's leave it. It is what it is.",
        "That's hard to say.",
    ],
)
def test_evasions(reply: str) -> None:
    assert evades(reply)


@pytest.mark.parametrize(
    "reply",
    [
        "I don't know how they lived with it. We lost forty orders in a week.",
        "I had to check everything by hand, because I could not tell if a parcel was gone.",
        "I prefer to keep my own spreadsheet. It has saved me many times.",
        "It's hard to say no to a customer who cries.",
        "I can't talk about it with my manager.",
    ],
)
def test_answers_that_only_look_like_evasions(reply: str) -> None:
    assert not evades(reply)


def test_a_voice_of_unknown_role_counts_unless_it_asks() -> None:
    heard = transcript("A: What broke first?", "B: The pump broke on Monday.", "A: Why was that?", roles={})
    assert participants(heard) == {"B"}
    everybody_asks = transcript("A: What broke?", "B: Why do you ask?", roles={})
    assert participants(everybody_asks) == {"A", "B"}
    assert participants(transcript("A: Hello.", roles={"A": Role.INTERVIEWER})) == frozenset()


def test_a_remark_does_not_end_a_reply() -> None:
    heard = transcript("P: Hi.", "I: Tell me about the move.", "P: It was bad.", "I: I see.", "P: We lost orders.")
    found = exchanges(heard)
    assert [(each.question, each.reply_text) for each in found] == [
        ("", "Hi."),
        ("Tell me about the move.", "It was bad. We lost orders."),
    ]


@given(st.text(min_size=1, max_size=300))
def test_a_gist_is_never_longer_than_its_quote_and_a_mark(quote: str) -> None:
    assert len(gist_of(quote).split()) <= max(1, len(quote.split())) + 1
