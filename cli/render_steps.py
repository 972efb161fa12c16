"""The steps of a run: as a table, as lines, and side by side over several runs."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from rich import box
from rich.table import Table
from rich.text import Text

from cli.render_text import MARKS, STYLES, span
from cli.watch import Snapshot
from shared.domain.made_by import Engine
from shared.domain.run import Run
from shared.domain.run_status import RunStatus, StepStatus
from shared.domain.step_record import StepRecord
from shared.domain.steps import Step


def steps_table(seen: Snapshot, now: datetime) -> Table:
    """A row per step: where it stands, how long it took, who did it."""
    table = Table(box=box.SIMPLE, title=_title(seen), title_justify="left", title_style="bold")
    # Wide enough from the start for what comes, so that the table does not jump while it is watched.
    for name, width in (("step", 8), ("status", 17), ("seconds", 7), ("engine", 20), ("", 0)):
        table.add_column(name, justify="right" if name == "seconds" else "left", min_width=width)
    for step in seen.interview.steps:
        table.add_row(*_row(step, seen, now))
    return table


def step_lines(seen: Snapshot, now: datetime) -> Iterator[str]:
    """What there is to say of the run, a line each, for logs."""
    where = f"{seen.interview.id} run {seen.number}"
    yield f"{where}: {_begun(seen)}"
    for record in seen.steps:
        took = "" if record.status is StepStatus.RUNNING else span(_seconds(record, now))
        note = record.failure.error if record.failure else engine_name(record.engine)
        yield " ".join(filter(None, [f"{where}: {record.step} {record.status}", took, note]))
    if seen.run and seen.run.status.has_ended:
        yield f"{where}: {seen.run.status}"


def _begun(seen: Snapshot) -> str:
    if seen.run is None:
        return "waits for its start"
    return "waits for a slot" if seen.run.status is RunStatus.QUEUED else "started"


def engine_name(engine: Engine | None) -> str:
    """Who made something, and whether it is a draft."""
    return f"{engine.name}{' (draft)' if engine.draft else ''}" if engine else ""


def calls_table(history: Sequence[tuple[Run, Sequence[StepRecord]]]) -> Table:
    """Steps by runs: how many calls of engines each cost, and what was not run again."""
    table = Table(box=box.SIMPLE, title="Engine calls, by step and run", title_justify="left", title_style="bold")
    table.add_column("step")
    for run, _ in history:
        table.add_column(f"run {run.key.run} ({run.status})")
    run_in = {step for run, _ in history for step in run.planned_steps}
    for step in (step for step in Step if step in run_in):
        table.add_row(step, *_calls(step, history))
    return table


def _calls(step: Step, history: Iterable[tuple[Run, Sequence[StepRecord]]]) -> Iterator[Text]:
    completed_in = None
    for run, records in history:
        record = next((r for r in records if r.step is step), None)
        yield _cell(record, completed_in)
        completed_in = run.key.run if step in run.completed_steps else completed_in


def _cell(record: StepRecord | None, completed_in: int | None) -> Text:
    if record is None:
        return Text(f"reused from run {completed_in}" if completed_in else "not run", style="dim")
    said = f"{MARKS[record.status]} {record.engine_calls}"
    failed = record.failure.error if record.failure else ""
    return Text(f"{said} {failed}".strip(), style="red" if failed else "green")


def _title(seen: Snapshot) -> Text:
    title = Text(f"{seen.interview.id}  run {seen.number}  ")
    status = seen.run.status if seen.run else "waits for its start"
    return title.append(status, style=STYLES.get(status, "dim"))


def _row(step: Step, seen: Snapshot, now: datetime) -> tuple[str | Text, ...]:
    record = seen.record_of(step)
    if record is None:
        return step, Text(_absent(step, seen), style="dim"), "", "", ""
    note = record.failure.error if record.failure else "; ".join(record.warnings)
    mark = Text(f"{MARKS[record.status]} {record.status}", style=_style(record.status))
    return step, mark, span(_seconds(record, now)), engine_name(record.engine), note


def _absent(step: Step, seen: Snapshot) -> str:
    reused = seen.reused_run(step)
    if reused is not None:
        return f"reused from run {reused}"
    if seen.run and step not in seen.run.planned_steps:
        return "skipped"
    return "not run" if seen.run and seen.run.status.has_ended else "waits"


def _seconds(record: StepRecord, now: datetime) -> float | None:
    return (now - record.started_at).total_seconds() if record.seconds is None else record.seconds


def _style(status: StepStatus) -> str:
    return {StepStatus.RUNNING: "cyan", StepStatus.COMPLETED: "green", StepStatus.FAILED: "red"}[status]
