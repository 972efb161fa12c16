"""What answers requests is ready in the snapshot, by AWS's own runner of hooks, and weighs nothing before."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LATER = ("boto3", "botocore.client", "aws_lambda_powertools.logging")
PROBE = """
import json, sys
from importlib import import_module
from awslambdaric.lambda_runtime_hooks_runner import run_before_snapshot

module, *names = sys.argv[1:]
handler = import_module(module)
before = [name for name in names if name in sys.modules]
run_before_snapshot()
after = [name for name in names if name in sys.modules]
made = handler.application.cache_info().currsize if hasattr(handler, "application") else None
print(json.dumps([before, after, made]))
"""


@pytest.mark.parametrize(
    ("function", "later", "made"),
    [("api", (*LATER, "fastapi"), 1), ("hold_interview", (*LATER, "fastapi"), 1), ("authorize_call", LATER, None)],
)
def test_what_the_first_answer_needs_is_loaded_before_the_snapshot(
    function: str, later: tuple[str, ...], made: int | None
) -> None:
    command = [sys.executable, "-c", PROBE, f"functions.{function}.handler", *later]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [[], [*later], made]
