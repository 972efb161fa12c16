"""Two runs side by side: which themes came, went or changed."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from shared.domain.theme import Theme
from shared.domain.value import Value

if TYPE_CHECKING:
    from shared.domain.theme import ThemeEvidence

SAME_THEME = 0.5  # share of evidence in common from which two themes of different names are one theme, changed


class ThemeView(Value):
    """A theme as a run has it, with the quotes it stands on."""

    theme: Theme
    quotes: tuple[str, ...]


class ThemeChange(Value):
    """A theme that both runs have, not the same."""

    before: ThemeView
    after: ThemeView


class Comparison(Value):
    """What changed from run `before` to run `after`."""

    before: int
    after: int
    added: tuple[ThemeView, ...]
    removed: tuple[ThemeView, ...]
    changed: tuple[ThemeChange, ...]
    unchanged: int


def views_of(
    themes: Sequence[Theme], links: Sequence["ThemeEvidence"], quotes: Mapping[str, str]
) -> tuple[ThemeView, ...]:
    """The themes with their quotes, in the order of the themes."""
    return tuple(
        ThemeView(
            theme=theme,
            quotes=tuple(quotes[k.evidence_id] for k in links if k.theme_id == theme.id and k.evidence_id in quotes),
        )
        for theme in themes
    )


def compare(before: int, old: Sequence[ThemeView], after: int, new: Sequence[ThemeView]) -> Comparison:
    """Pairs themes by name, then by shared quotes; what finds no partner was added or removed."""
    pairs = _pairs(old, new)
    paired_old, paired_new = {id(a) for a, _ in pairs}, {id(b) for _, b in pairs}
    changed = [ThemeChange(before=a, after=b) for a, b in pairs if not _same(a, b)]
    return Comparison(
        before=before,
        after=after,
        added=tuple(view for view in new if id(view) not in paired_new),
        removed=tuple(view for view in old if id(view) not in paired_old),
        changed=tuple(changed),
        unchanged=len(pairs) - len(changed),
    )


def _pairs(old: Sequence[ThemeView], new: Sequence[ThemeView]) -> list[tuple[ThemeView, ThemeView]]:
    ranked = sorted(
        ((_likeness(a, b), i, j) for i, a in enumerate(old) for j, b in enumerate(new)),
        key=lambda item: (-item[0], item[1], item[2]),
    )
    pairs: list[tuple[ThemeView, ThemeView]] = []
    used_old: set[int] = set()
    used_new: set[int] = set()
    for likeness, i, j in ranked:
        if likeness >= SAME_THEME and i not in used_old and j not in used_new:
            pairs.append((old[i], new[j]))
            used_old.add(i)
            used_new.add(j)
    return pairs


def _likeness(one: ThemeView, other: ThemeView) -> float:
    if one.theme.name.casefold() == other.theme.name.casefold():
        return 2.0 + _shared(one, other)  # a name finds its partner before quotes do
    return _shared(one, other)


def _shared(one: ThemeView, other: ThemeView) -> float:
    mine, theirs = set(one.quotes), set(other.quotes)
    return len(mine & theirs) / len(mine | theirs) if mine or theirs else 0.0


def _same(one: ThemeView, other: ThemeView) -> bool:
    fields = {"id"}
    return set(one.quotes) == set(other.quotes) and one.theme.model_dump(exclude=fields) == other.theme.model_dump(
        exclude=fields
    )
