"""The collection for Bruno is what the description says: `python -m tests.bruno_collection` writes it."""

import json
import re

import pytest

from tests.bruno_collection import DESCRIPTION, FOLDER, METHODS, collection

FILES = collection()
REQUESTS = {name: text for name, text in FILES.items() if "\n  type: http\n" in text}


def test_what_is_committed_is_what_is_made() -> None:
    committed = {str(path.relative_to(FOLDER)): path.read_text() for path in FOLDER.rglob("*") if path.is_file()}
    assert committed == FILES


def test_every_operation_has_a_request_of_its_own() -> None:
    described = json.loads(DESCRIPTION.read_text())["paths"]
    operations = [(path, method) for path, item in described.items() for method in METHODS if method in item]
    assert len(REQUESTS) == len(operations)


@pytest.mark.parametrize("name", sorted(REQUESTS))
def test_every_variable_is_given_or_kept_from_an_answer(name: str) -> None:
    kept = re.findall(r"^  (\w+): res\.", "".join(FILES.values()), flags=re.M)
    given = re.findall(r"^  (\w+): ", FILES["environments/local.bru"], flags=re.M)
    used = set(re.findall(r"\{\{(\w+)\}\}", REQUESTS[name]))
    assert used <= {*kept, *given, "etag", "api_key"}


@pytest.mark.parametrize("name", sorted(name for name, text in REQUESTS.items() if "body:json" in text))
def test_every_body_is_json(name: str) -> None:
    [body] = re.findall(r"^body:json \{\n(.*?)^\}$", REQUESTS[name], flags=re.M | re.S)
    assert isinstance(json.loads(body), dict)


@pytest.mark.parametrize("name", sorted(REQUESTS))
def test_what_takes_away_is_marked(name: str) -> None:
    assert ("\ndelete {\n" in REQUESTS[name]) == ("  erases\n" in REQUESTS[name])
