"""A collection for Bruno, a client of HTTP APIs: `python -m tests.bruno_collection` writes it from the description.

One request an operation. What a request makes is kept in a variable, which the others use.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[1] / "docs"
DESCRIPTION = DOCS / "openapi.json"
FOLDER = DOCS / "bruno"
LINK = "candidateLink"
BEGINNING = "projects"  # all else is about one
METHODS = ("get", "post", "put", "patch", "delete")
BASE = "http://127.0.0.1:4566"
# Where an answer has what other requests name.
KEPT = {
    "scheduleInterview": {"interview_id": "res.body.interview_id", "token": 'res.body.interview_url.split("/").pop()'},
    "startSession": {"speech_token": 'res.body.interviewer_response.audio_url?.split("/").pop()'},
    "createProject": {"project_id": "res.body.id"},
    "addQuestion": {"question_id": "res.body.id"},
    "addPersona": {"persona_id": "res.body.id"},
    "createJobDescription": {"job_id": "res.body.id"},
    "createCallGuide": {"guide_id": "res.body.id"},
    "createWebhook": {"endpoint_id": "res.body.id"},
    "listDeliveries": {"delivery_id": "res.body.items[0]?.id"},
    "listPeople": {"person_id": "res.body.items[0]?.id"},
    "listThemes": {"theme_id": "res.body.items[0]?.id"},
}
# One name in the addresses, two kinds of things.
VARIABLES = {
    "speech/{token}": "speech_token",
    "questions/{part_id}": "question_id",
    "personas/{part_id}": "persona_id",
    "people/{finding_id}": "person_id",
    "themes/{finding_id}": "theme_id",
}
KNOWN = {
    "url": BASE,
    "receiver": "http://127.0.0.1:8787/parley",
    "code": "unknown-interview",
    "run": "1",
    "number": "1",
}
KEEP_ETAG = """script:post-response {
  const tag = res.getHeader("etag");
  if (tag) bru.setVar("etag", tag);
}
"""
ABOUT = """\
Made from ../openapi.json. Choose the environment `local`, set `url` to what `parley status` calls the API, and
`api_key` to a key (`parley keys create`). Begin with `Create project`: what a request makes, the others use.
A change wants the version that you have seen: send the Get before it, and its ETag is kept.
`bru run -r --env local --exclude-tags erases` runs all that takes nothing away."""
GIVEN = {"project_id": "{{project_id}}", "url": "{{receiver}}"}
HEADERS = {"Idempotency-Key": "{{$guid}}", "If-Match": "{{etag}}"}
Operation = tuple[str, str, dict[str, Any]]


def collection() -> dict[str, str]:
    """All files by their path in the folder."""
    described = json.loads(DESCRIPTION.read_text())
    files = {"bruno.json": json.dumps({"version": "1", "name": "Parley", "type": "collection"}, indent=2) + "\n"}
    files["collection.bru"] = "\n".join([_key(), KEEP_ETAG, _block("docs", ABOUT)])
    files["environments/local.bru"] = _block("vars", _pairs(KNOWN)) + "vars:secret [\n  api_key\n]\n"
    tags = sorted((tag["name"] for tag in described["tags"]), key=lambda tag: tag != BEGINNING)
    for number, tag in enumerate(tags, 1):
        files[f"{_folder(tag)}/folder.bru"] = _block("meta", _pairs({"name": tag.capitalize(), "seq": str(number)}))
    for number, (path, method, operation) in enumerate(_in_order(described), 1):
        name = f"{_folder(operation['tags'][-1])}/{operation['summary']}.bru"
        files[name] = _request(number, path, method, operation, described)
    return files


def _folder(tag: str) -> str:
    return tag.replace(" ", "-")


def _in_order(described: Mapping[str, Any]) -> list[Operation]:
    """As described, but what takes away comes last."""
    found = [(p, m, item[m]) for p, item in described["paths"].items() for m in METHODS if m in item]
    return sorted(found, key=lambda one: one[1] == "delete")


def _request(number: int, path: str, method: str, operation: dict[str, Any], described: Mapping[str, Any]) -> str:
    schemes, body = [name for one in operation["security"] for name in one], _body(method, operation, described)
    sends = {
        "url": _address(path),
        "body": "none" if body is None else "json",
        "auth": "bearer" if LINK in schemes else "inherit" if schemes else "none",
    }
    named = {parameter["name"]: parameter for parameter in operation.get("parameters", [])}
    parts = [
        _block("meta", _meta(number, method, operation)),
        _block(method, _pairs(sends)),
        _block("auth:bearer", _pairs({"token": "{{token}}"} if LINK in schemes else {})),
        _block("params:query", _pairs({f"~{n}": "" for n, one in named.items() if one["in"] == "query"})),
        _block("headers", _pairs({n: HEADERS[n] for n in HEADERS if n in named})),
        "" if body is None else _block("body:json", json.dumps(body, indent=2, ensure_ascii=False)),
        _block("vars:post-response", _pairs(KEPT.get(operation["operationId"], {}))),
        _block("docs", operation["description"]),
    ]
    return "\n".join(part for part in parts if part)


def _meta(number: int, method: str, operation: Mapping[str, Any]) -> str:
    fields = _pairs({"name": operation["summary"], "type": "http", "seq": str(number)})
    return f"{fields}\ntags: [\n  erases\n]" if method == "delete" else fields


def _address(path: str) -> str:
    for place, name in VARIABLES.items():
        path = path.replace(place, place.split("{", maxsplit=1)[0] + f"{{{name}}}")
    return "{{url}}" + re.sub(r"\{(\w+)\}", r"{{\1}}", path)


def _body(method: str, operation: Mapping[str, Any], described: Mapping[str, Any]) -> Any:
    """What the description shows, or what the request may say at least; None where it says nothing."""
    if "requestBody" not in operation:
        return None
    content = operation["requestBody"]["content"]["application/json"]
    if "examples" in content:
        return next(iter(content["examples"].values()))["value"]
    return _example(content["schema"], described, patch=method == "patch")


def _example(schema: Mapping[str, Any], described: Mapping[str, Any], name: str = "", *, patch: bool = False) -> Any:
    schema = _resolved(schema, described)
    if schema.get("type") == "object":
        wanted = set(_wanted(schema, patch=patch))
        known = {n: one for n, one in schema.get("properties", {}).items() if n in wanted}
        return {n: _example(one, described, n) for n, one in known.items()}
    if schema.get("type") == "array":
        return (
            [_example(schema["items"], described, name)] if schema.get("minItems") else schema.get("examples", [[]])[0]
        )
    return _plain(schema, name)


def _resolved(schema: Mapping[str, Any], described: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" in schema:
        named = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return _resolved(named, described)
    if "type" not in schema and {"anyOf", "oneOf"} & schema.keys():
        return _resolved((schema.get("anyOf") or schema["oneOf"])[0], described)
    return schema


def _wanted(schema: Mapping[str, Any], *, patch: bool) -> Iterator[str]:
    """What it must say, what has an example; of a change its first field."""
    yield from schema.get("required", [])
    yield from schema.get("anyOf", [{}])[0].get("required", [])
    properties = schema.get("properties", {})
    yield from [name for name, one in properties.items() if "examples" in one and not patch]
    yield from list(properties)[:1] if patch else []


def _plain(schema: Mapping[str, Any], name: str) -> Any:
    if name in GIVEN:
        return GIVEN[name]
    if "examples" in schema:
        return schema["examples"][0]
    if schema.get("enum"):
        return schema["enum"][0]
    return "2026-11-21T10:00:00Z" if schema.get("format") == "date-time" else "An example"


def _key() -> str:
    fields = {"key": "X-API-Key", "value": "{{api_key}}", "placement": "header"}
    return _block("auth", "mode: apikey") + "\n" + _block("auth:apikey", _pairs(fields))


def _pairs(fields: Mapping[str, str]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in fields.items())


def _block(name: str, text: str) -> str:
    """Bruno's way of writing: two spaces before each line. Nothing where there is nothing to say."""
    lines = "\n".join(f"  {line}".rstrip() for line in text.splitlines())
    return f"{name} {{\n{lines}\n}}\n" if text else ""


def main() -> None:
    """Writes the collection, and removes what is no longer of it."""
    files = collection()
    for known in [path for path in FOLDER.rglob("*") if path.is_file()]:
        if str(known.relative_to(FOLDER)) not in files:
            known.unlink()
    for name, text in files.items():
        (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_text(text)


if __name__ == "__main__":
    main()
