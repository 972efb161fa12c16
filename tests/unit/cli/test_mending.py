"""Second tries, corrections, faults and logs."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from cli.redriving import redrive
from cli.stage import Connection, Session, StageName
from shared.domain.errors import RunInProgress
from shared.domain.interview_key import InterviewKey
from shared.domain.lane import Lane
from shared.domain.run import Run
from tests.unit.cli.conftest import Parley


def test_redrive_goes_on_from_what_failed(parley: Parley) -> None:
    parley("fault", "set", "--step", "insights", "--error", "EngineUnavailable")
    interview_id = parley.submitted(code=1)
    parley("fault", "clear")
    redriven = parley.json("redrive", interview_id, "--wait")
    assert redriven["run"]["status"] == "succeeded"
    assert [step["step"] for step in redriven["steps"]] == ["insights", "finalize"]


def test_redrive_from_a_step_without_another(parley: Parley) -> None:
    redriven = parley.json("redrive", parley.submitted(), "--from", "evidence", "--skip", "answers")
    assert redriven["run"]["plannedSteps"] == ["evidence", "insights", "personas", "finalize"]


def test_redrives_that_cannot_be(parley: Parley) -> None:
    interview_id = parley.submitted()
    assert parley.json("redrive", interview_id, code=3)["error"]["type"] == "NothingToResume"
    assert parley.json("redrive", interview_id, "--from", "nowhere", code=3)["error"]["type"] == "UnknownStep"
    assert parley.json("redrive", interview_id, "--native", code=4)["error"]["type"] == "RedriveRefused"
    long = "x" * 5000
    refused = parley.json("redrive", interview_id, "--from", "insights", "--instructions", long, code=3)
    assert refused["error"]["field"] == "userCustomInstructions"


def test_one_run_at_a_time(parley: Parley) -> None:
    interview_id = parley.submitted()
    parley.machine.held = True
    parley("redrive", interview_id, "--from", "insights")
    assert parley.json("redrive", interview_id, "--from", "insights", code=4)["error"]["type"] == "RunInProgress"


def test_a_native_redrive_is_waited_for_anew(parley: Parley, monkeypatch: pytest.MonkeyPatch) -> None:
    parley("fault", "set", "--step", "insights", "--error", "EngineUnavailable")
    interview_id = parley.submitted(code=1)
    run = parley.root.runs.list_runs(InterviewKey(organisation_id="demo", interview_id=interview_id))[0]
    monkeypatch.setattr(parley.machine, "redrive", lambda _: None)
    error = parley.json("redrive", interview_id, "--native", "--wait", "--timeout", "0", code=5)["error"]
    assert (run.redrives, error["type"]) == (0, "WaitTimedOut")


@pytest.fixture
def two_failed(parley: Parley) -> list[str]:
    parley("fault", "set", "--step", "insights", "--error", "EngineUnavailable")
    ids = [parley.submitted(code=1) for _ in range(2)]
    parley("fault", "clear")
    return ids


def test_bulk_redrive(parley: Parley, two_failed: list[str]) -> None:
    would = parley.json("redrive", "--failed", "--since", "2h", "--error", "EngineUnavailable", "--dry-run")
    assert sorted(one["interviewId"] for one in would["wouldRedrive"]) == sorted(two_failed)
    assert "2 would be redriven" in parley("redrive", "--failed", "--dry-run").stdout
    assert len(parley.json("redrive", "--failed")["redriven"]) == 2
    assert parley.json("redrive", "--failed") == {"redriven": [], "refused": []}
    assert "no failed interview" in parley("redrive", "--failed").stdout


def test_many_redriven_at_once_go_behind_those_that_somebody_waits_for(parley: Parley, two_failed: list[str]) -> None:
    alone, other = (InterviewKey(organisation_id="demo", interview_id=interview_id) for interview_id in two_failed)
    parley("redrive", alone.interview_id)
    parley("redrive", "--failed")
    runs = parley.root.runs
    assert runs.get_run(alone.run(2)).request.lane is Lane.INTERACTIVE
    assert runs.get_run(other.run(2)).request.lane is Lane.BACKFILL


def test_bulk_redrive_of_none(parley: Parley, two_failed: list[str]) -> None:
    assert parley.json("redrive", "--failed", "--error", "EngineTimeout", "--dry-run") == {"wouldRedrive": []}
    parley.root.clock.advance(hours=3)  # type: ignore[attr-defined]
    assert parley.json("redrive", "--failed", "--since", "2h", "--dry-run") == {"wouldRedrive": []}
    assert parley.json("redrive", "--failed", "--since", "soon", code=3)["error"]["field"] == "since"


def test_one_refusal_does_not_stop_the_others(
    parley: Parley, two_failed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_is_refused(session: Session, interview_id: str, *rest: Any, **named: Any) -> Run:
        if interview_id == two_failed[0]:
            raise RunInProgress("somebody was quicker", field="interviewId")
        return redrive(session, interview_id, *rest, **named)

    monkeypatch.setattr("cli.redriving.redrive", one_is_refused)
    answer = parley.json("redrive", "--failed", code=1)
    assert [len(answer["redriven"]), len(answer["refused"])] == [1, 1]
    assert answer["refused"][0]["error"]["type"] == "RunInProgress"


def test_speakers_are_shown_and_corrected(parley: Parley) -> None:
    interview_id = parley.submitted()
    assert [one["label"] for one in parley.json("speakers", interview_id)] == ["S1", "S2"]
    shown = parley("speakers", interview_id, "--name", "S2=Anna", "--role", "S1=unknown")
    assert "Anna" in shown.stdout
    assert f"parley redrive {interview_id} --from evidence" in shown.stderr
    taken_back = parley.json("speakers", interview_id, "--name", "S2=")
    assert [(one["name"], one["role"]) for one in taken_back] == [(None, "unknown"), ("Ana", "participant")]
    assert [one["label"] for one in parley.json("speakers", interview_id, "--merge", "S2=S1")] == ["S1"]


@pytest.mark.parametrize(
    ("option", "value", "field"),
    [
        ("--name", "S2", "name"),
        ("--name", f"S2={'x' * 300}", "name"),
        ("--role", "S2=host", "role"),
        ("--merge", "S9=S1", "speaker"),
        ("--merge", "S1=S1", "merge"),
    ],
)
def test_corrections_that_cannot_be(parley: Parley, option: str, value: str, field: str) -> None:
    assert parley.json("speakers", parley.submitted(), option, value, code=3)["error"]["field"] == field


def test_faults(parley: Parley) -> None:
    assert "1 time" in parley("fault", "set", "--step", "insights", "--error", "die", "--times", "1").stdout
    assert parley.json("fault", "set", "--step", "insights", "--error", "Nope", code=3)["error"]["field"] == "error"
    assert parley.json("fault", "set", "--step", "x", "--error", "die", code=3)["error"]["type"] == "UnknownStep"
    assert parley.json("fault", "clear") == {"cleared": True}


@pytest.mark.parametrize(
    "arguments",
    [("fault", "clear"), ("fault", "set", "--step", "insights", "--error", "die"), ("up",), ("down",), ("demo",)],
)
def test_what_is_for_this_machine_only(make_parley: Callable[[StageName], Parley], arguments: tuple[str, ...]) -> None:
    assert "error: LocalStageOnly: stage: " in make_parley(StageName.PROD)(*arguments, code=3).stderr


class Logs:
    """CloudWatch Logs with two groups; its filter is a plain search, as ours is quoted."""

    def __init__(self, interview_id: str) -> None:
        self.lines = {
            "/aws/lambda/parley-local-plan_run": [_event(2000, interview_id, 1), _event(2500, "int_other", 1)],
            "/aws/lambda/parley-local-start_run": [_event(1000, interview_id, 2), (900, f"plain text {interview_id}")],
        }

    def get_paginator(self, operation: str) -> Any:
        return type("Paginator", (), {"paginate": staticmethod(getattr(self, operation))})

    def describe_log_groups(self, **_: str) -> Any:
        return [{"logGroups": [{"logGroupName": name}]} for name in self.lines]

    def filter_log_events(self, *, logGroupName: str, filterPattern: str) -> Any:  # noqa: N803 - AWS's names
        lines = self.lines[logGroupName]
        return [{"events": [{"timestamp": t, "message": m} for t, m in lines if filterPattern.strip('"') in m]}]


def _event(at: int, interview_id: str, run: int) -> tuple[int, str]:
    return at, json.dumps({"level": "INFO", "message": "done", "interview_id": interview_id, "run": run, "more": 7})


def test_logs_of_an_interview(parley: Parley) -> None:
    interview_id = parley.submitted()
    before, logs = parley.session.connection, Logs(interview_id)
    outputs = {"FunctionLogGroupPrefix": "/aws/lambda/parley-local-"}
    parley.session.connection = Connection(before.root, lambda _: logs, before.http, outputs)
    lines = parley.json("logs", interview_id)
    assert [(line["function"], line["run"]) for line in lines] == [("start_run", 2), ("plan_run", 1)]
    assert [line["function"] for line in parley.json("logs", interview_id, "--run", "1")] == ["plan_run"]
    assert "plan_run INFO done more=7" in parley("logs", interview_id).stdout
    assert "nothing logged" in parley("logs", interview_id, "--run", "3").stdout
    assert parley.json("logs", "nope", code=3)["error"]["type"] == "UnknownInterview"
