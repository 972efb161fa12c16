"""What people write on the command line."""

from datetime import UTC, datetime, timedelta

import pytest

from cli.arguments import parse_pairs, parse_role, parse_since, parse_status, slug
from shared.domain.errors import InvalidRequest
from shared.domain.interview_status import InterviewStatus
from shared.domain.role import Role

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("45s", timedelta(seconds=45)),
        ("30m", timedelta(minutes=30)),
        ("2h", timedelta(hours=2)),
        (" 7d ", timedelta(days=7)),
        ("1w", timedelta(weeks=1)),
        ("99999w", timedelta(weeks=99999)),
    ],
)
def test_a_span_is_counted_back_from_now(text: str, span: timedelta) -> None:
    assert parse_since(text, NOW) == NOW - span


def test_a_time_is_itself() -> None:
    assert parse_since("2026-03-01T08:00+02:00", NOW) == datetime(2026, 3, 1, 6, tzinfo=UTC)
    assert parse_since("2026-03-01", NOW).tzinfo is not None


@pytest.mark.parametrize("text", ["", "h", "2 hours", "-2h", "2y", "999999w", "yesterday"])
def test_what_is_neither_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        parse_since(text, NOW)
    assert caught.value.field == "since"


def test_pairs() -> None:
    assert parse_pairs(["S1=Daniel", " S2 = a=b ", "S3="], field="name") == {"S1": "Daniel", "S2": "a=b", "S3": ""}


@pytest.mark.parametrize("texts", [["S1"], ["=Daniel"], [""], ["S1=a", "S1=b"]])
def test_what_is_no_pair_names_its_option(texts: list[str]) -> None:
    with pytest.raises(InvalidRequest) as caught:
        parse_pairs(texts, field="role")
    assert caught.value.field == "role"


def test_slugs() -> None:
    assert slug("Scheduling tool: discovery!") == "scheduling-tool-discovery"
    assert len(slug("x" * 200)) == 63
    with pytest.raises(InvalidRequest):
        slug("…")


def test_names_of_roles_and_statuses() -> None:
    assert parse_role("participant") is Role.PARTICIPANT
    assert parse_status("failed") is InterviewStatus.FAILED
    with pytest.raises(InvalidRequest):
        parse_role("host")
    with pytest.raises(InvalidRequest):
        parse_status("done")
