from datetime import UTC, datetime

from pydantic import TypeAdapter

from shared.adapters.system_clock import SystemClock, new_interview_id
from tests.builders import interview


def test_the_time_is_utc() -> None:
    before, now, after = datetime.now(UTC), SystemClock().now(), datetime.now(UTC)
    assert before <= now <= after
    assert now.tzinfo is UTC


def test_ids_are_identifiers_each_once() -> None:
    ids = {new_interview_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(interview(id=name).id == name for name in ids)
    assert TypeAdapter(list[str]).validate_python(list(ids))


def test_ids_sort_by_time() -> None:
    from ulid import ULID

    early, late = (str(ULID.from_timestamp(seconds)).lower() for seconds in (1_700_000_000, 1_700_000_001))
    assert early < late
    assert new_interview_id() > f"int_{late}"
