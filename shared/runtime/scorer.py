"""Who scores answers where models do: paid once for each answer, with the rules behind it where they may stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.model_scorer import ModelScorer, StandInScorer

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.ports import LanguageModel, Meter
    from shared.ports.sessions import Scorer


def build_scorer(model: LanguageModel, rules: Callable[[], Scorer] | None, meter: Meter) -> Scorer:
    """`rules` are built when they are needed; None where nothing may stand in."""
    asked = ModelScorer(model, meter)
    return StandInScorer(asked, rules, meter) if rules else asked
