"""The benches can be run: small ones, for their rows; no speed is asserted here."""

import subprocess
import sys

import pytest

from bench.record import DOCUMENT, ROOT

pytestmark = pytest.mark.emulator

ROWS = {
    "overhead": ["a warm run over the work of its parts", "from making the interview to the start of its run"],
    "turns": [
        "| requests, items read and items written in turn 1 and in turn 59 | 4/2/3 and 4/2/3 | equal | yes |",
        "a text turn through the local AWS, warm, over an empty function behind the same gateway: p50",
    ],
}


def test_quick_benches_print_their_rows_and_write_nothing() -> None:
    """All in one stage, because its start takes longer than any of them."""
    before = DOCUMENT.read_text()
    command = [sys.executable, "-m", "bench", *ROWS, "--quick"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600)
    missing = [row for rows in ROWS.values() for row in rows if row not in done.stdout]
    assert missing == [], done.stderr
    assert DOCUMENT.read_text() == before
