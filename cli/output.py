"""Where output goes: the answer to stdout, as JSON or for the eye; progress and errors to stderr."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.console import Console, RenderableType
from rich.rule import Rule
from rich.text import Text

stdout = Console(highlight=False)
stderr = Console(stderr=True, highlight=False)


def answer(value: object, draw: Callable[[], RenderableType], *, as_json: bool) -> None:
    """The command's answer. `draw` is called only for a person."""
    if as_json:
        print_json(value)
    else:
        stdout.print(draw())


def note(text: str) -> None:
    """A line of progress."""
    stderr.print(text, style="dim", markup=False, soft_wrap=True)


def chapter(title: str) -> None:
    """Begins a part of a long answer for a person."""
    stdout.print()
    stdout.print(Rule(Text(title, style="bold cyan"), align="left", style="cyan"))


def print_json(value: object) -> None:
    """One JSON value, alone on stdout."""
    sys.stdout.write(json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n")


def plain(value: Any) -> Any:
    """The value as JSON knows it, with the camelCase names of the stored values."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", by_alias=True)
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(inner) for inner in value]
    return value
