"""Commands that are run to their end, and why one failed."""

import sys

import pytest

from local.processes import run_through


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("pass", ""),
        ("import sys; sys.exit('first\\nlast')", "last"),
        ("import os; os._exit(3)", "it ended with 3"),
    ],
)
def test_the_reason_is_the_last_line_that_was_written(code: str, reason: str) -> None:
    assert run_through([sys.executable, "-c", code], 60) == reason


def test_what_does_not_run_or_takes_too_long_says_so() -> None:
    assert run_through(["/nowhere/at/all"], 60) == "FileNotFoundError"
    assert run_through([sys.executable, "-c", "import time; time.sleep(60)"], 0.2) == "it took longer than 0 seconds"
