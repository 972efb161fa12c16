"""What the functions wrote about an interview, out of CloudWatch Logs."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from cli.stage import Session

OURS: Final = {"level", "message", "timestamp", "service", "interview_id", "organisation_id", "run", "location"}


@dataclass(frozen=True)
class LogLine:
    """A line that a function logged as JSON."""

    at: datetime
    function: str
    level: str
    message: str
    run: int | None
    more: dict[str, Any]

    def dump(self) -> dict[str, Any]:
        """The line for programs."""
        return vars(self) | {"at": self.at.isoformat()}


def read_logs(session: Session, interview_id: str, run: int | None) -> list[LogLine]:
    """Every line that names the interview, in order of time."""
    logs = session.connection.client("logs")
    prefix = session.connection.outputs["FunctionLogGroupPrefix"]
    lines = [line for group in _groups(logs, prefix) for line in _lines(logs, group, interview_id, prefix)]
    return sorted((line for line in lines if run in (None, line.run)), key=lambda line: line.at)


def _groups(logs: Any, prefix: str) -> Iterator[str]:
    for page in logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=prefix):
        yield from (group["logGroupName"] for group in page["logGroups"])


def _lines(logs: Any, group: str, interview_id: str, prefix: str) -> Iterator[LogLine]:
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group, filterPattern=f'"{interview_id}"')
    for page in pages:
        for event in page["events"]:
            fields = _fields(event["message"])
            if fields.get("interview_id") == interview_id:
                yield _line(event["timestamp"], group.removeprefix(prefix), fields)


def _fields(message: str) -> dict[str, Any]:
    try:
        fields = json.loads(message)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def _line(milliseconds: int, function: str, fields: dict[str, Any]) -> LogLine:
    return LogLine(
        at=datetime.fromtimestamp(milliseconds / 1000, UTC),
        function=function,
        level=str(fields.get("level", "")),
        message=str(fields.get("message", "")),
        run=fields.get("run"),
        more={name: value for name, value in fields.items() if name not in OURS},
    )
