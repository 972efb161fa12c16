"""Who makes questions where models do: with the bank behind them, within the time of a request."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from shared.adapters.model_writer import ModelQuestionWriter, StandInQuestionWriter
from shared.adapters.question_bank import BankQuestionWriter
from shared.domain.limits import CALL_MARGIN_SECONDS
from shared.domain.session.limits import WRITING_SECONDS
from shared.runtime.invocation import within

if TYPE_CHECKING:
    from shared.ports import LanguageModel, Meter
    from shared.ports.sessions import QuestionWriter


def build_question_writer(model: LanguageModel, meter: Meter) -> QuestionWriter:
    """A model by whose silence nobody is kept waiting."""
    in_time = partial(within, WRITING_SECONDS + CALL_MARGIN_SECONDS)
    return StandInQuestionWriter(ModelQuestionWriter(model), BankQuestionWriter(), meter, in_time)
