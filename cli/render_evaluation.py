"""The evaluation of a live interview for the eye: what is recommended, and on which answers that stands."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cli.render_text import status_text
from shared.domain.evaluation.evaluation import AnswerScore, Evaluation, Recommendation, Statement

if TYPE_CHECKING:
    from cli.held import Held

STATEMENTS: Final = {
    "strengths": ("strength", "green"),
    "weaknesses": ("weakness", "yellow"),
    "red_flags": ("red flag", "red"),
    "skill_gaps": ("skill gap", "yellow"),
}
POINTS: Final = ((7.0, "green"), (4.0, "yellow"), (0.0, "red"))  # of 10
STYLES = {
    Recommendation.HIGHLY_RECOMMENDED: "bold green",
    Recommendation.RECOMMENDED: "green",
    Recommendation.CONSIDER: "yellow",
    Recommendation.NOT_RECOMMENDED: "red",
    Recommendation.INSUFFICIENT_EVIDENCE: "dim",
}


def held_view(held: "Held") -> RenderableType:
    """What `parley interview` says at the end."""
    heading = Text(f"\n{held.interview_id}  ", style="dim").append_text(status_text(held.status))
    if held.reason:
        heading.append(f"  {held.reason}", style="red")
    shown = list(evaluation_view(held.evaluation)) if held.evaluation else []
    more = Text(f"\nmore with: parley show {held.interview_id}", style="dim")
    return Group(heading, *shown, more)


def evaluation_view(evaluation: Evaluation) -> Iterator[RenderableType]:
    """Recommendation, scores, a row per question with what was said, and the statements."""
    yield _headline(evaluation)
    if evaluation.gate:
        yield Text(f"  {evaluation.gate}", style="yellow")
    yield _table(evaluation.answers)
    for name in STATEMENTS:
        yield from _statements(name, getattr(evaluation, name), evaluation)
    for step in evaluation.next_steps:
        yield Text(f"  next: {step}")


def _headline(evaluation: Evaluation) -> Text:
    said = str(evaluation.recommendation).replace("_", " ")
    text = Text(f"  {said}", style=STYLES[evaluation.recommendation])
    overall = "" if evaluation.overall is None else f"  overall {evaluation.overall} of 100"
    scores = ", ".join(f"{name} {score}" for name, score in evaluation.scores.items())
    text.append(overall, style="not bold").append(f"  ({scores})" if scores else "", style="dim")
    by = f"  by {evaluation.engine.name}"
    return text.append(f"{by}, a draft" if evaluation.engine.draft else by, style="dim not bold")


def _table(answers: tuple[AnswerScore, ...]) -> Table:
    table = Table(box=box.SIMPLE, show_edge=False)
    for name in ("turns", "question", "score", "sure", "why, and what was said"):
        table.add_column(name, justify="right" if name in {"turns", "score", "sure"} else "left")
    for answer in answers:
        table.add_row(_turns(answer.turns), answer.question, _score(answer), f"{answer.confidence:.0%}", _why(answer))
    return table


def _turns(turns: tuple[int, ...]) -> str:
    return ", ".join(map(str, turns))


def _score(answer: AnswerScore) -> Text:
    if answer.score is None:
        return Text("-", style="dim")
    return Text(f"{answer.score:g}", style=next(style for least, style in POINTS if answer.score >= least))


def _why(answer: AnswerScore) -> Text:
    text = Text(answer.rationale)
    for quote in answer.quotes:
        text.append(f"\n“{quote}”", style="italic")
    return text.append(f"\n{answer.red_flag}", style="red") if answer.red_flag else text


def _statements(name: str, statements: tuple[Statement, ...], evaluation: Evaluation) -> Iterator[Text]:
    """Each with the turns that it rests on."""
    turns = {answer.question_id: answer.turns for answer in evaluation.answers}
    words, style = STATEMENTS[name]
    for statement in statements:
        at = sorted({turn for question_id in statement.question_ids for turn in turns.get(question_id, ())})
        where = f"  (turn{'s' if len(at) > 1 else ''} {_turns(tuple(at))})" if at else ""
        line = Text(f"  {words}: ", style=style).append(statement.text, style="not bold default")
        yield line.append(where, style="dim")
