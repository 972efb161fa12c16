"""What every FindingStore does: what interviews have yielded, side by side in their project."""

from collections.abc import Iterator
from typing import Any

import pytest

from shared.adapters.dynamodb_findings import DynamoFindings, ErasableFindings
from shared.adapters.dynamodb_keys import findings_of
from shared.domain.errors import UnknownItem
from shared.domain.finding import Finding, FindingKind
from shared.domain.interview import Interview
from shared.ports import FindingStore
from tests.builders import INTERVIEW, ORGANISATION, interview
from tests.contract.aws import client, new_table
from tests.contract.conftest import LEGS, endpoint_of
from tests.fakes import Memory, MemoryFindings

PERSON, THEME = FindingKind.PERSON, FindingKind.THEME
PROJECT = interview().project_id


@pytest.fixture(params=LEGS)
def findings(request: pytest.FixtureRequest) -> Iterator[FindingStore]:
    if request.param == "fake":
        yield MemoryFindings(Memory())
        return
    with client("dynamodb", endpoint_of(request)) as dynamodb:
        yield DynamoFindings(new_table(dynamodb))


def found(name: str, number: int = 1, of: str = "int_1") -> Finding:
    return Finding(id=f"{of}_person-{number}", interview_id=of, heard_name=name)


def one(number: int) -> Interview:
    return interview(INTERVIEW.model_copy(update={"interview_id": f"int_{number}"}))


def names(findings: FindingStore, kind: FindingKind = PERSON, organisation_id: str = ORGANISATION) -> list[str | None]:
    page = findings.of(PROJECT, kind).page(organisation_id, limit=100, cursor=None)
    return [item.name or item.heard_name for item in page.items]


def test_a_project_shows_those_of_all_its_interviews(findings: FindingStore) -> None:
    findings.replace(one(1), PERSON, [found("Ann"), found("Bob", 2)])
    findings.replace(one(2), PERSON, [found("Cem", of="int_2")])
    findings.replace(one(1), THEME, [found("Time")])
    assert names(findings) == ["Ann", "Bob", "Cem"]
    assert names(findings, THEME) == ["Time"]
    assert names(findings, organisation_id="other") == []


def test_what_a_later_run_did_not_find_is_gone_and_others_stay(findings: FindingStore) -> None:
    findings.replace(one(1), PERSON, [found("Ann"), found("Bob", 2)])
    findings.replace(one(11), PERSON, [found("Dora", of="int_11")])
    findings.replace(one(1), PERSON, [found("Anna")])
    assert names(findings) == ["Dora", "Anna"]  # by id, in which "int_11_" comes before "int_1_"


def test_what_a_human_changed_stays(findings: FindingStore) -> None:
    findings.replace(one(1), PERSON, [found("Ann"), found("Bob", 2)])
    people = findings.of(PROJECT, PERSON)
    ann = people.get(ORGANISATION, found("").id)
    people.change(ORGANISATION, ann.changed({"name": "Ann Example", "merged_into": found("", 2).id}, seen=1))
    findings.replace(one(1), PERSON, [found("Anne"), found("Bob", 2)])
    again = people.get(ORGANISATION, ann.id)
    assert (again.heard_name, again.name, again.merged_into) == ("Anne", "Ann Example", found("", 2).id)
    assert again.version == 3


def test_a_repeat_changes_nothing(findings: FindingStore) -> None:
    for _ in range(2):
        findings.replace(one(1), PERSON, [found("Ann")])
    assert findings.of(PROJECT, PERSON).get(ORGANISATION, found("").id).version == 1


def test_very_many(findings: FindingStore) -> None:
    findings.replace(one(1), PERSON, [found(str(number), number) for number in range(95)])
    assert len(names(findings)) == 95
    findings.replace(one(1), PERSON, [])
    assert names(findings) == []


@pytest.mark.parametrize("wrong", ["nothing", "int_1_person-2"])
def test_one_that_is_not_there(findings: FindingStore, wrong: str) -> None:
    findings.replace(one(1), PERSON, [found("Ann")])
    with pytest.raises(UnknownItem):
        findings.of(PROJECT, PERSON).get(ORGANISATION, wrong)


def test_an_erasure_takes_those_of_its_interview(dynamodb: Any) -> None:
    table = new_table(dynamodb)
    store = DynamoFindings(table)
    store.replace(one(1), PERSON, [found("Ann")])
    store.replace(one(1), THEME, [found("Time")])
    store.replace(one(11), PERSON, [found("Dora", of="int_11")])
    assert ErasableFindings(table).erase(one(1).key, limit=10) == {"finding": 2}
    assert [item["heardName"] for item in table.query(findings_of(ORGANISATION, PROJECT))] == ["Dora"]
    assert ErasableFindings(table).erase(one(1).key, limit=10) == {}
