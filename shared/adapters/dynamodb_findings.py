"""What interviews have yielded, by project, in the table."""

from collections.abc import Iterator, Mapping, Sequence

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_resources import DynamoResources, Kind
from shared.adapters.dynamodb_table import ConditionFailed, Delete, DynamoTable, Key, Put
from shared.adapters.dynamodb_writes import transactions
from shared.domain.errors import UnknownItem
from shared.domain.finding import Finding, FindingKind
from shared.domain.interview import Interview
from shared.domain.interview_key import InterviewKey
from shared.domain.value import Value

NEW = "attribute_not_exists(pk)"
STANDS = "#version = :seen"


class FindingsLink(Value):
    """Says that an interview has findings in a project."""

    project_id: str


class DynamoFindings:
    """Implements `FindingStore`."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def of(self, project_id: str, kind: FindingKind) -> DynamoResources[Finding]:
        return DynamoResources(self._table, _kind(project_id, kind))

    def replace(self, interview: Interview, kind: FindingKind, found: Sequence[Finding]) -> None:
        # First the link, then what it leads to: an erasure in between finds all of it.
        link = FindingsLink(project_id=interview.project_id)
        self._table.write(
            Put(keys.item_of(keys.findings_link(interview.key, interview.project_id), link, "FINDINGS_LINK"))
        )
        self._table.patiently(lambda: self._replace_once(interview, kind, found), "others kept changing the findings")

    def _replace_once(self, interview: Interview, kind: FindingKind, found: Sequence[Finding]) -> bool | None:
        """None when somebody changed one of them meanwhile."""
        where, owner = _kind(interview.project_id, kind), interview.organisation_id
        first = where.key(owner, f"{interview.id}_")
        before = {item["id"]: keys.value_of(item, Finding) for item in self._table.query(first.pk, first.sk)}
        writes: list[Put | Delete] = [*_puts(where, owner, before, found), *_deletes(where, owner, before, found)]
        try:
            for together in transactions(writes):
                self._table.transact(together)
        except ConditionFailed:
            return None
        return True


def _puts(where: Kind[Finding], owner: str, before: Mapping[str, Finding], found: Sequence[Finding]) -> Iterator[Put]:
    for one in found:
        known = before.get(one.id)
        now = known.found_again(one) if known else one
        if now is not known:
            item = keys.item_of(where.key(owner, one.id), now, where.entity)
            yield Put(item, STANDS, {"seen": known.version}) if known else Put(item, NEW)


def _deletes(
    where: Kind[Finding], owner: str, before: Mapping[str, Finding], found: Sequence[Finding]
) -> Iterator[Delete]:
    for gone in sorted(before.keys() - {one.id for one in found}):
        yield Delete(where.key(owner, gone), STANDS, {"seen": before[gone].version})


class ErasableFindings:
    """Implements `Erasable`: what an interview has shown in its projects."""

    where = "findings"

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def erase(self, key: InterviewKey, *, limit: int) -> Mapping[str, int]:
        del limit  # a project shows some dozens of an interview at most
        found = [place for link in self._links(key) for place in self._places(key, link.project_id)]
        for together in transactions(map(Delete, found)):
            self._table.transact(together)
        return {"finding": len(found)} if found else {}

    def _links(self, key: InterviewKey) -> list[FindingsLink]:
        links = self._table.query(keys.partition_of(key), "FINDINGS#")
        return [keys.value_of(link, FindingsLink) for link in links]

    def _places(self, key: InterviewKey, project_id: str) -> Iterator[Key]:
        for kind in FindingKind:
            first = _kind(project_id, kind).key(key.organisation_id, f"{key.interview_id}_")
            for item in self._table.query(first.pk, first.sk):
                yield Key(item["pk"], item["sk"])


def _kind(project_id: str, kind: FindingKind) -> Kind[Finding]:
    def partition(organisation_id: str) -> str:
        return keys.findings_of(organisation_id, project_id)

    return Kind(Finding, kind.upper(), partition, lambda: UnknownItem("there is no such finding", field="id"))
