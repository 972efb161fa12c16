"""`docs/benchmarks.md` is what the benches wrote: nobody types a figure by hand."""

import subprocess
import sys

import pytest

from bench.__main__ import bench_of
from bench.figures import Figure, Measurement
from bench.record import DOCUMENT, ORDER, ROOT, document, kept
from bench.sources import source_of


def test_the_document_is_written_from_the_measurements() -> None:
    assert DOCUMENT.read_text() == document(kept()), "it is written anew: see Benches in CONTRIBUTING.md"


@pytest.mark.parametrize("name", ORDER)
def test_every_bench_of_the_document_can_be_run(name: str) -> None:
    assert callable(bench_of(name))


def test_a_quick_bench_prints_its_rows_and_writes_nothing() -> None:
    """One that needs no local AWS; in the gate the storm (`tests/e2e/test_chaos.py`) is the one that does."""
    before = DOCUMENT.read_text()
    command = [sys.executable, "-m", "bench", "imports", "--quick", "--size", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "| imports | import of a handler over its floor, the worst of 1 |" in done.stdout, done.stderr
    assert DOCUMENT.read_text() == before


def test_a_missed_bar_says_so_and_every_row_has_its_command_and_machine() -> None:
    missed = Figure(what="how long", value="2 s", bar="1 s", met=False)
    page = document(
        [
            Measurement(
                bench="audio",
                command="python -m bench audio",
                measured_at="today",
                machine="2 x processor",
                load="0.1, 0.2",
                seconds=3,
                figures=(missed,),
                details=("| a | b |",),
                source=source_of("audio"),
            )
        ]
    )
    assert "| audio | how long | 2 s | 1 s | **no** |  |" in page
    assert "| audio | `python -m bench audio` | 2 x processor | today | 0.1, 0.2 | 3 s |" in page
