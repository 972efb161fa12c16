"""What every AuditLog does."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from shared.adapters.dynamodb_audit import DynamoAudit
from shared.adapters.dynamodb_table import Delete, DynamoTable, Key, Update
from shared.domain.audit import Deed
from shared.domain.audit_chain import verify
from shared.domain.errors import InvalidRequest
from shared.ports import AuditLog
from tests.builders import ORGANISATION, at
from tests.contract.aws import client, new_table
from tests.contract.conftest import LEGS, endpoint_of
from tests.fakes import MemoryAudit


@pytest.fixture(params=LEGS)
def audit(request: pytest.FixtureRequest) -> Iterator[AuditLog]:
    if request.param == "fake":
        yield MemoryAudit()
        return
    with client("dynamodb", endpoint_of(request)) as dynamodb:
        yield DynamoAudit(new_table(dynamodb, time.sleep))


def deed(number: int = 0, actor: str = "operator") -> Deed:
    return Deed(at=at(number), actor=actor, action="interview.erased", objects=(f"int_{number}",), request_id="r1")


class TestAudit:
    def test_entries_come_back_in_order_and_the_chain_is_whole(self, audit: AuditLog) -> None:
        written = [audit.append(ORGANISATION, deed(number)) for number in range(5)]
        assert list(audit.entries(ORGANISATION)) == written
        assert [entry.sequence for entry in written] == [1, 2, 3, 4, 5]
        assert verify(audit.entries(ORGANISATION), audit.head(ORGANISATION)).is_whole

    def test_of_an_organisation_without_any(self, audit: AuditLog) -> None:
        assert verify(audit.entries("nobody"), audit.head("nobody")).is_whole
        assert audit.page("nobody", limit=10).items == ()

    def test_each_organisation_has_a_chain_of_its_own(self, audit: AuditLog) -> None:
        audit.append(ORGANISATION, deed(1))
        other = audit.append("other", deed(2))
        assert other.sequence == 1
        assert [entry.objects for entry in audit.entries(ORGANISATION)] == [("int_1",)]

    def test_pages_are_newest_first(self, audit: AuditLog) -> None:
        for number in range(1, 6):
            audit.append(ORGANISATION, deed(number))
        seen, cursor = [], None
        while True:
            page = audit.page(ORGANISATION, limit=2, cursor=cursor)
            seen.append([entry.sequence for entry in page.items])
            cursor = page.cursor
            if cursor is None:
                break
            audit.append(ORGANISATION, deed(9))  # what comes meanwhile moves nothing
        assert seen == [[5, 4], [3, 2], [1]]

    @pytest.mark.parametrize("cursor", ["x", "-1", "0", "1" * 13, "½"])
    def test_a_cursor_that_is_not_ours(self, audit: AuditLog, cursor: str) -> None:
        with pytest.raises(InvalidRequest):
            audit.page(ORGANISATION, limit=2, cursor=cursor)

    def test_many_at_once_make_one_chain(self, audit: AuditLog) -> None:
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(lambda number: audit.append(ORGANISATION, deed(number)), range(18)))
        assert verify(audit.entries(ORGANISATION), audit.head(ORGANISATION)).model_dump() == {
            "entries": 18,
            "broken_at": None,
        }

    def test_what_was_noted_is_found_in_the_chain(self, audit: AuditLog) -> None:
        audit.append(ORGANISATION, deed(1))
        for number in range(2, 70):
            audit.note(ORGANISATION, deed(number))
        audit.note("other", deed(1))
        assert [entry.objects for entry in audit.page(ORGANISATION, limit=2).items] == [("int_69",), ("int_68",)]
        audit.note(ORGANISATION, deed(70))
        audit.append(ORGANISATION, deed(71))
        entries = list(audit.entries(ORGANISATION))
        assert [entry.objects for entry in entries] == [(f"int_{number}",) for number in range(1, 72)]
        assert verify(entries, audit.head(ORGANISATION)).is_whole
        assert [entry.sequence for entry in audit.entries("other")] == [1]

    def test_who_waits_for_a_page_settles_so_many(self, audit: AuditLog, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("shared.adapters.dynamodb_audit_notes.AT_ONCE", 30)
        for number in range(65):
            audit.note(ORGANISATION, deed(number))
        first = audit.page(ORGANISATION, limit=1).items[0].sequence
        assert first == (65 if isinstance(audit, MemoryAudit) else 30)
        assert len(list(audit.entries(ORGANISATION))) == 65

    def test_many_who_note_append_and_read_at_once_make_one_chain(self, audit: AuditLog) -> None:
        def some(number: int) -> None:
            if number % 3 == 0:
                audit.append(ORGANISATION, deed(number))
            elif number % 3 == 1:
                audit.note(ORGANISATION, deed(number))
            else:
                audit.page(ORGANISATION, limit=5)

        with ThreadPoolExecutor(6) as pool:
            list(pool.map(some, range(24)))
        entries = list(audit.entries(ORGANISATION))
        assert sorted(entry.objects for entry in entries) == sorted((f"int_{n}",) for n in range(24) if n % 3 < 2)
        assert verify(entries, audit.head(ORGANISATION)).is_whole

    def test_what_was_kept_long_enough_is_let_go_of_and_the_rest_is_whole(self, audit: AuditLog) -> None:
        for number in range(1, 6):
            audit.append(ORGANISATION, deed(number))
        assert audit.let_go(ORGANISATION, at(3), at(6)) == 2
        assert audit.let_go(ORGANISATION, at(3), at(6)) == 0
        *kept, trimming = audit.entries(ORGANISATION)
        assert [entry.sequence for entry in kept] == [3, 4, 5]
        assert (trimming.action, trimming.objects, trimming.at) == ("audit.trimmed", ("entry-2",), at(6))
        head, start = audit.head(ORGANISATION), audit.start(ORGANISATION)
        assert verify(audit.entries(ORGANISATION), head, start).is_whole
        assert verify(audit.entries(ORGANISATION), head).broken_at == 1
        page = audit.page(ORGANISATION, limit=3)
        assert [entry.sequence for entry in page.items] == [6, 5, 4]
        last = audit.page(ORGANISATION, limit=3, cursor=page.cursor)
        assert ([entry.sequence for entry in last.items], last.cursor) == ([3], None)

    def test_the_newest_entry_stays(self, audit: AuditLog) -> None:
        for number in range(1, 4):
            audit.append(ORGANISATION, deed(number))
        assert audit.let_go(ORGANISATION, at(99), at(99)) == 2
        assert [entry.sequence for entry in audit.entries(ORGANISATION)] == [3, 4]
        assert audit.let_go("nobody", at(99), at(99)) == 0


class TestTampering:
    """Somebody writes to the table itself."""

    @pytest.fixture
    def table(self, dynamodb: Any) -> DynamoTable:
        table = new_table(dynamodb)
        for number in range(4):
            DynamoAudit(table).append(ORGANISATION, deed(number))
        return table

    def broken_at(self, table: DynamoTable) -> int | None:
        audit = DynamoAudit(table)
        found = verify(audit.entries(ORGANISATION), audit.head(ORGANISATION), audit.start(ORGANISATION))
        return found.broken_at

    def key(self, number: int) -> Key:
        return Key(f"ORG#{ORGANISATION}#AUDIT", f"ENTRY#{number:012d}")

    def test_of_a_field(self, table: DynamoTable) -> None:
        table.write(Update(self.key(2), "SET #actor = :actor", values={"actor": "key_9"}))
        assert self.broken_at(table) == 2

    @pytest.mark.parametrize("number", [1, 3, 4])
    def test_by_removing_an_entry(self, table: DynamoTable, number: int) -> None:
        table.transact([Delete(self.key(number))])
        assert self.broken_at(table) == number
