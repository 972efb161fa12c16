from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.domain.made_by import Engine
from shared.domain.pieces import Piece
from shared.domain.word import Word
from shared.ports import RecognisedSegment, Recognition
from shared.usecases.merge_pieces import Merged, merge_pieces
from shared.usecases.transcribe_piece import HeardPiece
from tests.builders import ENGINE
from tests.fakes import ScriptedVoices


def said(*words: tuple[str, float, float], **fields: Any) -> RecognisedSegment:
    timed = tuple(Word(text=text, start_seconds=start, end_seconds=end) for text, start, end in words)
    text = " ".join(word.text for word in timed)
    return RecognisedSegment(
        start_seconds=timed[0].start_seconds, end_seconds=timed[-1].end_seconds, text=text, words=timed, **fields
    )


def piece(number: int, start: float, end: float, channel: int | None = None) -> Piece:
    return Piece(number=number, start_seconds=start, end_seconds=end, channel=channel)


def heard(
    *segments: RecognisedSegment, prints: tuple[str, ...] = (), why: str | None = None, **more: Any
) -> HeardPiece:
    known: dict[str, Any] = {"language": "en", "language_confidence": 0.9, "engine": ENGINE}
    return HeardPiece(
        recognition=Recognition(segments=segments, **known | more), voiceprints=prints, unheard_voices=why
    )


def merged(*parts: tuple[Piece, HeardPiece]) -> Merged:
    return merge_pieces([one for one, _ in parts], [other for _, other in parts], ScriptedVoices())


def test_times_are_those_of_the_recording() -> None:
    found = merged(
        (piece(0, 0, 600), heard(said(("one", 1, 2)))),
        (piece(1, 600, 1200), heard(said(("two", 0.5, 1), ("three", 1, 2)))),
    )
    assert [(s.text, s.start_seconds, s.end_seconds) for s in found.segments] == [
        ("one", 1, 2),
        ("two three", 600.5, 602),
    ]
    assert found.segments[1].words[1].start_seconds == 601


def test_a_word_heard_beyond_the_seam_ends_with_its_piece() -> None:
    found = merged(
        (piece(0, 0, 600), heard(said(("one", 599, 604)))), (piece(1, 600, 1200), heard(said(("two", 0, 1))))
    )
    assert [(s.start_seconds, s.end_seconds) for s in found.segments] == [(599, 600), (600, 601)]


@given(lengths=some.lists(some.integers(1, 9), min_size=1, max_size=8))
def test_no_word_is_lost_or_doubled_and_time_goes_on(lengths: list[int]) -> None:
    parts, start = [], 0.0
    for number, length in enumerate(lengths):
        words = [(f"w{number}-{place}", float(place), place + 1.2) for place in range(length)]
        parts.append((piece(number, start, start + length), heard(*(said(word) for word in words))))
        start += length
    found = merged(*parts)
    texts = [word.text for segment in found.segments for word in segment.words]
    assert texts == [f"w{number}-{place}" for number, length in enumerate(lengths) for place in range(length)]
    assert all(one.start_seconds <= other.start_seconds for one, other in pairwise(found.segments))
    assert all(s.end_seconds <= start and s.start_seconds <= s.end_seconds for s in found.segments)


def overlapping(channel: int | None = None, number: int = 0) -> tuple[Piece, Piece]:
    """Two pieces with a seam at 600 s, around which both hear six seconds."""
    return (
        Piece(number=number, start_seconds=0, end_seconds=603, tail_seconds=3, channel=channel),
        Piece(number=number + 2, start_seconds=597, end_seconds=1200, lead_seconds=3, channel=channel),
    )


def texts(found: Merged) -> list[str]:
    return [segment.text for segment in found.segments]


def test_of_what_two_pieces_hear_each_word_is_taken_once_and_both_its_parts_keep_their_voices() -> None:
    one, other = overlapping()
    found = merged(
        (
            one,
            heard(
                said(("So", 590, 591)), said(("We", 599, 600), ("plan", 600, 601), ("pap", 602, 603)), prints=("0", "1")
            ),
        ),
        (other, heard(said(("an", 0, 1)), said(("plan", 3, 4), ("on", 4, 5), ("paper.", 5, 6)), prints=("0", "1"))),
    )
    assert texts(found) == ["So", "We plan", "on paper."]
    assert [(s.start_seconds, s.end_seconds) for s in found.segments] == [(590, 591), (599, 601), (601, 603)]
    assert found.labels == ("S1", "S2", "S2")


