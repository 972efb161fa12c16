"""The catalogue that is shipped: what the product promises of it."""

from datetime import date

import pytest

from shared.domain.catalogue import AiEnv
from shared.domain.engines import EngineKind
from shared.domain.tier import Tier
from shared.runtime.catalogue import load_catalogue


def first_and_rest(ai_env: AiEnv, tier: Tier, kind: EngineKind) -> list[tuple[str, str]]:
    return [(model.provider, model.id) for model in load_catalogue().chain_of(ai_env, tier, kind)]


def test_it_is_read_once() -> None:
    assert load_catalogue() is load_catalogue()


@pytest.mark.parametrize("tier", list(Tier))
def test_the_embedded_engines_need_nobody(tier: Tier) -> None:
    assert first_and_rest(AiEnv.EMBEDDED, tier, EngineKind.ANALYSIS) == [("embedded", "extractive")]
    assert first_and_rest(AiEnv.EMBEDDED, tier, EngineKind.SPEECH) == [("embedded", "whisper-base")]
    assert first_and_rest(AiEnv.EMBEDDED, tier, EngineKind.VOICE) == [("embedded", "piper-joe")]


@pytest.mark.parametrize("tier", list(Tier))
def test_development_is_groq_s_whatever_the_tier(tier: Tier) -> None:
    for kind in (EngineKind.ANALYSIS, EngineKind.SPEECH):
        assert first_and_rest(AiEnv.DEVELOPMENT, tier, kind)[0][0] == "groq"
    assert first_and_rest(AiEnv.DEVELOPMENT, tier, EngineKind.VOICE) == [("edge", "edge-tts")]


@pytest.mark.parametrize(
    ("tier", "analysis", "speech", "voice"),
    [
        (Tier.ESSENTIAL, "groq", ("groq", "whisper-large-v3-turbo"), "edge"),
        (Tier.PROFESSIONAL, "openai", ("openai", "whisper-1"), "google"),
        (Tier.ENTERPRISE, "anthropic", ("aws", "amazon-transcribe"), "elevenlabs"),
    ],
)
def test_production_by_tier(tier: Tier, analysis: str, speech: tuple[str, str], voice: str) -> None:
    assert first_and_rest(AiEnv.PRODUCTION, tier, EngineKind.VOICE)[0][0] == voice
    assert first_and_rest(AiEnv.PRODUCTION, tier, EngineKind.ANALYSIS)[0][0] == analysis
    assert first_and_rest(AiEnv.PRODUCTION, tier, EngineKind.SPEECH)[0] == speech


@pytest.mark.parametrize("tier", list(Tier))
@pytest.mark.parametrize("kind", list(EngineKind))
def test_in_production_another_provider_stands_in_and_never_a_draft(tier: Tier, kind: EngineKind) -> None:
    providers = [provider for provider, _ in first_and_rest(AiEnv.PRODUCTION, tier, kind)]
    assert len(set(providers)) > 1
    assert "embedded" not in providers


def test_every_model_works_for_somebody() -> None:
    catalogue = load_catalogue()
    chains = [chains for tiers in catalogue.chains.values() for chains in tiers.values()]
    used = {name for each in chains for kind in EngineKind for name in each.of(kind)}
    assert set(catalogue.models) - used == {"local"}  # that of PARLEY_LLM_BASE_URL


def test_the_models_of_anthropic_are_those_that_its_library_names() -> None:
    from typing import get_args

    from anthropic.types.model import Model as Named

    named = {name for part in get_args(Named) for name in get_args(part)}
    ours = {model.id for model in load_catalogue().models.values() if model.provider == "anthropic"}
    assert ours
    assert ours <= named


def test_the_prices_say_when_somebody_looked() -> None:
    assert all(model.price.reviewed >= date(2026, 11, 1) for model in load_catalogue().models.values())
