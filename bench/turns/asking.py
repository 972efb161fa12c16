"""An interviewer that answers at once, and makes of every answer as much as a model may."""

from dataclasses import dataclass

from shared.adapters.scripted_engines import ENGINE, ScriptedEngines
from shared.domain.made_by import Engine
from shared.domain.session.action import ActionType
from shared.domain.session.answer import AnswerKind, Considered
from shared.domain.session.limits import MAX_RECENT_CHARACTERS, MAX_SAID_CHARACTERS, MAX_SUMMARY_CHARACTERS
from shared.ports import EngineScope, Interviewer, TurnContext

QUESTIONS = 20  # of the plan; each has two follow-ups, so that it takes 60 turns
TURNS = 60
ANSWER = ("I led five people through it, and we cut the waiting time by a third. " * 40)[: 2 * MAX_RECENT_CHARACTERS]


@dataclass(frozen=True)
class AskingInterviewer:
    """Implements `Interviewer`: follows up for as long as it may, and fills whatever has a limit."""

    engine: Engine = ENGINE

    def consider(self, context: TurnContext) -> Considered:
        """At once."""
        turn = context.session.turn
        return Considered(
            kind=AnswerKind.THIN,
            value=0.3,
            proposes=ActionType.ASK_FOLLOWUP,
            say=f"What came of it after turn {turn:02d}?",
            why="more is wanted",
            score=5.0,
            feedback="f" * MAX_SAID_CHARACTERS,
            summary="s" * MAX_SUMMARY_CHARACTERS,
            insight="i" * 100,
            engine=self.engine,
        )


@dataclass(frozen=True)
class AskingEngines(ScriptedEngines):
    """Implements `Engines`: as the scripted ones, but for the interviewer, who is metered by nobody."""

    def interviewer(self, scope: EngineScope) -> Interviewer:
        del scope
        return AskingInterviewer()
