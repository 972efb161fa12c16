"""An interview's results for the eye: what was found, on which words it stands, and how far to trust it."""

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from cli.reading import Shown
from cli.render_cost import cost_line
from cli.render_evaluation import evaluation_view
from cli.render_run import failures_text, run_facts, warnings_text
from cli.render_text import clock, count, percent, status_text
from cli.render_turns import decision_text, turns_table
from shared.domain.attribution import AnswerAttribution
from shared.domain.coverage import Coverage
from shared.domain.evidence import EvidenceUnit
from shared.domain.person import Person
from shared.domain.persona_assignment import PersonaAssignment
from shared.domain.theme import Theme
from shared.usecases.read_results import quotes_by_theme

QUOTES_PER_THEME = 2
NOTHING = Text("nothing yet", style="dim")


def results_view(shown: Shown) -> RenderableType:
    """Everything `parley show` says."""
    return Group(*_parts(shown))


def _parts(shown: Shown) -> Iterator[RenderableType]:
    yield _heading(shown)
    if shown.draft:
        yield draft_label()
    yield from failures_text(shown.run)
    yield from _stale(shown)
    if shown.turns:
        yield _title("Turns")
        yield _indented(turns_table(shown.turns, shown.results.evaluation))
    if shown.results.interview.pointers:
        yield from findings(shown)
    if shown.results.interview.decision:
        yield _title("Decision of a recruiter")
        yield _indented(decision_text(shown.results.interview.decision))
    if shown.results.interview.pointers:
        yield from run_facts(shown.steps)
        yield Text(f"\nCost over all runs: {cost_line(shown.results.cost)}")
    yield from warnings_text(shown.steps)


def findings(shown: Shown) -> Iterator[RenderableType]:
    """Summary, themes, people, answers, coverage."""
    yield _title("Summary")
    yield _indented(Text(shown.results.summary) if shown.results.summary else NOTHING)
    yield _title("Themes (insights)")
    yield from _themes(shown)
    yield _title("People")
    yield _people(shown) if shown.results.people else _indented(NOTHING)
    yield _title("Answers")
    yield _answers(shown) if shown.results.answers else _indented(NOTHING)
    if shown.results.evaluation:
        yield _title("Evaluation")
        yield from evaluation_view(shown.results.evaluation)
    if shown.results.coverage:
        yield _title("Coverage")
        yield _indented(_coverage(shown.results.coverage))


def draft_label() -> Panel:
    """Says in big letters that nobody has checked this."""
    words = Text("D R A F T", style="bold yellow")
    words.append("   made by the embedded engines: check it before you rely on it", style="yellow")
    return Panel(words, box=box.HEAVY, border_style="yellow", expand=False)


def quote_text(unit: EvidenceUnit) -> Text:
    """A quote with the time at which it was said."""
    return Text(f"“{unit.quote}”", style="italic").append(f"  {clock(unit.start_seconds)}", style="cyan not italic")


def _heading(shown: Shown) -> Text:
    interview = shown.results.interview
    text = Text(interview.title or interview.id, style="bold").append("  ").append_text(status_text(interview.status))
    if shown.run:
        text.append(f"  run {shown.run.key.run} ", style="not bold dim").append_text(status_text(shown.run.status))
    return text.append(f"\n{interview.id}  project {shown.project.name}  tier {interview.tier}", style="not bold dim")


def _stale(shown: Shown) -> Iterator[Text]:
    steps = shown.results.stale_steps
    if steps:
        words = f"stale: {', '.join(steps)}: made from older inputs than what is beside; run again with "
        command = f"parley redrive {shown.results.interview.id} --from {steps[0]}"
        yield Text(words, style="yellow").append(command, style="bold")


def _themes(shown: Shown) -> Iterator[RenderableType]:
    for theme in shown.results.themes:
        yield _indented(_theme(theme, list(quotes_by_theme(shown.results, theme))))
    if not shown.results.themes:
        yield _indented(NOTHING)


def _theme(theme: Theme, quotes: list[EvidenceUnit]) -> Group:
    more = len(quotes) - QUOTES_PER_THEME
    below = [Text(theme.statement), *map(quote_text, quotes[:QUOTES_PER_THEME])]
    below += [Text(f"and {count(more, 'more quote')}", style="dim")] if more > 0 else []
    return Group(Text(theme.name, style="bold"), *map(_indented, below))


def _people(shown: Shown) -> Table:
    table = _table("speaker", "name", "role", "organisation", "persona")
    personas = {assignment.person_id: assignment for assignment in shown.results.personas}
    for person in shown.results.people:
        table.add_row(*_person(person), _persona(personas.get(person.id)))
    return table


def _person(person: Person) -> tuple[str, str, str, str]:
    return person.speaker, person.name or "", person.role or "", person.organisation or ""


def _persona(assignment: PersonaAssignment | None) -> Text:
    if assignment is None:
        return Text("none yet", style="dim")
    text = Text(assignment.persona_name).append(f" {percent(assignment.confidence)}", style="dim")
    return text.append(" proposed: none of the project's fits", style="yellow") if assignment.proposed else text


def _answers(shown: Shown) -> Table:
    table = _table("question", "status", "answer")
    texts = {question.id: question.text for question in shown.project.questions}
    units = {unit.id: unit for unit in shown.results.evidence}
    for answer in shown.results.answers:
        table.add_row(
            texts.get(answer.question_id, answer.question_id), status_text(answer.status), _said(answer, units)
        )
    return table


def _said(answer: AnswerAttribution, units: dict[str, EvidenceUnit]) -> Text:
    quotes = [units[evidence_id] for evidence_id in answer.evidence_ids if evidence_id in units]
    if not quotes:
        return Text(answer.summary)
    times = ", ".join(dict.fromkeys(clock(unit.start_seconds) for unit in quotes))
    return Text(answer.summary or f"“{quotes[0].quote}”").append(f"  {times}", style="cyan")


def _coverage(coverage: Coverage) -> Text:
    read = f"{coverage.segments_read} of {coverage.segments} segments read in {count(coverage.windows, 'window')}; "
    style = "" if coverage.segments_read == coverage.segments else "red"
    quoted = f"evidence is {coverage.evidence_seconds:.0f} s of the participants' {coverage.participant_seconds:.0f} s"
    rest = f"; {coverage.quotes_dropped} quotes dropped, {coverage.duplicates_merged} duplicates merged"
    return Text(read, style=style).append(quoted + rest, style="none")


def _title(text: str) -> Text:
    return Text(f"\n{text}", style="bold underline")


def _indented(content: RenderableType) -> Padding:
    return Padding(content, (0, 0, 0, 2))


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column)
    return table
