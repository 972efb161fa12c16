"""A function's settings: its environment, read once, refused when something is missing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from shared.domain.errors import InternalError

if TYPE_CHECKING:
    from collections.abc import Mapping


class Settings(BaseModel):
    """The base of every function's `Settings`. Field `table_name` is variable `TABLE_NAME`; none has a default."""

    model_config = ConfigDict(frozen=True, defer_build=True)


S = TypeVar("S", bound=Settings)


def load_settings(kind: type[S], environment: Mapping[str, str] | None = None) -> S:
    """Raises InternalError that names the variables which are missing or wrong, never their values."""
    variables = os.environ if environment is None else environment
    found = {name: variables[name.upper()] for name in kind.model_fields if name.upper() in variables}
    try:
        return kind(**found)
    except ValidationError as error:
        names = ", ".join(sorted({str(problem["loc"][0]).upper() for problem in error.errors()}))
        raise InternalError(f"environment variables missing or wrong: {names}") from None
