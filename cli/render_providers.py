"""Providers as a table."""

from collections.abc import Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from cli.providers_report import ProviderSeen

KEY = {None: Text("none needed", style="dim"), True: Text("set", style="green"), False: Text("missing", style="red")}


def providers_table(providers: Sequence[ProviderSeen]) -> Table:
    """A row per provider."""
    table = Table(box=box.SIMPLE)
    for name in ("provider", "models and their tiers", "key", "breaker"):
        table.add_column(name)
    for seen in providers:
        table.add_row(seen.provider.name, _models(seen), KEY[seen.has_key], _breakers(seen))
    return table


def _models(seen: ProviderSeen) -> str:
    return "\n".join(f"{model}: {', '.join(tiers)}" for model, tiers in seen.uses.items())


def _breakers(seen: ProviderSeen) -> Text:
    lines = [
        Text(f"{kind}: {state}", style="" if state == "closed" else "red") for kind, state in seen.breakers.items()
    ]
    return Text("\n").join(lines)
