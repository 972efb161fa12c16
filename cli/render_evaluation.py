"""The evaluation of a live interview for the eye: what is recommended, and on which answers that stands."""

from collections.abc import Iterator

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from shared.domain.evaluation.evaluation import AnswerScore, Evaluation, Recommendation, Statement

STYLES = {
    Recommendation.HIGHLY_RECOMMENDED: "bold green",
    Recommendation.RECOMMENDED: "green",
    Recommendation.CONSIDER: "yellow",
    Recommendation.NOT_RECOMMENDED: "red",
    Recommendation.INSUFFICIENT_EVIDENCE: "dim",
}


def evaluation_view(evaluation: Evaluation) -> Iterator[RenderableType]:
    """Recommendation, scores, a row per question, and the statements."""
    yield _headline(evaluation)
    if evaluation.gate:
        yield Text(f"  {evaluation.gate}", style="yellow")
    yield _table(evaluation.answers)
    for name in ("strengths", "weaknesses", "red_flags", "skill_gaps"):
        yield from _statements(name.replace("_", " "), getattr(evaluation, name))
    for step in evaluation.next_steps:
        yield Text(f"  next: {step}")


def _headline(evaluation: Evaluation) -> Text:
    said = str(evaluation.recommendation).replace("_", " ")
    text = Text(f"  {said}", style=STYLES[evaluation.recommendation])
    overall = "" if evaluation.overall is None else f"  overall {evaluation.overall} of 100"
    scores = ", ".join(f"{name} {score}" for name, score in evaluation.scores.items())
    return text.append(overall, style="not bold").append(f"  ({scores})" if scores else "", style="dim")


def _table(answers: tuple[AnswerScore, ...]) -> Table:
    table = Table(box=box.SIMPLE, show_edge=False)
    for name in ("question", "score", "sure", "why"):
        table.add_column(name, justify="right" if name in {"score", "sure"} else "left")
    for answer in answers:
        score = "-" if answer.score is None else f"{answer.score:g}"
        table.add_row(answer.question, score, f"{answer.confidence:.0%}", answer.rationale)
    return table


def _statements(name: str, statements: tuple[Statement, ...]) -> Iterator[Text]:
    for statement in statements:
        yield Text(f"  {name}: {statement.text}").append(f"  ({', '.join(statement.question_ids)})", style="dim")
