"""Reads what people write on the command line. A mistake names its option."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from shared.domain.errors import InvalidRequest
from shared.domain.interview_status import InterviewStatus
from shared.domain.role import Role

_SINCE = re.compile(r"(\d{1,5})([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def parse_since(text: str, now: datetime) -> datetime:
    """`2h` is two hours ago; an ISO date and time is itself. Raises InvalidRequest."""
    if match := _SINCE.fullmatch(text.strip()):
        return now - timedelta(**{_UNITS[match[2]]: int(match[1])})
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidRequest(
            "neither a span nor a time", field="since", remedy="write 30m, 2h, 7d or 2026-01-31T09:00"
        ) from None
    return at if at.tzinfo else at.astimezone()


def parse_span(text: str, *, field: str) -> timedelta:
    """`90d` is ninety days. Raises InvalidRequest."""
    match = _SINCE.fullmatch(text.strip())
    if not match:
        raise InvalidRequest("is no span of time", field=field, remedy="write 30m, 24h, 90d or 52w")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def parse_pairs(texts: Iterable[str], *, field: str) -> dict[str, str]:
    """`S1=Daniel` as a pair. Raises InvalidRequest."""
    pairs: dict[str, str] = {}
    for text in texts:
        name, separator, value = text.partition("=")
        if not (separator and name.strip()):
            raise InvalidRequest("is not LABEL=VALUE", field=field, remedy=f"write --{field} S1=…")
        if name.strip() in pairs:
            raise InvalidRequest(f"{name.strip()} is named twice", field=field, remedy="name each label once")
        pairs[name.strip()] = value.strip()
    return pairs


def slug(name: str) -> str:
    """An id made of a name. Raises InvalidRequest when nothing of the name can be in an id."""
    found = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:63].rstrip("-")
    if not found:
        raise InvalidRequest("no id can be made of the name", field="id", remedy="give one with --id")
    return found


def parse_status(text: str) -> InterviewStatus:
    """The status of that name. Raises InvalidRequest."""
    try:
        return InterviewStatus(text)
    except ValueError:
        remedy = f"use {', '.join(InterviewStatus)}"
        raise InvalidRequest("there is no such status", field="status", remedy=remedy) from None


def parse_role(text: str) -> Role:
    """The role of that name. Raises InvalidRequest."""
    try:
        return Role(text)
    except ValueError:
        raise InvalidRequest("there is no such role", field="role", remedy=f"use {', '.join(Role)}") from None
