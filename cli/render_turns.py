"""What was asked and answered in a live interview, for the eye."""

from collections.abc import Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from cli.render_text import moment, percent
from shared.domain.decision import Decided, RecruiterDecision
from shared.domain.evaluation.evaluation import Evaluation
from shared.domain.session.turn import Turn

STYLES = {Decided.ADVANCE: "bold green", Decided.HOLD: "yellow", Decided.REJECT: "red"}


def turns_table(turns: Sequence[Turn], evaluation: Evaluation | None) -> Table:
    """A row per turn: what was asked, what was said to it, what the interviewer did then."""
    table = Table(box=box.SIMPLE, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("turn", "asked", "answered", "score", "then"):
        table.add_column(name, justify="right" if name in {"turn", "score"} else "left")
    scores = evaluation.by_turn if evaluation else {}
    for turn in turns:
        scored = scores.get(turn.number)
        score = f"{scored.score:g}" if scored and scored.score is not None else "-"
        table.add_row(str(turn.number), turn.asked.text, _answered(turn), score, _then(turn))
    return table


def decision_text(decision: RecruiterDecision) -> Text:
    """What a recruiter has decided, who, and why."""
    text = Text(f"{decision.decided}", style=STYLES[decision.decided])
    return text.append(f"  by {decision.by}, {moment(decision.at)}: {decision.reason}", style="not bold default")


def _answered(turn: Turn) -> Text:
    answer = turn.answer
    text = Text(answer.text) if answer.heard and answer.text else Text("not understood", style="yellow")
    if answer.audio_key:
        sure = "" if answer.confidence is None else f", heard {percent(answer.confidence)} sure"
        text.append(f"  (spoken{sure})", style="dim")
    return text


def _then(turn: Turn) -> Text:
    if turn.reply is None:
        return Text("waits for a reply", style="dim")
    return Text(str(turn.reply.decision.action).replace("_", " "), style="dim")