def test_engines_that_tell_no_times_of_words_are_joined_by_the_words_all_the_same() -> None:
    one, other = overlapping()
    late = RecognisedSegment(start_seconds=597, end_seconds=603, text="we have no plan on paper", speaker="A")
    early = RecognisedSegment(start_seconds=0, end_seconds=8, text="we have no plan on paper at all.", speaker="A")
    found = merged((one, heard(late)), (other, heard(early)))
    assert " ".join(texts(found)) == "we have no plan on paper at all."
    assert all(segment.words == () for segment in found.segments)


def test_seams_are_those_of_a_channel() -> None:
    left, right = overlapping(0), overlapping(1, 1)
    spoken, silent = said(("yes", 599, 600), ("indeed", 600, 601)), heard()
    found = merge_pieces(
        [left[0], right[0], left[1], right[1]],
        [heard(spoken), silent, heard(said(("yes", 2, 3), ("indeed", 3, 4))), silent],
        ScriptedVoices(),
    )
    assert " ".join(texts(found)) == "yes indeed"


def test_channels_are_speakers_and_are_put_in_the_order_of_time() -> None:
    found = merged(
        (piece(0, 0, 60, 0), heard(said(("answer", 5, 6)))), (piece(1, 0, 60, 1), heard(said(("question", 1, 2))))
    )
    assert [(s.text, label) for s, label in zip(found.segments, found.labels, strict=True)] == [
        ("question", "S1"),
        ("answer", "S2"),
    ]
    assert found.warnings == ()


def test_voices_are_compared_over_all_pieces_at_once() -> None:
    found = merged(
        (piece(0, 0, 60), heard(said(("a", 0, 1)), said(("b", 2, 3)), prints=("1", "0"))),
        (piece(1, 60, 120), heard(said(("c", 0, 1)), prints=("1",))),
    )
    assert found.labels == ("S1", "S2", "S1")


def test_the_labels_of_one_piece_s_engine_are_taken() -> None:
    found = merged((piece(0, 0, 60), heard(said(("a", 0, 1), speaker="spk_1"), said(("b", 2, 3), speaker="spk_0"))))
    assert (found.labels, found.warnings) == (("S1", "S2"), ())


def test_labels_of_different_pieces_are_different_voices_until_a_person_says_so() -> None:
    found = merged(
        (piece(0, 0, 60), heard(said(("a", 0, 1), speaker="A"))),
        (piece(1, 60, 120), heard(said(("b", 0, 1), speaker="A"))),
    )
    assert found.labels == ("S1", "S2")
    assert "could not be matched" in found.warnings[0]


def test_without_any_of_it_there_is_one_speaker_and_a_warning() -> None:
    found = merged((piece(0, 0, 60), heard(said(("a", 0, 1)), said(("b", 2, 3)), why="no weights")))
    assert found.labels == ("S1", "S1")
    assert found.warnings == ("voices could not be told apart: no weights",)


def test_the_language_is_that_of_most_of_what_was_said_for_certain() -> None:
    found = merged(
        (piece(0, 0, 60), heard(said(("a", 0, 20)), prints=("0",), language_confidence=0.8)),
        (piece(1, 60, 120), heard(said(("b", 0, 40)), prints=("0",), language="de", language_confidence=0.3)),
        (piece(2, 120, 180), heard(said(("c", 0, 20)), prints=("0",), language_confidence=1.0)),
        (piece(3, 180, 240), heard(language="und", language_confidence=None)),
    )
    assert (found.language, found.language_confidence) == ("en", 0.9)
    assert found.warnings == (
        "the pieces differ in language (en in 2, de in 1); name it and run again from upload if that is wrong",
    )


@pytest.mark.parametrize("confidence", [None, 0.7])
def test_how_sure_the_language_is(confidence: float | None) -> None:
    found = merged((piece(0, 0, 60), heard(said(("a", 0, 1)), prints=("0",), language_confidence=confidence)))
    assert found.language_confidence == confidence


def test_pieces_heard_by_different_engines_are_named() -> None:
    other = Engine(name="other", version="1")
    found = merged(
        (piece(0, 0, 60), heard(said(("a", 0, 9)), prints=("0",))),
        (piece(1, 60, 120), heard(said(("b", 0, 1)), prints=("0",), engine=other)),
    )
    assert found.engine == ENGINE
    assert found.warnings == ("the pieces were heard by different engines (scripted 1, other 1)",)
