"""How long the model interviewer's prompt is, turn by turn."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bench.live import plan_of
from bench.turns.asking import ANSWER, QUESTIONS, TURNS, AskingInterviewer
from shared.adapters.model_analyst.sizes import as_json
from shared.adapters.model_interviewer.interviewer import ModelInterviewer
from shared.domain.made_by import Engine
from shared.domain.session.answer import Answer
from shared.domain.session.process_turn import Heard, open_session, process_turn
from shared.ports import ModelAnswer, Prompt, TurnContext

BEGINS: Final = datetime(2026, 11, 2, 9, tzinfo=UTC)


class _Measured(Exception):
    """The prompt is known; nobody answers it."""


@dataclass
class MeasuringModel:
    """Implements `LanguageModel`: notes how long each prompt is, and never answers."""

    characters: list[int] = field(default_factory=list)
    engine: Engine = field(default_factory=lambda: Engine(name="measuring", version="1"))
    context_tokens: int = 128_000

    def answer(self, prompt: Prompt, schema: type[Any]) -> ModelAnswer:
        """Notes instructions, data and schema."""
        schemed = as_json(schema.model_json_schema())
        self.characters.append(len(prompt.instructions) + len(prompt.data) + len(schemed))
        raise _Measured


def prompt_lengths() -> list[int]:
    """In characters, of each turn of a session of 60."""
    model, plan = MeasuringModel(), plan_of(QUESTIONS, turns=TURNS)
    _, session = open_session("bench", "interview", plan, BEGINS)
    while session.open:
        answer = Answer(text=ANSWER)
        context = TurnContext(plan, session, plan.question(session.open.question_id), answer)
        with suppress(_Measured):
            ModelInterviewer(model).consider(context)
        now = BEGINS + timedelta(minutes=session.turn)
        _, session = process_turn(session, Heard(answer, AskingInterviewer().consider(context)), plan, now)
    return model.characters
