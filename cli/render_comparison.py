"""Two runs side by side."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from shared.domain.comparison import Comparison, ThemeChange, ThemeView


def comparison_view(found: Comparison) -> RenderableType:
    """What came, went and changed in the themes."""
    title = Text(f"themes, run {found.before} → run {found.after}: {found.unchanged} unchanged", style="bold")
    return Group(title, *_added(found), *_removed(found), *_changed(found))


def _added(found: Comparison) -> Iterator[Text]:
    for view in found.added:
        yield from _theme("+", view, "green")


def _removed(found: Comparison) -> Iterator[Text]:
    for view in found.removed:
        yield from _theme("-", view, "red")


def _changed(found: Comparison) -> Iterator[Text]:
    for change in found.changed:
        yield from _change(change)


def _theme(sign: str, view: ThemeView, style: str) -> Iterator[Text]:
    yield Text(f"{sign} {view.theme.name}: {view.theme.statement}", style=style)
    for quote in view.quotes:
        yield Text(f"    “{quote}”", style="italic")


def _change(change: ThemeChange) -> Iterator[Text]:
    before, after = change.before, change.after
    renamed = "" if before.theme.name == after.theme.name else f"{before.theme.name} → "
    yield Text(f"~ {renamed}{after.theme.name}: {after.theme.statement}", style="yellow")
    for quote in [quote for quote in before.quotes if quote not in after.quotes]:
        yield Text(f"    - “{quote}”", style="red")
    for quote in [quote for quote in after.quotes if quote not in before.quotes]:
        yield Text(f"    + “{quote}”", style="green")
