"""JSON bodies, read strictly: RFC 8259 with unique names, no NaN, bounded depth, and UTF-8 without lone surrogates."""

import json
import re
from collections.abc import Callable, Coroutine
from typing import Any, Final, NoReturn

from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute

MAX_DEPTH: Final = 32
JSON: Final = "application/json"
_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*"')
_BRACKET: Final = re.compile(rb"[\[\]{}]")


class StrictRoute(APIRoute):
    """A route whose JSON body is read by `parse`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def strict(request: Request) -> Response:
            if self.body_field is not None:
                _require_json(request)
            return await handle(StrictRequest(request.scope, request.receive))

        return strict


class StrictRequest(Request):
    """A request that answers 400 to what is no strict JSON."""

    async def json(self) -> Any:
        """The body's value."""
        try:
            return parse(await self.body())
        except ValueError as error:
            raise HTTPException(400, str(error)) from None


def parse(body: bytes) -> Any:
    """The value of a JSON text. Raises ValueError with words that hold nothing of the text."""
    _require_shallow(body)
    try:
        value = json.loads(body.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse, parse_float=_finite)
    except UnicodeDecodeError:
        raise ValueError("the body is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"the body is not JSON: line {error.lineno}, column {error.colno}") from None
    _inspect(value)
    return value


def _require_shallow(body: bytes) -> None:
    """Looked at before it is parsed: a parser that runs out of stack is not to be relied on."""
    depth = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", body)):
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            raise ValueError(f"the body is nested deeper than {MAX_DEPTH} levels")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("the body names a member of an object twice")
    return found


def _refuse(_: str) -> NoReturn:
    raise ValueError("the body holds a number that JSON does not know")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError("the body holds a number that is too large")
    return number


def _inspect(value: Any) -> None:
    """Refuses text that could not be written down again: lone surrogates and NUL."""
    if isinstance(value, str):
        _inspect_text(value)
    elif isinstance(value, dict):
        for inner in (*value, *value.values()):
            _inspect(inner)
    elif isinstance(value, list):
        for inner in value:
            _inspect(inner)


def _inspect_text(text: str) -> None:
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("the body holds a character that text cannot hold")


def _require_json(request: Request) -> None:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != JSON:
        raise HTTPException(415, f"send the body as {JSON}")
