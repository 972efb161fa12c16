"""The chain: what follows from a deed, and that no tampering goes unseen."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.domain.audit import Deed, Outcome
from shared.domain.audit_chain import FIRST, AuditEntry, AuditHead, chain, head_of, verify
from shared.domain.limits import MAX_AUDIT_OBJECTS
from tests.builders import at


def deed(number: int = 0, **fields: Any) -> Deed:
    known: dict[str, Any] = {"at": at(number), "actor": "key_1", "action": "interview.erased", "objects": ("int_1",)}
    return Deed(**known | fields)


def written(count: int) -> list[AuditEntry]:
    head, entries = AuditHead(), []
    for number in range(count):
        entries.append(chain(deed(number), head))
        head = head_of(entries[-1])
    return entries


def test_the_first_entry_stands_on_nothing_and_each_next_one_on_the_one_before() -> None:
    first, second = written(2)
    assert (first.sequence, first.previous_hash) == (1, FIRST)
    assert (second.sequence, second.previous_hash) == (2, first.hash)


def test_the_hash_is_pinned() -> None:
    """Whoever changes how it is made breaks every chain that is kept."""
    assert chain(deed(), AuditHead()).hash == "08941b50956bba60814906e235b9740bac7f985d1ee575f61f18a002d8cfd65b"


def test_comes_back_from_the_wire_with_the_same_hash() -> None:
    entry = chain(deed(request_id="req-1", outcome=Outcome.REFUSED), AuditHead())
    assert verify([AuditEntry.model_validate(entry.model_dump(mode="json", by_alias=True))], head_of(entry)).is_whole


def test_a_whole_chain() -> None:
    entries = written(5)
    assert verify(entries, head_of(entries[-1])).model_dump() == {"entries": 5, "broken_at": None}
    assert verify([], AuditHead()).is_whole


FIELDS: list[dict[str, Any]] = [
    {"actor": "key_2"},
    {"action": "interview.read"},
    {"objects": ("int_2",)},
    {"outcome": Outcome.FAILED},
    {"request_id": "r"},
    {"at": at(99)},
    {"sequence": 9},
    {"previous_hash": "f" * 64},
    {"hash": "f" * 64},
]


@pytest.mark.parametrize("change", FIELDS, ids=lambda change: next(iter(change)))
@given(place=st.integers(0, 5))
def test_an_entry_that_was_changed_is_found(change: dict[str, Any], place: int) -> None:
    entries = written(6)
    head = head_of(entries[-1])
    entries[place] = entries[place].model_copy(update=change)
    assert verify(entries, head).broken_at == place + 1


@given(place=st.integers(0, 5))
def test_an_entry_that_was_removed_is_found(place: int) -> None:
    entries = written(6)
    head = head_of(entries[-1])
    del entries[place]
    assert verify(entries, head).broken_at == place + 1


def test_entries_that_changed_places_or_came_twice_are_found() -> None:
    one, two, three = written(3)
    assert verify([one, three, two], head_of(three)).broken_at == 2
    assert verify([one, one, two, three], head_of(three)).broken_at == 2


def test_an_entry_made_anew_with_a_right_hash_breaks_the_next() -> None:
    entries = written(3)
    entries[1] = chain(deed(7), head_of(entries[0]))
    assert verify(entries, head_of(entries[2])).broken_at == 3


@pytest.mark.parametrize(
    "fields",
    [
        {"actor": "Ana Costa"},
        {"actor": "ana@example.org"},
        {"action": "erased an interview"},
        {"objects": ("Ana Costa",)},
        {"objects": ("ana@example.org",)},
        {"request_id": "Ana Costa"},
        {"objects": tuple(f"int_{n}" for n in range(MAX_AUDIT_OBJECTS + 1))},
        {"note": "Ana said so"},
    ],
)
def test_nothing_but_ids_fits_in(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        deed(**fields)


def test_as_many_ids_as_an_entry_names() -> None:
    assert deed(objects=tuple(f"int_{n}" for n in range(MAX_AUDIT_OBJECTS))).objects
