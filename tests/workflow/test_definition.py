"""Another's judge on the definition: `asl-validator` finds dangling states that AWS's own create call does not."""

import json
import os
import subprocess
import sys
from pathlib import Path

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
