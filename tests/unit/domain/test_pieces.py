from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.domain.limits import MAX_PIECE_SECONDS, PIECE_DAYS
from shared.domain.pieces import (
    LOUDNESS_SECONDS,
    OVERLAP_SECONDS,
    PAUSE_SHARE,
    Piece,
    PieceManifest,
    cut_into_pieces,
    hearing_key,
    is_fresh,
    pieces_folder,
)
from tests.builders import INTERVIEW, at


def loud(seconds: float, *quiet: float) -> list[float]:
    """Speech, with pauses of a second around the given times."""
    windows = [1.0] * int(seconds / LOUDNESS_SECONDS)
    for time in quiet:
        middle = int(time / LOUDNESS_SECONDS)
        windows[middle - 2 : middle + 2] = [0.0] * 4
    return windows


def ends(duration: float, *quiet: float) -> list[float]:
    """The seams, and the end."""
    pieces = cut_into_pieces(duration, loud(duration, *quiet), channels=1)
    return [piece.end_seconds - piece.tail_seconds for piece in pieces]


@pytest.mark.parametrize("duration", [1.0, 59.0, 600.0])
def test_what_is_short_is_one_piece(duration: float) -> None:
    [piece] = cut_into_pieces(duration, loud(duration), channels=1)
    assert (piece.number, piece.start_seconds, piece.end_seconds, piece.channel) == (0, 0.0, duration, None)


def test_eleven_minutes_are_two_pieces_of_about_the_same_length() -> None:
    assert ends(660, 335) == [pytest.approx(335, abs=1), 660]


def test_a_piece_ends_in_a_pause_and_the_longest_one_near_is_taken() -> None:
    windows = loud(1000, 490)
    windows[int(501 / LOUDNESS_SECONDS)] = 0.0  # one quiet quarter of a second, nearer to the middle
    [first, _] = cut_into_pieces(1000, windows, channels=1)
    assert first.end_seconds == pytest.approx(490, abs=1)


def test_where_nobody_pauses_the_middle_is_taken() -> None:
    assert ends(700) == [pytest.approx(350, abs=LOUDNESS_SECONDS), 700]


def test_where_nobody_pauses_both_pieces_hear_the_seconds_around_the_cut() -> None:
    first, second = cut_into_pieces(700, loud(700), channels=1)
    assert (first.lead_seconds, first.tail_seconds) == (0, OVERLAP_SECONDS)
    assert (second.lead_seconds, second.tail_seconds) == (OVERLAP_SECONDS, 0)
    assert first.end_seconds - second.start_seconds == 2 * OVERLAP_SECONDS


def test_where_somebody_pauses_nothing_is_heard_twice() -> None:
    first, second = cut_into_pieces(700, loud(700, 355), channels=1)
    assert (first.tail_seconds, second.lead_seconds) == (0, 0)
    assert first.end_seconds == second.start_seconds


@pytest.mark.parametrize(("level", "overlap"), [(PAUSE_SHARE * 0.9, 0), (PAUSE_SHARE * 1.1, OVERLAP_SECONDS)])
def test_a_pause_is_what_is_quiet_for_its_surroundings(level: float, overlap: float) -> None:
    windows = loud(700)
    windows[1398:1402] = [level] * 4
    assert cut_into_pieces(700, windows, channels=1)[0].tail_seconds == overlap


def test_silence_is_a_pause() -> None:
    pieces = cut_into_pieces(700, [0.0] * 2800, channels=1)
    assert {piece.tail_seconds for piece in pieces} == {0}


def test_a_pause_far_away_is_not_looked_for() -> None:
    assert ends(700, 300)[0] == pytest.approx(350, abs=21)


@given(
    duration=some.floats(1, 4 * 3600),
    pauses=some.lists(some.floats(5, 4 * 3600 - 5), max_size=60),
    channels=some.sampled_from([1, 2]),
)
def test_pieces_cover_the_whole_and_none_is_long_or_tiny(duration: float, pauses: list[float], channels: int) -> None:
    inside = [pause for pause in pauses if pause < duration - 1]
    pieces = cut_into_pieces(duration, loud(duration, *inside), channels=channels)
    for channel in {piece.channel for piece in pieces}:
        track = [piece for piece in pieces if piece.channel == channel]
        assert (track[0].start_seconds, track[-1].end_seconds) == (0.0, duration)
        for one, other in pairwise(track):
            assert one.end_seconds - one.tail_seconds == pytest.approx(other.start_seconds + other.lead_seconds)
            assert one.tail_seconds == other.lead_seconds
        assert max(piece.seconds for piece in track) <= MAX_PIECE_SECONDS
        assert len(track) == 1 or min(piece.seconds for piece in track) > MAX_PIECE_SECONDS / 3
    assert [piece.number for piece in pieces] == list(range(len(pieces)))


def test_with_two_channels_each_has_its_own_pieces() -> None:
    pieces = cut_into_pieces(700, loud(700), channels=2)
    assert [piece.channel for piece in pieces] == [0, 1, 0, 1]
    assert pieces[0].end_seconds == pieces[1].end_seconds == pieces[2].start_seconds + 2 * OVERLAP_SECONDS


def test_other_engines_another_language_or_another_cut_hear_anew() -> None:
    piece = Piece(number=3, start_seconds=0, end_seconds=9)
    keys = {
        hearing_key("f", piece, hearing="a", language_hint=None),
        hearing_key("f", piece, hearing="b", language_hint=None),
        hearing_key("f", piece, hearing="a", language_hint="de"),
        hearing_key("f", piece.model_copy(update={"end_seconds": 8.0}), hearing="a", language_hint=None),
        hearing_key("f", piece.model_copy(update={"channel": 0}), hearing="a", language_hint=None),
    }
    assert len(keys) == 5
    assert all(key.startswith("f/0003.") for key in keys)


def test_the_folder_is_the_organisation_s_and_the_upload_s() -> None:
    one, other = (pieces_folder(INTERVIEW, version) for version in ("v1", "v2"))
    assert one.startswith("acme/int_1/pieces/")
    assert one != other


@pytest.mark.parametrize(("days", "fresh"), [(0, True), (PIECE_DAYS - 1.01, True), (PIECE_DAYS - 1, False)])
def test_pieces_that_may_expire_are_cut_again(days: float, fresh: bool) -> None:
    manifest = PieceManifest(container="wav", duration_seconds=1, channels=1, pieces=(), made_at=at(0))
    assert is_fresh(manifest, at(0) + timedelta(days=days)) == fresh
