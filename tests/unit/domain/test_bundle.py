"""Bundles take their fields as a NamedTuple does, and stay as they are."""

from typing import Any

import pytest

from shared.domain.bundle import Bundle


class Pair(Bundle):
    """A number and a word."""

    number: int
    word: str = "none"


def test_fields_come_in_their_order_or_by_name_and_may_have_a_default() -> None:
    assert Pair(1, "one") == Pair(number=1, word="one") == Pair(1, word="one")
    assert Pair(1).word == "none"
    assert len({Pair(1), Pair(1, "none"), Pair(2)}) == 2
    assert Pair(1) != (1, "none")


def test_another_one_may_differ_in_some() -> None:
    one = Pair(1, "one")
    assert (one.but(word="uno"), one) == (Pair(1, "uno"), Pair(1, "one"))
    assert repr(one) == "Pair(number=1, word='one')"


@pytest.mark.parametrize("given", [((), {}), ((1, "a", 2), {}), ((1,), {"number": 1}), ((1,), {"other": 1})])
def test_arguments_that_do_not_fit_are_refused(given: Any) -> None:
    with pytest.raises(TypeError, match="Pair has number, word"):
        Pair(*given[0], **given[1])


def test_nothing_is_changed() -> None:
    with pytest.raises(AttributeError, match="Pair"):
        Pair(1).number = 2  # type: ignore[misc]
