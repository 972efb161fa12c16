"""Many files: a bar while they are under way, a line per failure at the end."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.text import Text

from cli.bulk import Item, Progress
from cli.output import plain
from shared.domain.interview_status import InterviewStatus

LINE_SECONDS = 5.0  # how often a log gets a line
STANDS = (
    ("waiting", (InterviewStatus.AWAITING_UPLOAD, InterviewStatus.QUEUED)),
    ("running", (InterviewStatus.IN_PROGRESS, InterviewStatus.PROCESSING)),
    ("completed", (InterviewStatus.COMPLETED,)),
    ("failed", (InterviewStatus.FAILED, InterviewStatus.REJECTED, "refused", "gone")),
)


def counts_line(progress: Progress) -> str:
    """`uploaded 100, waiting 96, running 2, completed 2, failed 0`."""
    counts = progress.counts
    uploaded = sum(item.interview is not None for item in progress.items.values())
    rest = (f"{name} {sum(counts[status] for status in statuses)}" for name, statuses in STANDS)
    return ", ".join([f"uploaded {uploaded}", *rest])


@contextmanager
def shown(files: list[Path], console: Console) -> Iterator[Progress]:
    """Progress that shows itself: as a bar on a terminal, else as a line now and then."""
    if not console.is_terminal:
        yield Progress({file: Item(file) for file in files}, _Lines(console).tell)
        return
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Bar(*columns, console=console) as bar:
        task = bar.add_task("", total=len(files))

        def tell(progress: Progress) -> None:
            bar.update(task, completed=progress.ended, description=counts_line(progress))

        yield Progress({file: Item(file) for file in files}, tell)


class _Lines:
    def __init__(self, console: Console) -> None:
        self._console, self._last = console, 0.0

    def tell(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._last >= LINE_SECONDS or progress.ended == len(progress.items):
            self._last = now
            self._console.print(counts_line(progress), style="dim", soft_wrap=True)


def bulk_view(progress: Progress) -> RenderableType:
    """What became of all, and each that did not end well."""
    before = sum(item.before for item in progress.items.values())
    known = f" ({before} submitted before)" if before else ""
    failures = [item for item in progress.items.values() if item.has_ended and not item.succeeded]
    lines = [Text(f"✗ {item.file}: {_where(item)}{item.reason}", style="red") for item in failures]
    return Group(*lines, Text(f"{len(progress.items)} files{known}: {counts_line(progress)}", style="bold"))


def _where(item: Item) -> str:
    return f"{item.interview.id} {item.status}: " if item.interview else ""


def print_lines(progress: Progress) -> None:
    """A JSON object per file and line, the sum in the last one."""
    for item in progress.items.values():
        sys.stdout.write(f"{json.dumps(plain(_dump(item)), ensure_ascii=False)}\n")
    sums = {"files": len(progress.items), "ended": progress.ended, "byStatus": dict(progress.counts)}
    sys.stdout.write(f"{json.dumps(sums)}\n")


def _dump(item: Item) -> dict[str, object]:
    known = item.interview
    return {
        "file": str(item.file),
        "interviewId": known.id if known else None,
        "status": item.status,
        "submittedBefore": item.before,
        "reason": item.reason or None,
    }
