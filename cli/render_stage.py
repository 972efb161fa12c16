"""The stage, bulk redrives and logs for the eye."""

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cli.log_lines import LogLine
from cli.redriving import Outcome
from cli.render_text import status_text
from cli.stage_report import StageReport
from shared.domain.interview import Interview
from shared.domain.run import Run

NOTHING_TO_REDRIVE = Text("no failed interview is meant", style="dim")
LEVELS = {"ERROR": "red", "WARNING": "yellow"}


def stage_view(report: StageReport) -> RenderableType:
    """How the stage is."""
    return Group(*_stage_lines(report))


def logs_view(lines: Sequence[LogLine]) -> RenderableType:
    """Log lines in order of time."""
    if not lines:
        return Text("nothing logged", style="dim")
    return Group(*map(_log_line, lines))


def outcomes_table(outcomes: Sequence[Outcome]) -> RenderableType:
    """What became of each interview of a bulk redrive."""
    if not outcomes:
        return NOTHING_TO_REDRIVE
    table = Table(box=box.SIMPLE)
    for name in ("interview", "title", "outcome"):
        table.add_column(name, no_wrap=name == "interview")
    for outcome in outcomes:
        table.add_row(outcome.interview.id, outcome.interview.title, _outcome(outcome))
    started = sum(outcome.run is not None for outcome in outcomes)
    return Group(table, Text(f"{started} redriven, {len(outcomes) - started} refused", style="bold"))


def failed_table(found: Sequence[tuple[Interview, Run]]) -> RenderableType:
    """What a bulk redrive would redrive."""
    if not found:
        return NOTHING_TO_REDRIVE
    table = Table(box=box.SIMPLE)
    for name in ("interview", "title", "run", "failures"):
        table.add_column(name, no_wrap=name == "interview")
    for interview, run in found:
        failures = ", ".join(f"{failure.step or 'plan'}: {failure.error}" for failure in run.failures)
        table.add_row(interview.id, interview.title, str(run.key.run), failures or str(run.status))
    return Group(table, Text(f"{len(found)} would be redriven", style="bold"))


def _stage_lines(report: StageReport) -> Iterator[Text]:
    where = f"{report.endpoint_url}  pid {report.pid}" if report.pid else "AWS"
    yield Text(f"stage {report.stage}", style="bold").append(f"  {where}", style="not bold")
    if report.api_url:
        yield Text(f"  API  {report.api_url}")
    for feature in report.features:
        mark = "✓" if feature.available else "✗"
        lacks = "" if feature.available else f": install {', '.join(feature.missing)} with `make weights`"
        yield Text(f"  {mark} {feature.name}{lacks}", style="green" if feature.available else "yellow")
    yield _counts(report)
    yield from _uploads(report)


def _counts(report: StageReport) -> Text:
    counts = (Text(f"{number} ").append_text(status_text(status)) for status, number in report.interviews.items())
    return Text("interviews: ").append_text(Text(", ").join(counts))


def _uploads(report: StageReport) -> Iterator[Text]:
    account = report.uploads
    counts = {
        "completed": account.completed,
        "failed": account.failed,
        "rejected": account.rejected,
        "in progress": account.in_progress,
        "arriving": len(account.arriving),
        "unaccounted": len(account.unaccounted),
    }
    yield Text(f"uploads: {account.objects}: {', '.join(f'{number} {name}' for name, number in counts.items())}")
    for key in account.unaccounted:
        yield Text(f"  unaccounted: {key}", style="red")


def _log_line(line: LogLine) -> Text:
    text = Text(f"{line.at.astimezone():%H:%M:%S.%f}"[:-3], style="dim")
    text.append(f" run {line.run or '-'} {line.function} ", style="not dim cyan")
    text.append(f"{line.level} {line.message}", style=f"not dim {LEVELS.get(line.level, 'default')}")
    more = " ".join(f"{name}={_short(value)}" for name, value in line.more.items() if value is not None)
    return text.append(f" {more}", style="dim")


def _short(value: object) -> str:
    if isinstance(value, list):
        return " < ".join(PurePath(str(item)).name for item in reversed(value[-3:]))
    return str(value)


def _outcome(outcome: Outcome) -> Text:
    if outcome.run:
        return Text(f"run {outcome.run.key.run}: {', '.join(outcome.run.planned_steps)}", style="green")
    return Text(f"{type(outcome.error).__name__}: {outcome.error}", style="red")
