"""Projects and interviews as lists."""

from collections.abc import Sequence

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from cli.render_text import count, moment, status_text
from shared.domain.interview import Interview
from shared.domain.project import Project


def projects_table(projects: Sequence[Project]) -> RenderableType:
    """A row per project."""
    if not projects:
        return Text("no projects yet: make one with `parley project put FILE.json`", style="dim")
    table = Table(box=box.SIMPLE)
    for name in ("id", "name", "questions", "personas"):
        table.add_column(name, justify="right" if name in {"questions", "personas"} else "left")
    for project in projects:
        table.add_row(project.id, project.name, str(len(project.questions)), str(len(project.personas)))
    return table


def interviews_table(interviews: Sequence[Interview]) -> RenderableType:
    """Two lines per interview, so that an id is never cut."""
    if not interviews:
        return Text("no interviews here", style="dim")
    table = Table(box=box.SIMPLE)
    for name, width in (("interview", 30), ("status", 9), ("created", 16), ("project", None)):
        table.add_column(name, no_wrap=True, min_width=width)
    for interview in interviews:
        table.add_row(*_interview(interview))
    return table


def _interview(interview: Interview) -> tuple[Text, ...]:
    return (
        _two_lines(Text(interview.title, style="bold"), interview.id),
        _two_lines(status_text(interview.status), (interview.reason or "").partition(":")[0]),
        _two_lines(Text(moment(interview.created_at)), _made(interview)),
        _two_lines(Text(interview.project_id), _answered(interview)),
    )


def _two_lines(first: Text, second: str) -> Text:
    return first.append(f"\n{second}", style="not bold dim")


def _made(interview: Interview) -> str:
    runs, totals = count(interview.last_run, "run"), interview.totals
    return f"{runs}, {count(totals.themes, 'theme')}" if totals else runs


def _answered(interview: Interview) -> str:
    totals = interview.totals
    return f"{totals.answered}/{totals.questions} answered" if totals else ""
