"""Words get the text's spelling and keep their times; the text stays whole."""

from shared.adapters.word_alignment import LOOK_AHEAD, as_written
from shared.domain.word import Word


def words(*texts: str) -> list[Word]:
    return [Word(text=text, start_seconds=float(n), end_seconds=n + 0.5) for n, text in enumerate(texts)]


def written(texts: list[str], *spoken: str) -> list[list[tuple[str, float]]]:
    return [[(word.text, word.start_seconds) for word in part] for part in as_written(texts, words(*spoken))]


def test_punctuation_and_case_are_the_text_s() -> None:
    assert written([" Hello, Ann!", " It's 5 o'clock."], "hello", "ann", "it's", "5", "o'clock") == [
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
    assert written(["[music]", " We plan."], "we", "plan") == [[], [(" We ", 0.0), ("plan.", 1.0)]]


def test_nothing_said_and_nothing_written() -> None:
    assert as_written([], words("a")) == []
    assert written(["Text."]) == [[]]
    assert written([""], "a", " ") == [[]]


def test_signs_of_a_pattern_are_plain_text() -> None:
    assert written(["C++ (yes)."], "c++", "(yes)") == [[("C++ ", 0.0), ("(yes).", 1.0)]]
