"""A function's settings: its environment, read once, refused when something is missing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, TypeVar

from shared.domain.bundle import Bundle
from shared.domain.errors import InternalError

if TYPE_CHECKING:
    from collections.abc import Mapping

TRUTHS: Final = {"true": True, "1": True, "false": False, "0": False}


class Settings(Bundle):
    """The base of every function's `Settings`. Field `table_name` is variable `TABLE_NAME`; none has a default.

    Each is a text, a whole number or a truth value.
    """


S = TypeVar("S", bound=Settings)


def load_settings(kind: type[S], environment: Mapping[str, str] | None = None) -> S:
    """Raises InternalError that names the variables which are missing or wrong, never their values."""
    variables = os.environ if environment is None else environment
    found: dict[str, object] = {}
    wrong: list[str] = []
    for name, form in kind.__annotations__.items():
        try:
            found[name] = _read(variables[name.upper()], form)
        except (KeyError, ValueError):
            wrong.append(name.upper())
    if wrong:
        raise InternalError(f"environment variables missing or wrong: {', '.join(sorted(wrong))}")
    return kind(**found)


def _read(text: str, form: type) -> object:
    return TRUTHS[text.strip().lower()] if form is bool else form(text)
