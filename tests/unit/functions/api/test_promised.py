"""Version 1 of the API only ever grows: what was promised is held, and nothing more is demanded."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.promised import DESCRIPTION, FILE, promises, taken_back

DESCRIBED: dict[str, Any] = json.loads(DESCRIPTION.read_text())
KNOWN = FILE.read_text().splitlines()
SCHEDULE, PROJECTS = "/api/v1/interviews/schedule", "/api/v1/projects"


def test_nothing_is_taken_back_and_nothing_more_demanded() -> None:
    assert taken_back(KNOWN, promises(DESCRIBED)) == set()


def test_what_is_new_is_on_record() -> None:
    """`python -m tests.promised` puts it there."""
    assert sorted(promises(DESCRIBED)) == KNOWN
    assert len(KNOWN) > 1000


def drop_an_answer(described: dict[str, Any]) -> None:
    del described["components"]["schemas"]["Scheduled"]["properties"]["interview_url"]


def need_more(described: dict[str, Any]) -> None:
    described["components"]["schemas"]["ProjectRequest"]["required"].append("questions")


def forget_a_route(described: dict[str, Any]) -> None:
    del described["paths"][PROJECTS]["get"]


def need_a_header(described: dict[str, Any]) -> None:
    header = {"in": "header", "name": "X-New", "required": True, "schema": {"type": "string"}}
    described["paths"][PROJECTS]["get"]["parameters"].append(header)


def give_another_type(described: dict[str, Any]) -> None:
    described["components"]["schemas"]["ProjectShape"]["properties"]["name"] = {"type": "integer"}


def take_no_such_value(described: dict[str, Any]) -> None:
    described["components"]["schemas"]["Tier"]["enum"].remove("essential")


BREAKING: dict[Callable[[dict[str, Any]], None], str] = {
    drop_an_answer: f"POST {SCHEDULE} gives 202.interview_url: string",
    need_more: f"POST {PROJECTS} needs body.questions",
    forget_a_route: f"GET {PROJECTS} is there",
    need_a_header: f"GET {PROJECTS} needs header X-New",
    give_another_type: f"GET {PROJECTS} gives 200.items[].name: string",
    take_no_such_value: f"POST {SCHEDULE} takes body.tier=essential",
}


@pytest.mark.parametrize(("breaks", "line"), BREAKING.items())
def test_what_breaks_a_client_is_seen(breaks: Callable[[dict[str, Any]], None], line: str) -> None:
    described = copy.deepcopy(DESCRIBED)
    breaks(described)
    assert line in taken_back(KNOWN, promises(described))


def test_what_is_added_breaks_nobody() -> None:
    described = copy.deepcopy(DESCRIBED)
    schemas = described["components"]["schemas"]
    schemas["New"] = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
    schemas["ProjectRequest"]["properties"]["new"] = {"$ref": "#/components/schemas/New"}
    schemas["ProjectShape"]["properties"]["new"] = {"type": "string"}
    described["paths"]["/api/v1/new"] = {"post": described["paths"][PROJECTS]["post"]}
    assert promises(described) > set(KNOWN)
    assert taken_back(KNOWN, promises(described)) == set()
