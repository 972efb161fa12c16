"""A folder through `parley submit DIR`, by the code of the command: uploads side by side, the bar, the end of all.

The engines answer at once, so that what is seen is the platform: the crowd of `bench concurrency`, as a user meets it.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path

from rich.console import Console

from bench.figures import Figure, Findings
from bench.machine import Stopwatch
from bench.sandbox import ORGANISATION, SCRIPTED, sandbox, transcript_text
from cli.bulk import Progress, collect, follow_all, upload_all
from cli.errors import WaitTimedOut
from cli.render_bulk import shown
from cli.stage import Session, StageName
from cli.submitted_before import read_submitted
from shared.domain.interview_status import InterviewStatus
from shared.domain.lane import Lane
from shared.usecases.begin_interview import InterviewPlan

FILES = 100
QUICK = 6
TURNS = 8
WIDTH = 120


def measure(options: argparse.Namespace) -> Findings:
    """So many files into a stage as it is on a laptop."""
    count = options.size or (QUICK if options.quick else FILES)
    with sandbox(SCRIPTED) as stage:
        session = Session(StageName.LOCAL, ORGANISATION, stage.folder, connect=lambda _: stage.connection)
        bodies = different(transcript_text(turns=TURNS), count)
        return Findings([submit_folder(session, stage.put_project(), bodies, inf).figure])


@dataclass(frozen=True)
class Submitted:
    """What became of a folder. `bar` is whether the bar was there and came to its end."""

    files: int
    completed: int
    bar: bool
    seconds: float

    @property
    def figure(self) -> Figure:
        """All completed, in the eyes of who waits."""
        return Figure(
            what=f"of {self.files} files of `parley submit DIR`, completed",
            value=f"{self.completed} in {self.seconds:.0f} s, {'with' if self.bar else 'without'} the bar at its end",
            bar=f"{self.files}, with the bar",
            met=self.completed == self.files and self.bar,
            means="by the command's own code, in the lane of bulk, with as many slots as a laptop's stage has",
        )


def submit_folder(session: Session, project_id: str, bodies: Sequence[bytes], seconds: float) -> Submitted:
    """Submits a file per body and follows them as the command does. What has not ended then has not completed."""
    # A terminal, whatever this is run in: what is shown there is what is asked about.
    screen = Console(file=sys.stderr, force_terminal=True, width=WIDTH, record=True)
    plan = InterviewPlan(project_id=project_id, lane=Lane.BACKFILL)
    watch = Stopwatch()
    with tempfile.TemporaryDirectory() as folder:
        for number, body in enumerate(bodies):
            Path(folder, f"{number:03}.txt").write_bytes(body)
        with shown(collect([Path(folder)]), screen) as progress:
            upload_all(session, plan, read_submitted(session, project_id), progress, again=False)
            _follow(session, progress, seconds)
    count, completed = len(bodies), progress.counts[InterviewStatus.COMPLETED]
    return Submitted(count, completed, _came_to(count, screen.export_text()), watch.seconds)


def _follow(session: Session, progress: Progress, seconds: float) -> None:
    try:
        follow_all(session, progress, seconds)
    except WaitTimedOut as late:
        print(f"  {late}", file=sys.stderr, flush=True)


def _came_to(count: int, screen: str) -> bool:
    return "━" in screen and f"{count}/{count}" in screen


def different(body: bytes, count: int) -> list[bytes]:
    """So many texts that differ: what was submitted before is not submitted again."""
    return [b"Interviewer: This is interview %d.\n" % number + body for number in range(count)]
