"""Shows a run while it goes: a table that changes on a terminal, a line per change elsewhere."""

from collections.abc import Callable, Iterator
from datetime import datetime

from rich.console import Console
from rich.live import Live

from cli.errors import WaitTimedOut
from cli.render_run import failures_text
from cli.render_steps import step_lines, steps_table
from cli.watch import Snapshot


def watch(snapshots: Iterator[Snapshot], console: Console, now: Callable[[], datetime]) -> Snapshot:
    """The last snapshot, all of them shown."""
    show = _show_live if console.is_terminal else _show_lines
    last = show(snapshots, console, now)
    if last is None:
        raise WaitTimedOut("there was nothing to follow")
    for line in failures_text(last.run):
        console.print(line)
    return last


def _show_live(snapshots: Iterator[Snapshot], console: Console, now: Callable[[], datetime]) -> Snapshot | None:
    last = None
    with Live(console=console, auto_refresh=False) as live:
        for last in snapshots:
            live.update(steps_table(last, now()), refresh=True)
    return last


def _show_lines(snapshots: Iterator[Snapshot], console: Console, now: Callable[[], datetime]) -> Snapshot | None:
    last, said = None, set[str]()
    for last in snapshots:
        for line in step_lines(last, now()):
            if line not in said:
                console.print(line, markup=False, soft_wrap=True)
        said.update(step_lines(last, now()))
    return last
