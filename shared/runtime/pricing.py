"""What is noted of work by its model's price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.engines import EngineKind, EngineUse
from shared.domain.prices import price_of

if TYPE_CHECKING:
    from shared.domain.catalogue import Catalogue, Model
    from shared.ports import ModelAnswer


def answer_price(model: Model, answer: ModelAnswer) -> int:
    """What an answer costs, in nanodollars."""
    return price_of(model, tokens_in=answer.tokens_in, tokens_out=answer.tokens_out, tokens_cached=answer.tokens_cached)


def job_use(catalogue: Catalogue, model: Model, audio_seconds: float) -> EngineUse:
    """What a job that hears so many seconds uses."""
    return EngineUse(
        provider=catalogue.provider_of(model).name,
        model=model.id,
        kind=EngineKind.SPEECH,
        audio_seconds=audio_seconds,
        price_nanodollars=price_of(model, audio_seconds=audio_seconds),
    )
