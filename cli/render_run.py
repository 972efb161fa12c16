"""How runs went: why they failed, what each step took, and lists of them."""

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from cli.render_steps import engine_name
from cli.render_text import MARKS, moment, span, status_text
from shared.domain.run import Run
from shared.domain.step_record import StepRecord


def failures_text(run: Run | None) -> Iterator[Text]:
    """Each failure of a run with its remedy."""
    for failure in run.failures if run else ():
        where = failure.step or "plan"
        yield Text(f"✗ {where} failed: {failure.error}: {failure.message}", style="red")
        yield Text(f"  remedy: {failure.remedy}")


def warnings_text(steps: Sequence[StepRecord]) -> Iterator[Text]:
    """Each warning with its step."""
    for record in steps:
        for warning in record.warnings:
            yield Text(f"! {record.step}: {warning}", style="yellow")


def run_facts(steps: Sequence[StepRecord]) -> Iterator[RenderableType]:
    """What each step took, and who did it."""
    yield Text("\nTime per step", style="bold underline")
    table = Table(box=box.SIMPLE, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("step", "run", "seconds", "attempts", "engine calls", "engine"):
        table.add_column(name, justify="left" if name in {"step", "engine"} else "right")
    for record in steps:
        table.add_row(*_fact(record))
    yield table


def runs_table(runs: Sequence[Run]) -> Table:
    """A row per run."""
    table = Table(box=box.SIMPLE)
    for name in ("run", "status", "asked", "completed", "failures", "started", "took"):
        table.add_column(name)
    for run in runs:
        table.add_row(*_run(run))
    return table


def asked(run: Run) -> str:
    """What somebody asked of a run."""
    request = run.request
    parts = [
        f"from {request.resume_from}" if request.resume_from else "everything",
        f"without {', '.join(request.skip_steps)}" if request.skip_steps else "",
        "with instructions" if request.user_custom_instructions else "",
        f"redriven {run.redrives} times" if run.redrives else "",
    ]
    return ", ".join(filter(None, parts))


def _fact(record: StepRecord) -> tuple[str, ...]:
    mark = f"{MARKS[record.status]} {record.step}"
    numbers = (str(record.run.run), span(record.seconds), str(record.attempts), str(record.engine_calls))
    return mark, *numbers, engine_name(record.engine)


def _run(run: Run) -> tuple[str | Text, ...]:
    done = f"{len(run.completed_steps)} of {len(run.planned_steps)}: {', '.join(run.completed_steps)}"
    failures = ", ".join(f"{failure.step or 'plan'}: {failure.error}" for failure in run.failures)
    took = span((run.ended_at - run.started_at).total_seconds()) if run.ended_at else ""
    return str(run.key.run), status_text(run.status), asked(run), done, failures, moment(run.started_at), took
