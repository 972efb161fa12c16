"""Another's judge on the definition: `asl-validator` finds dangling states that AWS's own create call does not."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.workflow.machine import ASL, ROOT


def validate(path: Path) -> subprocess.CompletedProcess[str]:
    node = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = [str(ROOT / "node_modules" / ".bin" / "asl-validator"), "--json-path", str(path)]
    return subprocess.run(command, env=os.environ | {"PATH": node}, capture_output=True, text=True, check=False)


def filled(tmp_path: Path) -> Path:
    """The definition as a stage fills it, where the judge would not take a placeholder for a number."""
    path = tmp_path / "filled.asl.json"
    path.write_text(ASL.read_text().replace("${PieceConcurrency}", "2"))
    return path


def test_the_definition_is_valid(tmp_path: Path) -> None:
    judged = validate(filled(tmp_path))
    assert judged.returncode == 0, judged.stdout


@pytest.mark.parametrize("state", ["Conclude Run", "Should Transcribe?", "Upload And Transcribe"])
def test_the_judge_sees_a_dangling_state(tmp_path: Path, state: str) -> None:
    broken = json.loads(filled(tmp_path).read_text())
    del broken["States"][state]
    path = tmp_path / "broken.asl.json"
    path.write_text(json.dumps(broken))
    assert validate(path).returncode != 0


def test_whoever_asks_for_patience_is_waited_for_where_a_fault_is_soon_given_up() -> None:
    """Every Task: a throttled function and a throttled provider alike, and never for longer than a slot is held."""
    tasks = dict(_tasks(json.loads(ASL.read_text())["States"]))
    assert len(tasks) > 10
    for name, task in tasks.items():
        throttled, faulty = task["Retry"]
        assert {"Lambda.TooManyRequestsException", "EngineThrottled"} <= set(throttled["ErrorEquals"]), name
        waits_for_breaker = name != "Transcribe With Amazon"  # after it others hear the recording: nobody need wait
        assert ("EngineCircuitOpen" in throttled["ErrorEquals"]) is waits_for_breaker, name
        assert "EngineCircuitOpen" not in faulty["ErrorEquals"], name
        assert (throttled["MaxAttempts"], throttled["MaxDelaySeconds"], faulty["MaxAttempts"]) == (200, 20, 3), name


def _tasks(states: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, state in states.items():
        if state["Type"] == "Task":
            yield name, state
        for within in [*state.get("Branches", []), *([state["ItemProcessor"]] if "ItemProcessor" in state else [])]:
            yield from _tasks(within["States"])
