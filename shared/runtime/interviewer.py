"""Who considers answers where models do: with the rules before and behind them, within the time of a turn."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from shared.adapters.guarded_interviewer import GuardedInterviewer
from shared.adapters.model_interviewer.interviewer import ModelInterviewer
from shared.domain.limits import CALL_MARGIN_SECONDS
from shared.domain.session.limits import CONSIDER_SECONDS
from shared.runtime.invocation import within

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.ports import Interviewer, LanguageModel, Meter


def build_interviewer(model: LanguageModel, rules: Callable[[], Interviewer], meter: Meter) -> Interviewer:
    """`rules` are built when they are needed."""
    in_time = partial(within, CONSIDER_SECONDS + CALL_MARGIN_SECONDS)
    return GuardedInterviewer(ModelInterviewer(model), rules, meter, in_time)
