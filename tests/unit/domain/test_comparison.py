from hypothesis import given
from hypothesis import strategies as st

from shared.domain.comparison import ThemeView, compare, views_of
from shared.domain.theme import Theme, ThemeEvidence


def view(name: str, *quotes: str, statement: str = "s", theme_id: str = "theme-01") -> ThemeView:
    theme = Theme(id=theme_id, name=name, statement=statement, inclusion_criteria="c")
    return ThemeView(theme=theme, quotes=quotes)


QUOTES = [f"quote {number}" for number in range(6)]
views = st.lists(
    st.builds(
        lambda name, quotes, statement: view(name, *quotes, statement=statement),
        st.sampled_from(["Trust", "Speed", "Cost", "TRUST"]),
        st.lists(st.sampled_from(QUOTES), unique=True),
        st.sampled_from(["a", "b"]),
    ),
    max_size=6,
)


@given(views)
def test_a_run_beside_itself_is_unchanged(themes: list[ThemeView]) -> None:
    alike = {view.theme.name.casefold(): view for view in themes}  # one theme of each name, as engines make them
    same = list(alike.values())
    found = compare(1, same, 2, [view.model_copy() for view in same])
    assert (found.added, found.removed, found.changed, found.unchanged) == ((), (), (), len(same))


@given(views, views)
def test_every_theme_is_in_one_place(old: list[ThemeView], new: list[ThemeView]) -> None:
    found = compare(1, old, 2, new)
    assert len(found.removed) + len(found.changed) + found.unchanged == len(old)
    assert len(found.added) + len(found.changed) + found.unchanged == len(new)


@given(views, views)
def test_the_other_way_round_what_was_added_is_removed(old: list[ThemeView], new: list[ThemeView]) -> None:
    there, back = compare(1, old, 2, new), compare(2, new, 1, old)
    assert len(there.added) == len(back.removed)
    assert (there.before, there.after) == (back.after, back.before) == (1, 2)


def test_added_and_removed() -> None:
    found = compare(1, [view("Trust", "a")], 2, [view("Cost", "b")])
    assert [view.theme.name for view in found.added] == ["Cost"]
    assert [view.theme.name for view in found.removed] == ["Trust"]
    assert found.unchanged == 0


def test_the_same_name_with_other_quotes_has_changed() -> None:
    found = compare(1, [view("Trust", "a")], 2, [view("TRUST", "a", "b")])
    [change] = found.changed
    assert (change.before.quotes, change.after.quotes) == (("a",), ("a", "b"))


def test_another_name_on_the_same_quotes_has_changed() -> None:
    [change] = compare(1, [view("Trust", "a", "b")], 2, [view("Confidence", "a", "b")]).changed
    assert (change.before.theme.name, change.after.theme.name) == ("Trust", "Confidence")


def test_less_than_half_the_quotes_in_common_is_another_theme() -> None:
    found = compare(1, [view("Trust", "a", "b")], 2, [view("Cost", "b", "c")])
    assert (len(found.added), len(found.removed)) == (1, 1)
    assert len(compare(1, [view("Trust", "a", "b")], 2, [view("Cost", "b")]).changed) == 1


def test_another_id_or_order_of_quotes_is_no_change() -> None:
    found = compare(1, [view("Trust", "a", "b")], 2, [view("Trust", "b", "a", theme_id="theme-09")])
    assert found.unchanged == 1


def test_a_name_finds_its_partner_before_shared_quotes_do() -> None:
    old = [view("Trust", "a", "b"), view("Cost", "c")]
    new = [view("Cost", "a", "b"), view("Trust", "c")]
    pairs = {(change.before.theme.name, change.after.theme.name) for change in compare(1, old, 2, new).changed}
    assert pairs == {("Trust", "Trust"), ("Cost", "Cost")}


def test_views_have_the_quotes_of_their_own_theme() -> None:
    themes = [view("Trust").theme, view("Cost", theme_id="theme-02").theme]
    links = [
        ThemeEvidence(theme_id="theme-02", evidence_id="e2"),
        ThemeEvidence(theme_id="theme-01", evidence_id="e1"),
        ThemeEvidence(theme_id="theme-01", evidence_id="gone"),
    ]
    found = views_of(themes, links, {"e1": "one", "e2": "two"})
    assert [(view.theme.name, view.quotes) for view in found] == [("Trust", ("one",)), ("Cost", ("two",))]
