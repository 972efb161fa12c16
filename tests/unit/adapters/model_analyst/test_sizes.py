"""What does not fit is divided; nothing is lost, nothing is twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.model_analyst.evidence import pieces_of
from shared.adapters.model_analyst.sizes import (
    LEAST_TOKENS,
    MOST_TOKENS,
    as_json,
    halves_of,
    parts_of,
    room_for_data,
    tokens_of,
)
from tests.builders import segment


@given(st.lists(st.integers(1, 50)), st.integers(1, 120))
def test_parts_hold_everything_once_in_order_and_fit(sizes: list[int], room: int) -> None:
    parts = parts_of(sizes, lambda size: size, room)
    assert [size for part in parts for size in part] == sizes
    assert all(part and (sum(part) <= room or len(part) == 1) for part in parts)


def test_parts_are_as_large_as_fits() -> None:
    assert parts_of([3, 3, 3, 3], lambda size: size, 6) == [[3, 3], [3, 3]]
    assert parts_of([3, 9, 3], lambda size: size, 6) == [[3], [9], [3]]


@given(st.lists(st.integers(), min_size=2))
def test_halves_are_both_of_something(items: list[int]) -> None:
    one, other = halves_of(items)
    assert one
    assert other
    assert [*one, *other] == items


@given(st.text(), st.integers(20, 100))
def test_pieces_of_a_long_segment_hold_all_its_text_and_each_fits(text: str, most: int) -> None:
    pieces = list(pieces_of([segment(7, text)], most))
    assert "".join(piece.text for piece in pieces) == text
    assert all(tokens_of(piece.text) <= most and piece.index == 7 for piece in pieces)


def test_a_long_segment_is_cut_between_sentences_where_it_can_be() -> None:
    pieces = list(pieces_of([segment(0, "One thing is here. " * 40)], 100))
    assert all(piece.text.strip().endswith("here.") for piece in pieces)


def test_a_segment_that_fits_is_left_alone() -> None:
    short = segment(0, "Short.")
    assert list(pieces_of([short], 20)) == [short]


@pytest.mark.parametrize(
    ("context", "room"), [(1000, LEAST_TOKENS), (16_384, 16_384 * 4 // 10 - 10), (1_000_000, MOST_TOKENS)]
)
def test_the_room_for_data(context: int, room: int) -> None:
    assert room_for_data(context, "i" * 30) == room


def test_json_is_short_and_keeps_letters() -> None:
    assert as_json({"a": ["ü"]}) == '{"a":["ü"]}'
    assert tokens_of("üüü") == 2
