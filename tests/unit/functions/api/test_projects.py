"""Projects with their parts and findings, and job descriptions, by the API."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from shared.domain.finding import Finding, FindingKind
from shared.domain.limits import MAX_QUESTIONS
from tests.builders import ORGANISATION, interview, principal
from tests.fakes import MemoryFindings, MemoryInterviews
from tests.unit.functions.api.door import Door, key

pytestmark = pytest.mark.loopback
PROJECTS, JOBS, GUIDES = "/api/v1/projects", "/api/v1/job-descriptions", "/api/v1/call-guides"
PROJECT = {"name": "Shifts", "questions": [{"text": "Why?"}], "personas": [{"name": "Nurse", "description": "nights"}]}
JOB = {"title": "Baker", "difficulty": "senior", "custom_questions": ["Rye or wheat?"]}
WHY = {"text": "Why?", "kind": "research", "required_data": ["team size"]}
GUIDE = {"title": "Nights", "sections": [{"title": "Start", "minutes": 5, "questions": [WHY, WHY]}]}
KINDS = pytest.mark.parametrize(
    ("path", "body", "change"),
    [
        (PROJECTS, PROJECT, {"name": "Nights"}),
        (JOBS, JOB, {"title": "Head baker"}),
        (GUIDES, GUIDE, {"title": "Days"}),
    ],
)


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def api(door: Door) -> Iterator[TestClient]:
    with door.client() as client:
        yield client


def make(api: TestClient, path: str, body: dict[str, Any]) -> Any:
    made = api.post(path, json=body, headers=key())
    assert made.status_code == 201, made.text
    return made


def seen(version: int) -> dict[str, str]:
    return {"If-Match": f'"v{version}"'}


@KINDS
class TestEach:
    def test_made_read_changed_removed(
        self, api: TestClient, path: str, body: dict[str, Any], change: dict[str, str]
    ) -> None:
        made = make(api, path, body)
        where = made.headers["location"]
        assert made.headers["etag"] == '"v1"'
        assert api.get(where).json() == made.json()
        changed = api.patch(where, json=change, headers=seen(1))
        assert (changed.status_code, changed.headers["etag"]) == (200, '"v2"')
        assert changed.json() == made.json() | change
        assert api.delete(where, headers=seen(2)).status_code == 204
        assert api.get(where).status_code == 404

    def test_a_change_says_what_was_seen(
        self, api: TestClient, path: str, body: dict[str, Any], change: dict[str, str]
    ) -> None:
        where = make(api, path, body).headers["location"]
        for method, sent in (("PATCH", change), ("DELETE", None)):

            def send(headers: dict[str, str], method: str = method, sent: Any = sent) -> Any:
                return api.request(method, where, json=sent, headers=headers)

            assert (send({}).status_code, send({}).json()["code"]) == (428, "version-missing")
            assert send(seen(2)).status_code == 412
            assert send({"If-Match": "*"}).status_code == 400
        assert api.get(where).headers["etag"] == '"v1"'

    def test_a_repeat_makes_nothing_again(
        self, api: TestClient, path: str, body: dict[str, Any], change: dict[str, str]
    ) -> None:
        headers = key("once")
        first, again = (api.post(path, json=body, headers=headers) for _ in range(2))
        assert (again.status_code, again.json()) == (201, first.json())
        assert again.headers["idempotent-replayed"] == "true"
        assert len(api.get(path).json()["items"]) == 1

    def test_pages(self, api: TestClient, path: str, body: dict[str, Any], change: dict[str, str]) -> None:
        made = {make(api, path, body).json()["id"] for _ in range(5)}
        found, cursor = [], None
        for _ in range(4):
            page = api.get(path, params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
            found += [item["id"] for item in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert sorted(found) == sorted(made)

    def test_of_another_organisation_there_is_none(
        self, door: Door, api: TestClient, path: str, body: dict[str, Any], change: dict[str, str]
    ) -> None:
        where = make(api, path, body).headers["location"]
        door.caller = principal(organisation_id="other")
        nothing = api.get(f"{path}/nothing").json()
        answers = [api.get(where), api.patch(where, json=change, headers=seen(1)), api.delete(where, headers=seen(1))]
        assert [answer.status_code for answer in answers] == [404] * 3
        assert all(answer.json()["detail"] == nothing["detail"] for answer in answers)
        assert api.get(path).json()["items"] == []


class TestParts:
    @pytest.mark.parametrize(
        ("parts", "body", "change"),
        [
            ("questions", {"text": "How?"}, {"text": "How so?"}),
            ("personas", {"name": "Porter", "description": "days"}, {"description": "and nights"}),
        ],
    )
    def test_added_changed_removed(
        self, api: TestClient, parts: str, body: dict[str, str], change: dict[str, str]
    ) -> None:
        where = f"{make(api, PROJECTS, PROJECT).headers['location']}/{parts}"
        added = api.post(where, json=body, headers=key())
        assert (added.status_code, added.headers["etag"]) == (201, '"v2"')
        assert [item["id"] for item in api.get(where).json()["items"]][-1] == added.json()["id"]
        one = f"{where}/{added.json()['id']}"
        changed = api.patch(one, json=change, headers=seen(2))
        assert changed.json() == added.json() | change
        assert api.get(one).json() == changed.json()
        assert api.patch(one, json=change, headers=seen(2)).status_code == 412
        assert api.delete(one, headers=seen(3)).status_code == 204
        assert api.get(one).status_code == 404

    def test_a_repeat_adds_nothing(self, api: TestClient) -> None:
        where = f"{make(api, PROJECTS, PROJECT).headers['location']}/questions"
        headers = key("once")
        first, again = (api.post(where, json={"text": "How?"}, headers=headers) for _ in range(2))
        assert again.json() == first.json()
        assert len(api.get(where).json()["items"]) == 2

    def test_as_many_as_a_project_holds_and_no_more(self, api: TestClient) -> None:
        full = PROJECT | {"questions": [{"text": "Why?"}] * (MAX_QUESTIONS - 1)}
        where = f"{make(api, PROJECTS, full).headers['location']}/questions"
        assert api.post(where, json={"text": "One more?"}, headers=key()).status_code == 201
        refused = api.post(where, json={"text": "And one?"}, headers=key())
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/questions")

    def test_a_project_with_interviews_stays(self, door: Door, api: TestClient) -> None:
        made = make(api, PROJECTS, PROJECT)
        used = interview(organisation_id=door.caller.organisation_id, project_id=made.json()["id"])  # type: ignore[union-attr]
        MemoryInterviews(door.memory).create_interview(used)
        refused = api.delete(made.headers["location"], headers=seen(1))
        assert (refused.status_code, refused.json()["code"]) == (409, "project-in-use")


class TestGuides:
    def test_each_question_has_an_id_of_its_own(self, api: TestClient) -> None:
        named = WHY | {"id": "q1"}
        sections = [{"title": "A", "questions": [named, WHY]}, {"title": "B", "questions": [named]}]
        made = make(api, GUIDES, GUIDE | {"sections": sections}).json()
        ids = [[question["id"] for question in section["questions"]] for section in made["sections"]]
        assert ids == [["q1", "q2"], ["q3"]]
        again = api.patch(f"{GUIDES}/{made['id']}", json={"sections": made["sections"]}, headers=seen(1))
        assert again.json()["sections"] == made["sections"]

    def test_as_many_questions_as_a_plan_holds_and_no_more(self, api: TestClient) -> None:
        part = {"title": "A", "questions": [WHY] * 25}
        made = make(api, GUIDES, GUIDE | {"sections": [part, part]})
        more = [part, part, {"title": "B", "questions": [WHY]}]
        refused = api.patch(made.headers["location"], json={"sections": more}, headers=seen(1))
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/sections")
        assert api.post(GUIDES, json=GUIDE | {"sections": more}, headers=key()).status_code == 422

    def test_more_text_than_an_item_holds_is_refused(self, api: TestClient) -> None:
        long = WHY | {"good_answer": ["x" * 2000] * 8}
        refused = api.post(GUIDES, json=GUIDE | {"sections": [{"title": "A", "questions": [long] * 20}]}, headers=key())
        assert refused.json()["errors"] == [
            {"pointer": "/sections", "detail": "has questions of more than 262144 bytes, with all that belongs to them"}
        ]


class TestFindings:
    @pytest.fixture
    def where(self, door: Door, api: TestClient) -> str:
        made = make(api, PROJECTS, PROJECT)
        held = interview(project_id=made.json()["id"])
        for kind in FindingKind:
            found = [Finding(id=f"int_1_{n}", interview_id="int_1", heard_name=f"{kind} {n}") for n in (1, 2, 3)]
            MemoryFindings(door.memory).replace(held, kind, found)
        return str(made.headers["location"])

    @pytest.mark.parametrize("kind", ["people", "themes"])
    def test_are_renamed_and_merged(self, api: TestClient, where: str, kind: str) -> None:
        items = api.get(f"{where}/{kind}").json()["items"]
        assert [item["id"] for item in items] == ["int_1_1", "int_1_2", "int_1_3"]
        named = api.patch(f"{where}/{kind}/int_1_1", json={"name": "Better"}, headers=seen(1))
        assert (named.json()["name"], named.json()["heard_name"]) == ("Better", items[0]["heard_name"])
        merged = api.patch(f"{where}/{kind}/int_1_2", json={"merged_into": "int_1_1"}, headers=seen(1))
        assert merged.json()["merged_into"] == "int_1_1"
        parted = api.patch(f"{where}/{kind}/int_1_2", json={"merged_into": None}, headers=seen(2))
        assert api.get(f"{where}/{kind}/int_1_2").json() == parted.json()
        assert parted.json()["merged_into"] is None

    @pytest.mark.parametrize("into", ["int_1_2", "int_1_3", "nothing"])
    def test_nothing_goes_round_in_a_circle(self, api: TestClient, where: str, into: str) -> None:
        api.patch(f"{where}/people/int_1_3", json={"merged_into": "int_1_2"}, headers=seen(1))
        refused = api.patch(f"{where}/people/int_1_2", json={"merged_into": into}, headers=seen(1))
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/merged_into")

    def test_of_another_organisation_there_is_none(self, door: Door, api: TestClient, where: str) -> None:
        door.caller = principal(organisation_id="other")
        paths = [f"{where}/people", f"{where}/themes", f"{where}/people/int_1_1", f"{where}/questions"]
        assert [api.get(path).status_code for path in paths] == [404] * 4
        assert ORGANISATION != "other"
