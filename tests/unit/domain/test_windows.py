from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.limits import WINDOW_OVERLAP_SEGMENTS, WINDOW_SEGMENTS
from shared.domain.role import Role
from shared.domain.transcript import Speaker
from shared.domain.windows import coverage_of, windows_of
from tests.builders import segment, transcript, unit

sizes = st.integers(2, 12).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1)))


@given(st.integers(1, 200), sizes)
def test_windows_cover_every_segment_and_share_their_overlap(count: int, shape: tuple[int, int]) -> None:
    size, overlap = shape
    spoken = [segment(number) for number in range(count)]
    windows = [list(window) for window in windows_of(spoken, size=size, overlap=overlap)]
    assert {one.index for window in windows for one in window} == set(range(count))
    assert all(0 < len(window) <= size for window in windows)
    assert all(len(window) == size for window in windows[:-1])
    for before, after in pairwise(windows):
        assert before[size - overlap :] == after[:overlap]
    assert all(one.index + 1 == other.index for window in windows for one, other in pairwise(window))


@given(st.integers(1, 200), sizes)
def test_the_last_window_is_more_than_overlap(count: int, shape: tuple[int, int]) -> None:
    size, overlap = shape
    windows = windows_of([segment(number) for number in range(count)], size=size, overlap=overlap)
    assert len(windows) == 1 or len(windows[-1]) > overlap


@pytest.mark.parametrize(
    ("count", "windows"), [(1, 1), (59, 1), (60, 1), (61, 2), (114, 2), (115, 3), (168, 3), (20_000, 371)]
)
def test_how_many_windows_the_product_s_sizes_make(count: int, windows: int) -> None:
    assert (WINDOW_SEGMENTS, WINDOW_OVERLAP_SEGMENTS) == (60, 6)
    assert len(windows_of([segment()] * count)) == windows


SPOKEN = transcript(
    segment(0, speaker="S1"),
    segment(1, speaker="S2"),
    segment(2, speaker="S3", end_seconds=20.123456),
    speakers=(Speaker(label="S1", role=Role.INTERVIEWER), Speaker(label="S2", role=Role.PARTICIPANT)),
)


def test_coverage_counts_what_was_read_and_said() -> None:
    found = [unit(segment_index=1, start_seconds=10.0, end_seconds=12.5), unit(segment_index=2, end_seconds=20.1)]
    coverage = coverage_of(SPOKEN, windows_of(SPOKEN.segments, size=2, overlap=1), found, dropped=2, merged=1)
    assert (coverage.segments, coverage.segments_read, coverage.windows) == (3, 3, 2)
    assert coverage.participant_seconds == 8.12  # everybody but the interviewer, also a voice of unknown role
    assert coverage.evidence_seconds == 2.6
    assert (coverage.quotes_dropped, coverage.duplicates_merged) == (2, 1)


def test_coverage_shows_what_was_left_out() -> None:
    coverage = coverage_of(SPOKEN, [SPOKEN.segments[:2]], [], dropped=0, merged=0)
    assert (coverage.segments, coverage.segments_read) == (3, 2)
