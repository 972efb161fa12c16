from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.domain.seams import change_over, spread, text_of
from shared.domain.word import Word

OVERLAP = 3.0
START = 570.0  # of the speech; it goes on for a minute without a pause
SEAM = 600.0
SAID = ["no", "no,", "we", "plan", "on", "paper", "and", "then", "again"]


def words(*timed: tuple[str, float, float]) -> list[Word]:
    return [Word(text=text, start_seconds=start, end_seconds=end) for text, start, end in timed]


def joined(before: list[Word], after: list[Word], seam: float = SEAM, overlap: float = OVERLAP) -> list[str]:
    taken = change_over(seam, overlap, before, after)
    return [word.text for word in (*before[: taken.before], *after[taken.after :])]


@some.composite
def speech(draw: some.DrawFn) -> list[Word]:
    """Words without a pause between, from well before the seam to well behind it."""
    lengths = draw(some.lists(some.floats(0.15, 0.9), min_size=70, max_size=70))
    texts = draw(some.lists(some.sampled_from(SAID), min_size=70, max_size=70))
    ends = list(accumulate(lengths, initial=START + draw(some.floats(0, 1))))
    return words(*zip(texts, ends, ends[1:], strict=False))


def heard(draw: some.DrawFn, said: list[Word], edge: float, *, before: bool) -> list[Word]:
    """What a piece hears that ends or begins at the edge: the word that the edge cuts is lost, or heard as another."""
    found = []
    for word in said:
        inside = word.end_seconds <= edge if before else word.start_seconds >= edge
        cut = word.start_seconds < edge < word.end_seconds
        if inside or (cut and draw(some.booleans())):
            away = draw(some.floats(-0.07, 0.07))
            text = draw(some.sampled_from([*SAID, "pap"])) if cut else word.text
            times = (max(0.0, word.start_seconds + away), word.end_seconds + away)
            found.append(Word(text=text, start_seconds=times[0], end_seconds=times[1]))
    return found


@given(said=speech(), data=some.data(), seam=some.floats(START + 6, START + 9))
def test_wherever_the_seam_is_no_word_is_lost_and_none_is_there_twice(
    said: list[Word], data: some.DataObject, seam: float
) -> None:
    before = heard(data.draw, said, seam + OVERLAP, before=True)  # type: ignore[arg-type]
    after = heard(data.draw, said, seam - OVERLAP, before=False)  # type: ignore[arg-type]
    assert joined(before, after, seam) == [word.text for word in said]


def test_the_pieces_change_over_behind_a_word_that_both_heard_near_the_seam() -> None:
    before = words(("we", 597, 598), ("plan", 598, 599), ("on", 599, 600), ("pap", 602.5, 603))
    after = words(("an", 597, 597.4), ("plan,", 598.1, 599.1), ("On", 599.1, 600.1), ("paper", 602, 603.4))
    assert joined(before, after) == ["we", "plan", "on", "paper"]


def test_a_word_that_one_of_them_misheard_is_there_once() -> None:
    before = words(("we", 598, 598.5), ("going", 599.6, 600.2), ("home", 601, 601.5))
    after = words(("we", 598, 598.5), ("gonna", 599.5, 600.4), ("home", 601, 601.5))
    assert joined(before, after) in (["we", "going", "home"], ["we", "gonna", "home"])


def test_where_they_heard_nothing_alike_the_seam_counts() -> None:
    before = words(("a", 599, 600.2), ("b", 600.5, 601))
    after = words(("c", 598, 599), ("ah", 599.4, 600.6), ("d", 600.4, 600.9))  # "ah" is "a", heard otherwise
    assert joined(before, after) == ["a", "d"]


@pytest.mark.parametrize(("before", "after"), [([], []), (["a"], []), ([], ["a"])])
def test_where_one_heard_nothing(before: list[str], after: list[str]) -> None:
    """Of what one alone has heard, that is taken which lies on its side."""
    one, other = ([(text, at, at + 0.5) for text in said] for said, at in ((before, 599.0), (after, 600.5)))
    assert joined(words(*one), words(*other)) == [*before, *after]


def test_the_same_word_at_another_time_is_another_word() -> None:
    before, after = words(("yes", 598.0, 598.5)), words(("yes", 601.5, 602.0))
    assert joined(before, after) == ["yes", "yes"]


def test_words_without_times_lie_evenly() -> None:
    found = spread("Of course not.", 3.0, 6.0)
    assert [(word.text, word.start_seconds, word.end_seconds) for word in found] == [
        ("Of", 3, 4), ("course", 4, 5), ("not.", 5, 6),
    ]  # fmt: skip
    assert spread(" ", 3.0, 6.0) == ()


@pytest.mark.parametrize(
    ("text", "parts", "first", "last", "expected"),
    [
        ("We plan, on paper.", ["We", "plan,", "on", "paper."], 1, 3, "plan, on"),
        ("We plan - on paper.", ["We", "plan", "on", "paper."], 2, 4, "- on paper."),
        ("我们计划", ["我们", "计划"], 0, 1, "我们"),
        ("something else", ["We", "plan"], 1, 2, "plan"),
    ],
)
def test_part_of_a_text(text: str, parts: list[str], first: int, last: int, expected: str) -> None:
    assert text_of(text, words(*((part, 0.0, 1.0) for part in parts)), first, last) == expected
