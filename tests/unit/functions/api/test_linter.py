"""Another's judge on how the API is described: `redocly lint`, by the rules of docs/redocly.yaml."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[4]
DESCRIPTION = ROOT / "docs" / "openapi.json"
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}  # it asks nobody outside
LIST = "/api/v1/interviews"


def lint(path: Path) -> subprocess.CompletedProcess[str]:
    node = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    judge, rules = ROOT / "node_modules" / ".bin" / "redocly", ROOT / "docs" / "redocly.yaml"
    command = [str(judge), "lint", "--config", str(rules), "--format", "summary", str(path)]
    return subprocess.run(
        command, env=os.environ | QUIET | {"PATH": node}, capture_output=True, text=True, check=False, cwd=path.parent
    )


def test_the_linter_finds_nothing() -> None:
    judged = lint(DESCRIPTION)
    assert judged.returncode == 0, judged.stdout + judged.stderr


def forget_the_errors(described: dict[str, Any]) -> None:
    answers = described["paths"][LIST]["get"]["responses"]
    for status in [status for status in answers if status.startswith("4")]:
        del answers[status]


FAULTS: dict[str, Callable[[dict[str, Any]], object]] = {
    "operation-operationId": lambda described: described["paths"][LIST]["get"].pop("operationId"),
    "security-defined": lambda described: described["paths"][LIST]["get"].pop("security"),
    "operation-4xx-response": forget_the_errors,
}


@pytest.mark.parametrize("rule", FAULTS)
def test_the_linter_sees_a_fault(tmp_path: Path, rule: str) -> None:
    broken = json.loads(DESCRIPTION.read_text())
    FAULTS[rule](broken)
    path = tmp_path / "broken.json"
    path.write_text(json.dumps(broken))
    judged = lint(path)
    assert judged.returncode != 0
    assert rule in judged.stdout + judged.stderr
