"""What the functions themselves took, by the log of each invocation."""

import re
from collections import defaultdict

from bench.sandbox import Sandbox
from shared.domain.interview_key import InterviewKey

PREFIX = "/aws/lambda/parley-local-"
_REPORT = re.compile(r"REPORT RequestId: (\S+)\s+Duration: ([\d.]+) ms")
_REQUEST = re.compile(r'"request_id":\s*"([^"]+)"')


def reported_seconds(stage: Sandbox, key: InterviewKey) -> dict[str, float]:
    """Seconds of each function's invocations for the interview together: its own log line names the request."""
    logs = stage.client("logs")
    found: dict[str, float] = defaultdict(float)
    groups = [group["logGroupName"] for group in logs.describe_log_groups(logGroupNamePrefix=PREFIX)["logGroups"]]
    for group in groups:
        lines = [event["message"] for event in logs.filter_log_events(logGroupName=group, limit=10_000)["events"]]
        ours = {match[1] for line in lines if key.interview_id in line and (match := _REQUEST.search(line))}
        for match in filter(None, map(_REPORT.search, lines)):
            if match[1] in ours:
                found[group.removeprefix(PREFIX)] += float(match[2]) / 1000
    return dict(found)
