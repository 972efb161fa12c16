"""Words get the text's spelling and keep their times; the text stays whole."""

from itertools import accumulate, pairwise

from hypothesis import given
from hypothesis import strategies as some

from shared.adapters.word_alignment import LOOK_AHEAD, as_written
from shared.domain.word import Word


def words(*texts: str) -> list[Word]:
    return [Word(text=text, start_seconds=float(n), end_seconds=n + 0.5) for n, text in enumerate(texts)]


def written(texts: list[str], *spoken: str, begins: tuple[float, ...] = (0.0,)) -> list[list[tuple[str, float]]]:
    """A word a second; `begins` are the times of the texts."""
    return [[(word.text, word.start_seconds) for word in part] for part in as_written(texts, begins, words(*spoken))]


def test_punctuation_and_case_are_the_text_s() -> None:
    assert written([" Hello, Ann!", " It's 5 o'clock."], "hello", "ann", "it's", "5", "o'clock", begins=(0, 2)) == [
        [(" Hello, ", 0.0), ("Ann!", 1.0)],
        [(" It's ", 2.0), ("5 ", 3.0), ("o'clock.", 4.0)],
    ]


def test_a_word_that_was_written_otherwise_is_passed_over_and_its_text_is_kept() -> None:
    assert written(["Twenty people came."], "20", "people", "came") == [[("Twenty people ", 1.0), ("came.", 2.0)]]


def test_a_word_is_not_found_within_another_one() -> None:
    assert written(["That is a hat."], "a", "hat") == [[("That is a ", 0.0), ("hat.", 1.0)]]


def test_a_word_that_is_far_off_is_not_jumped_to() -> None:
    text = "We plan. " + "x" * LOOK_AHEAD + " the end."
    assert written([text], "we", "the", "plan") == [[("We ", 0.0), (text[3:], 2.0)]]


def test_languages_without_spaces() -> None:
    assert written(["我们计划。"], "我们", "计划") == [[("我们", 0.0), ("计划。", 1.0)]]


def test_a_text_without_its_words_has_none_and_the_next_one_has_its_own() -> None:
    assert written(["[music]", " We plan."], "we", "plan", begins=(0, 0)) == [[], [(" We ", 0.0), ("plan.", 1.0)]]


def test_nothing_said_and_nothing_written() -> None:
    assert as_written([], [], words("a")) == []
    assert written(["Text."]) == [[]]
    assert written([""], "a", " ") == [[]]


def test_signs_of_a_pattern_are_plain_text() -> None:
    assert written(["C++ (yes)."], "c++", "(yes)") == [[("C++ ", 0.0), ("(yes).", 1.0)]]


def test_after_words_that_were_not_listed_the_next_text_has_its_own() -> None:
    texts = [" We plan.", " And nobody lists any word of all this.", " On paper."]
    assert written(texts, "we", "plan", "on", "paper", begins=(0, 1.9, 2.1)) == [
        [(" We ", 0.0), ("plan.", 1.0)],
        [],
        [(" On ", 2.0), ("paper.", 3.0)],
    ]


def test_words_that_are_not_listed_within_a_text_cost_no_more_than_its_rest() -> None:
    texts = [" We, as nobody lists here at all, plan.", " On paper."]
    assert written(texts, "we", "plan", "on", "paper", begins=(0, 2)) == [
        [(texts[0], 0.0)],
        [(" On ", 2.0), ("paper.", 3.0)],
    ]


# How many words a text has, in as many seconds; or how many characters of which none is listed, in none.
TEXTS = some.lists(some.tuples(some.booleans(), some.integers(1, 60)), min_size=1, max_size=12)


@given(parts=TEXTS, slip=some.floats(-0.7, 0.2))
def test_every_listed_word_is_placed_whatever_stands_between(parts: list[tuple[bool, int]], slip: float) -> None:
    """However long the gaps are; times of texts and of words differ a little."""
    begins = [0, *accumulate(count * listed for listed, count in parts)]
    texts = ["".join(f" w{n:03}" for n in range(*ends)) for ends in pairwise(begins)]
    texts = [text or " " + "x" * count for text, (_, count) in zip(texts, parts, strict=True)]
    spoken = words(*(f"w{n:03}" for n in range(begins[-1])))
    got = as_written(texts, [begin + slip for begin in begins[:-1]], spoken)
    assert [[word.start_seconds for word in part] for part in got] == [list(range(*ends)) for ends in pairwise(begins)]
    assert all("".join(word.text for word in part) in ("", text) for part, text in zip(got, texts, strict=True))
