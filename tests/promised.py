"""What version 1 of the API has promised, a line each: what answers give, what requests take, what they need.

Within a version there is only ever more of the first two, and no more of the last. `python -m tests.promised` puts on
record what is new, and refuses to take anything back.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

DESCRIPTION: Final = Path(__file__).parents[1] / "docs" / "openapi.json"
FILE: Final = Path(__file__).parent / "unit" / "functions" / "api" / "promised.txt"
METHODS: Final = ("get", "post", "put", "patch", "delete")
JSON: Final = "application/json"
NEEDS: Final = " needs "


def promises(described: Mapping[str, Any]) -> set[str]:
    """Every line that holds for the description."""
    return {
        f"{method.upper()} {path} {said}"
        for path, item in described["paths"].items()
        for method in METHODS
        if method in item
        for said in _of(item[method], described)
    }


def taken_back(known: Iterable[str], now: set[str]) -> set[str]:
    """What was given or taken and is no more; and what is needed now though its operation did without."""
    known = set(known)
    return {line for line in known - now if NEEDS not in line} | {line for line in now - known if _demands(line, known)}


def _demands(line: str, known: set[str]) -> bool:
    """Whether it needs something where there was something before: what is new may need what it wants."""
    operation, needs, what = line.partition(NEEDS)
    within = what.rpartition(".")[0].removesuffix("[]")
    return bool(needs) and f"{operation} {'takes ' + within if '.' in within else 'is there'}" in known


def _of(operation: Mapping[str, Any], described: Mapping[str, Any]) -> Iterator[str]:
    yield "is there"
    for one in operation.get("parameters", []):
        yield f"takes {one['in']} {one['name']}"
        if one.get("required"):
            yield f"needs {one['in']} {one['name']}"
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"takes {kind}"
        yield from _body("body", content["schema"], described, ())
    for status, answer in operation["responses"].items():
        if status < "4":
            yield f"gives {status}"
            yield from _answer(status, answer.get("content", {}).get(JSON, {}).get("schema", {}), described, ())


def _body(where: str, schema: Mapping[str, Any], described: Mapping[str, Any], seen: tuple[str, ...]) -> Iterator[str]:
    for one, names in _forms(schema, described, seen):
        yield from (f"takes {where}={value}" for value in one.get("enum", ()))
        yield from (f"needs {where}.{name}" for name in one.get("required", ()))
        for name, inner in one.get("properties", {}).items():
            yield f"takes {where}.{name}"
            yield from _body(f"{where}.{name}", inner, described, names)
        if "items" in one:
            yield from _body(f"{where}[]", one["items"], described, names)


def _answer(
    where: str, schema: Mapping[str, Any], described: Mapping[str, Any], seen: tuple[str, ...]
) -> Iterator[str]:
    for one, names in _forms(schema, described, seen):
        if "type" in one:
            yield f"gives {where}: {one['type']}"
        for name, inner in one.get("properties", {}).items():
            yield from _answer(f"{where}.{name}", inner, described, names)
        if "items" in one:
            yield from _answer(f"{where}[]", one["items"], described, names)


def _forms(
    schema: Mapping[str, Any], described: Mapping[str, Any], seen: tuple[str, ...]
) -> Iterator[tuple[Mapping[str, Any], tuple[str, ...]]]:
    """The schema, or each that it may be; a name within itself is looked at once."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name not in seen:
            yield from _forms(described["components"]["schemas"][name], described, (*seen, name))
        return
    alternatives = [one for one in (*schema.get("anyOf", ()), *schema.get("oneOf", ())) if one.keys() != {"required"}]
    if "type" in schema or not alternatives:
        yield schema, seen
    for one in alternatives if "type" not in schema else ():
        yield from _forms(one, described, seen)


def main() -> None:
    """Writes the file, unless something would be taken back."""
    known = FILE.read_text().splitlines()
    now = promises(json.loads(DESCRIPTION.read_text()))
    if gone := taken_back(known, now):
        sys.exit("these were promised, or are demanded now:\n" + "\n".join(sorted(gone)))
    FILE.write_text("\n".join(sorted(now)) + "\n")


if __name__ == "__main__":
    main()
