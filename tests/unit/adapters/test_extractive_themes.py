import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.extractive.focus import focus_of
from shared.adapters.extractive.phrases import phrases, topic_of
from shared.adapters.extractive.themes import LINKED, number_of_groups
from shared.domain.evidence import EvidenceUnit
from shared.domain.limits import MAX_THEMES
from tests.unit.adapters.interviews import analyst

PRICE = ["The monthly price is too high.", "The price rose twice.", "I compare the price every month."]
BUS = ["The night bus never comes.", "I wait for the night bus in the rain.", "The night bus is always full."]
SOUP = ["The soup tastes of garlic.", "We cook the soup for forty guests.", "Guests praise the garlic soup."]


def units(quotes: list[str]) -> list[EvidenceUnit]:
    return [
        EvidenceUnit(
            id=f"e{place}",
            quote=quote,
            gist=quote,
            topic="-",
            speaker="P",
            person_id=None,
            segment_index=5 * place,
            start_seconds=place,
            end_seconds=place + 1,
            confidence=0.5,
        )
        for place, quote in enumerate(quotes)
    ]


def groups(quotes: list[str]) -> set[frozenset[str]]:
    found = analyst().find_themes(units(quotes), instructions=None)
    return {frozenset(theme.evidence_ids) for theme in found.themes}


def test_quotes_about_the_same_come_together() -> None:
    assert groups(PRICE + BUS + SOUP) == {
        frozenset({"e0", "e1", "e2"}),
        frozenset({"e3", "e4", "e5"}),
        frozenset({"e6", "e7", "e8"}),
    }


def test_names_are_said_words_and_the_statement_is_a_quote_with_a_count() -> None:
    theme = analyst().find_themes(units(BUS), instructions=None).themes[0]
    assert theme.name == "Night bus"
    assert any(quote in theme.statement for quote in BUS)
    assert "2 more quotes are close" in theme.statement
    assert "night bus" in theme.inclusion_criteria


@pytest.mark.parametrize("count", [LINKED, LINKED + 1, 10_000])
def test_very_many_quotes_are_all_grouped(count: int) -> None:
    """Of more than a thousand only the most confident are linked; the others join them."""
    quotes = ([*PRICE, *BUS, *SOUP] * (count // 9 + 1))[:count]
    found = analyst().find_themes(units(quotes), instructions=None).themes
    grouped = [evidence_id for theme in found for evidence_id in theme.evidence_ids]
    assert len(grouped) == len(set(grouped)) == count
    assert len(found) <= MAX_THEMES
    subject = {f"e{place}": place % 9 // 3 for place in range(count)}
    assert all(len({subject[evidence_id] for evidence_id in theme.evidence_ids}) == 1 for theme in found)


def test_no_evidence_no_themes() -> None:
    assert analyst().find_themes([], instructions="Focus on price").themes == ()


@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=30))
def test_any_evidence_gives_few_themes_of_different_names_without_repeats(quotes: list[str]) -> None:
    found = analyst().find_themes(units(quotes), instructions=None).themes
    used = [each for theme in found for each in theme.evidence_ids]
    assert 1 <= len(found) <= MAX_THEMES
    assert len(used) == len(set(used))
    assert len({theme.name for theme in found}) == len(found)
    assert analyst().find_themes(units(quotes), instructions=None).themes == found


def test_the_number_of_groups_grows_with_the_root_and_ends() -> None:
    assert [number_of_groups(number) for number in (5, 16, 17, 100, 5000)] == [3, 4, 5, 10, MAX_THEMES]


@pytest.mark.parametrize("wish", ["Focus on the garlic soup.", "Please pay attention to soup and guests"])
def test_a_focus_moves_its_theme_to_the_front(wish: str) -> None:
    quotes = [*PRICE, *BUS, "The bus is full and the night is cold.", *SOUP]
    plain = analyst().find_themes(units(quotes), instructions=None)
    asked = analyst().find_themes(units(quotes), instructions=wish)
    assert not plain.instructions_used
    assert asked.instructions_used
    assert "oup" in asked.themes[0].name
    assert set(asked.themes) == set(plain.themes)


@pytest.mark.parametrize("wish", ["Answer in French.", "Focus on quantum chemistry", None, ""])
def test_what_it_cannot_follow_it_does_not_claim_to_have_used(wish: str | None) -> None:
    plain = analyst().find_themes(units(PRICE + BUS), instructions=None)
    assert analyst().find_themes(units(PRICE + BUS), instructions=wish) == plain


def test_focus_is_read_from_plain_words() -> None:
    assert focus_of("Be brief. Focus on pricing, and value; look for complaints.") == ["pricing", "value", "complaints"]


def test_phrases_are_names_of_things() -> None:
    found = [phrase.text for phrase in phrases("I printed the page guide for our front desk, and Rosa loved it.")]
    assert "page guide" in found
    assert "front desk" in found
    assert "printed" not in found


def test_a_topic_is_never_empty() -> None:
    assert topic_of("Well, it is what it is.") == "general"
    assert topic_of("It saves me five hours.") == "saves hours"
