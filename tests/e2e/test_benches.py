"""The benches can be run: small ones, for their rows; no speed is asserted here."""

import subprocess
import sys

import pytest

from bench.record import DOCUMENT, ROOT

pytestmark = pytest.mark.emulator

ROWS = {
    "overhead": ["a warm run over the work of its parts", "from making the interview to the start of its run"],
}


@pytest.mark.parametrize("name", sorted(ROWS))
def test_a_quick_bench_prints_its_rows_and_writes_nothing(name: str) -> None:
    before = DOCUMENT.read_text()
    command = [sys.executable, "-m", "bench", name, "--quick"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    missing = [row for row in ROWS[name] if row not in done.stdout]
    assert missing == [], done.stderr
    assert DOCUMENT.read_text() == before
