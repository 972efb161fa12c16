"""Addresses in answers are whole: below the path of a stage, and where the API has a domain of its own."""

from typing import Any

import pytest

from tests.unit.functions.api.door import Door, key

pytestmark = pytest.mark.loopback
PLACES = {"https://{api_id}.example.org/prod": "https://abc.example.org/prod", "https://api.example.com": None}


@pytest.fixture(params=PLACES)
def placed(request: pytest.FixtureRequest) -> tuple[Door, str]:
    """The API, and where it is seen."""
    door = Door()
    app = door.app()
    vars(app.state.root())["public_url"] = request.param
    return door, PLACES[request.param] or request.param


def ask(placed: tuple[Door, str], method: str, path: str, **how: Any) -> Any:
    door, public_url = placed
    app = door.app()
    vars(app.state.root())["public_url"] = public_url
    with door.client(app) as api:
        return api.request(method, path, **how)


def test_what_was_made_is_at_its_location(placed: tuple[Door, str]) -> None:
    made = ask(placed, "POST", "/api/v1/projects", json={"name": "n"}, headers=key())
    location = made.headers["location"]
    assert location == f"{placed[1]}/api/v1/projects/{made.json()['id']}"
    assert ask(placed, "GET", location.removeprefix(placed[1])).status_code == 200


@pytest.mark.parametrize(("path", "code"), [("/api/v1/interviews/int_9", "unknown-interview"), ("/x", "not-found")])
def test_a_problem_s_type_leads_to_what_helps(placed: tuple[Door, str], path: str, code: str) -> None:
    refused = ask(placed, "GET", path).json()
    assert refused["type"] == f"{placed[1]}/problems/{code}"
    meant = ask(placed, "GET", refused["type"].removeprefix(placed[1])).json()
    assert (meant["code"], meant["remedy"]) == (code, refused["remedy"])


def test_what_is_wrong_is_said_even_where_nobody_knows_the_address() -> None:
    app = Door().own_app()

    def broken() -> Any:
        raise KeyError("settings")

    app.state.root = broken
    with Door().client(app) as api:
        answer = api.get("/api/v1/interviews")
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/internal-error")
