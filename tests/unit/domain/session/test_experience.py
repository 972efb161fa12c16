"""What experience makes of the questions, in the words that pages send."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.difficulty import Difficulty
from shared.domain.session.experience import ASKED, level_of, moved
from shared.domain.session.practice import InterviewMeta

ENTRY, MIDDLE, SENIOR, EXPERT = ASKED


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("0-2 years", ENTRY),
        ("0–2 years", ENTRY),
        ("2 years", ENTRY),
        ("2.5 years", ENTRY),
        ("18 months", ENTRY),
        ("48 months", MIDDLE),
        ("< 5 years", ENTRY),
        ("less than 1 year", ENTRY),
        ("3 years", MIDDLE),
        ("3-5 years", MIDDLE),
        ("6 to 9 yrs", SENIOR),
        ("9.9 years", SENIOR),
        ("10+ years", EXPERT),
        ("20 years", EXPERT),
        ("Entry level", ENTRY),
        ("Fresher", ENTRY),
        ("no experience", ENTRY),
        ("Mid-level", MIDDLE),
        ("junior to mid", ENTRY),
        ("Senior", SENIOR),
        ("Senior director", EXPERT),
        ("Principal", EXPERT),
        ("much", MIDDLE),
        ("since 2004", MIDDLE),
    ],
)
def test_a_level_is_told_from_years_or_words(said: str, level: Difficulty) -> None:
    assert level_of(said) is level


@given(st.text(max_size=200))
def test_any_words_have_one(said: str) -> None:
    assert level_of(said) in ASKED


@pytest.mark.parametrize(
    ("experience", "levels"),
    [
        ("0-2 years", [ENTRY, ENTRY, MIDDLE]),
        ("some years", [ENTRY, MIDDLE, SENIOR]),
        ("7 years", [MIDDLE, SENIOR, EXPERT]),
        ("20 years", [SENIOR, EXPERT, EXPERT]),
    ],
)
def test_what_is_practised_is_as_hard_as_experience_and_wish_make_it(experience: str, levels: list[Difficulty]) -> None:
    def job(wish: str) -> Difficulty:
        meta = {"target_role": "Cook", "experience_level": experience, "difficulty": wish, "questions_target": 8}
        return InterviewMeta.model_validate(meta).job.difficulty

    assert [job(wish) for wish in ("easy", "standard", "hard")] == levels
    assert (moved(ENTRY, -1), moved(EXPERT, 1), moved(MIDDLE, 1)) == (ENTRY, EXPERT, SENIOR)
