"""The catalogue's file: every mistake is refused with its place, and no use is priced by guessing."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from shared.domain.catalogue import AiEnv, Catalogue, ProviderKind
from shared.domain.catalogue_file import read_catalogue
from shared.domain.engines import EngineKind
from shared.domain.errors import CatalogueInvalid, InvalidInput, UnknownTier
from shared.domain.tier import Tier

TOKENS = {"tokens_in": "0.15", "tokens_out": "0.60", "tokens_cached": "0.075", "source": "s", "reviewed": "2026-11-21"}
AUDIO = {"audio_minute": "0.006", "source": "s", "reviewed": "2026-11-21"}
SIZES = {"context_tokens": 1000, "max_output_tokens": 100}
CHARACTERS = {"characters": "15.00", "source": "s", "reviewed": "2026-11-21"}
CHAINS = {"analysis": ["big", "small"], "speech": ["ears"], "voice": ["mouth"]}


def file() -> dict[str, Any]:
    """What the TOML of a small, right catalogue parses to."""
    return {
        "providers": {
            "vendor": {
                "kind": "openai",
                "base_url": "https://vendor.example/v1",
                "secret": "vendor",
                "timeout_seconds": 60,
            },
            "embedded": {"kind": "embedded", "timeout_seconds": 900},
        },
        "models": {
            "big": {"provider": "vendor", "id": "big-1", "kind": "analysis", **SIZES, "price": dict(TOKENS)},
            "small": {"provider": "vendor", "id": "small-1", "kind": "analysis", **SIZES, "price": dict(TOKENS)},
            "ears": {"provider": "vendor", "id": "ears-1", "kind": "speech", "price": dict(AUDIO)},
            "mouth": {
                "provider": "vendor",
                "id": "mouth-1",
                "kind": "voice",
                "voices": {"en": "ann"},
                "price": dict(CHARACTERS),
            },
        },
        "chains": {env.value: {tier.value: deepcopy(CHAINS) for tier in Tier} for env in AiEnv},
    }


def broken(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    content = file()
    change(content)
    return content


def test_a_right_file_is_read() -> None:
    catalogue = read_catalogue(file())
    chain = catalogue.chain_of("production", "essential", EngineKind.ANALYSIS)
    assert [model.name for model in chain] == ["big", "small"]
    assert catalogue.provider_of(chain[0]).kind is ProviderKind.OPENAI
    assert catalogue.model_of("vendor", "ears-1").kind is EngineKind.SPEECH


def essential(content: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = content["chains"]["production"]["essential"]
    return found


@pytest.mark.parametrize(
    ("change", "place"),
    [
        pytest.param(lambda c: c["models"]["big"].pop("price"), "models.big.price", id="no price at all"),
        pytest.param(
            lambda c: c["models"]["big"]["price"].pop("tokens_out"), "models.big.price.tokens_out", id="a price missing"
        ),
        pytest.param(
            lambda c: c["models"]["big"]["price"].pop("tokens_cached"),
            "models.big.price.tokens_cached",
            id="the cached price missing",
        ),
        pytest.param(
            lambda c: c["models"]["ears"]["price"].pop("audio_minute"), "models.ears.price", id="no price of audio"
        ),
        pytest.param(
            lambda c: c["models"]["ears"]["price"].update(audio_hour="0.04"), "models.ears.price", id="two of audio"
        ),
        pytest.param(
            lambda c: c["models"]["ears"]["price"].update(tokens_in="1"),
            "models.ears.price.tokens_in",
            id="tokens of a speech model",
        ),
        pytest.param(
            lambda c: c["models"]["ears"]["price"].update(audio_minute="0"), "models.ears.price", id="free of charge"
        ),
        pytest.param(
            lambda c: c["models"]["big"]["price"].update(tokens_in=0.15),
            "models.big.price.tokens_in",
            id="a binary fraction",
        ),
        pytest.param(
            lambda c: c["models"]["big"]["price"].update(tokens_in="-1"), "models.big.price.tokens_in", id="negative"
        ),
        pytest.param(
            lambda c: c["models"]["big"]["price"].update(tokens_in="NaN"), "models.big.price.tokens_in", id="no number"
        ),
        pytest.param(
            lambda c: c["models"]["big"]["price"].pop("source"), "models.big.price.source", id="nobody knows from where"
        ),
        pytest.param(
            lambda c: c["models"]["big"]["price"].pop("reviewed"), "models.big.price.reviewed", id="never reviewed"
        ),
        pytest.param(
            lambda c: c["models"]["big"].update(provider="other"), "models.big.provider", id="unknown provider"
        ),
        pytest.param(lambda c: c["models"]["small"].update(id="big-1"), "models.small.id", id="the same model twice"),
        pytest.param(lambda c: c["models"]["big"].update(kind="smell"), "models.big.kind", id="unknown kind"),
        pytest.param(lambda c: c["models"]["big"].update(colour="red"), "models.big.colour", id="unknown field"),
        pytest.param(
            lambda c: c["models"]["big"].pop("max_output_tokens"), "models.big.max_output_tokens", id="no output"
        ),
        pytest.param(
            lambda c: c["models"]["big"].update(context_tokens=100), "models.big.context_tokens", id="context full"
        ),
        pytest.param(lambda c: c["models"]["big"].update(seed=-1), "models.big.seed", id="a seed below nought"),
        pytest.param(lambda c: c["models"]["big"].update(temperature=3), "models.big.temperature", id="too hot"),
        pytest.param(lambda c: c["models"]["ears"].update(seed=1), "models.ears.seed", id="a seed that nobody sends"),
        pytest.param(
            lambda c: (c["providers"]["vendor"].update(kind="anthropic"), c["models"]["big"].update(temperature=0)),
            "models.big.temperature",
            id="a temperature that nobody sends",
        ),
        pytest.param(lambda c: c["providers"]["vendor"].pop("secret"), "providers.vendor.secret", id="no key"),
        pytest.param(
            lambda c: c["providers"]["vendor"].update(base_url="http://vendor.example"),
            "providers.vendor.base_url",
            id="no TLS",
        ),
        pytest.param(
            lambda c: c["providers"]["vendor"].update(timeout_seconds=0),
            "providers.vendor.timeout_seconds",
            id="no time",
        ),
        pytest.param(lambda c: c["providers"]["vendor"].update(kind="fax"), "providers.vendor.kind", id="unknown way"),
        pytest.param(
            lambda c: essential(c).update(analysis=["huge"]), "chains.production.essential.analysis", id="unknown model"
        ),
        pytest.param(
            lambda c: essential(c).update(analysis=["big", "huge"]),
            "chains.production.essential.analysis",
            id="unknown fall-back",
        ),
        pytest.param(
            lambda c: essential(c).update(analysis=["big", "ears"]),
            "chains.production.essential.analysis",
            id="a fall-back of another kind",
        ),
        pytest.param(
            lambda c: essential(c).update(analysis=["big", "big"]),
            "chains.production.essential.analysis",
            id="a model twice",
        ),
        pytest.param(
            lambda c: essential(c).update(speech=[]), "chains.production.essential.speech", id="an empty chain"
        ),
        pytest.param(lambda c: essential(c).pop("speech"), "chains.production.essential.speech", id="no chain"),
        pytest.param(
            lambda c: c["chains"]["production"].pop("enterprise"), "chains.production.enterprise", id="no such tier"
        ),
        pytest.param(lambda c: c["chains"].pop("development"), "chains.development", id="no such AI_ENV"),
        pytest.param(
            lambda c: c["chains"]["production"].update(gold=CHAINS), "chains.production.gold", id="an unknown tier"
        ),
        pytest.param(lambda c: c["chains"].update(moon={}), "chains.moon", id="an unknown AI_ENV"),
        pytest.param(
            lambda c: c["models"]["mouth"]["price"].pop("characters"),
            "models.mouth.price.characters",
            id="no price of characters",
        ),
        pytest.param(
            lambda c: c["models"]["mouth"]["price"].update(characters="0"), "models.mouth.price", id="free speech"
        ),
        pytest.param(
            lambda c: c["models"]["mouth"]["price"].update(audio_minute="1"),
            "models.mouth.price.audio_minute",
            id="minutes of a voice",
        ),
        pytest.param(lambda c: c["models"]["mouth"].pop("voices"), "models.mouth.voices", id="nobody's voice"),
        pytest.param(
            lambda c: c["models"]["ears"].update(voices={"en": "ann"}), "models.ears.voices", id="ears that speak"
        ),
        pytest.param(
            lambda c: c["models"]["mouth"].update(timeout_seconds=0),
            "models.mouth.timeout_seconds",
            id="no time",
        ),
        pytest.param(lambda c: essential(c).pop("voice"), "chains.production.essential.voice", id="no chain of voices"),
        pytest.param(
            lambda c: essential(c).update(voice=["ears"]), "chains.production.essential.voice", id="ears as a voice"
        ),
        pytest.param(lambda c: c.pop("models"), "chains.embedded.essential.analysis", id="no models"),
        pytest.param(lambda c: c.update(models=[]), "models", id="models as a list"),
        pytest.param(lambda c: c["models"].update(big=3), "models.big", id="a model as a number"),
        pytest.param(lambda c: c.update(voices={}), "voices", id="an unknown table"),
    ],
)
def test_a_mistake_is_refused_with_its_place(change: Callable[[dict[str, Any]], object], place: str) -> None:
    with pytest.raises(CatalogueInvalid) as refused:
        read_catalogue(broken(change))
    assert refused.value.field == place


def test_nobody_stands_in_for_an_embedded_engine() -> None:
    content = file()
    content["models"]["own"] = {"provider": "embedded", "id": "own", "kind": "analysis", "price": dict(TOKENS)}
    essential(content)["analysis"] = ["big", "own"]
    read_catalogue(content)
    essential(content)["analysis"] = ["own", "big"]
    with pytest.raises(CatalogueInvalid, match="nobody can stand in"):
        read_catalogue(content)


def test_amazon_transcribe_needs_somebody_who_hears_pieces() -> None:
    content = file()
    content["providers"]["aws"] = {"kind": "amazon_transcribe", "timeout_seconds": 900}
    content["models"]["job"] = {"provider": "aws", "id": "job", "kind": "speech", "price": dict(AUDIO)}
    essential(content)["speech"] = ["job", "ears"]
    read_catalogue(content)
    essential(content)["speech"] = ["job"]
    with pytest.raises(CatalogueInvalid, match="who hears pieces"):
        read_catalogue(content)


def test_a_price_of_nothing_is_stated_where_nobody_charges() -> None:
    content = file()
    content["models"]["own"] = {
        "provider": "embedded",
        "id": "own",
        "kind": "analysis",
        "price": TOKENS | {"tokens_in": "0", "tokens_out": "0", "tokens_cached": "0"},
    }
    assert read_catalogue(content).models["own"].price.figures.keys() == {"tokens_in", "tokens_out", "tokens_cached"}
    content["models"]["own"]["price"].pop("tokens_in")
    with pytest.raises(CatalogueInvalid, match="price is missing"):
        read_catalogue(content)


@pytest.fixture
def catalogue() -> Catalogue:
    return read_catalogue(file())


@pytest.mark.parametrize("tier", ["gold", "", "Essential"])
def test_an_unknown_tier_is_refused(catalogue: Catalogue, tier: str) -> None:
    with pytest.raises(UnknownTier, match="essential, professional or enterprise") as refused:
        catalogue.chain_of("production", tier, EngineKind.ANALYSIS)
    assert isinstance(refused.value, InvalidInput)


def test_an_unknown_ai_env_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(CatalogueInvalid, match="AI_ENV=staging"):
        catalogue.chain_of("staging", "essential", EngineKind.ANALYSIS)


def test_an_unknown_model_has_no_price(catalogue: Catalogue) -> None:
    with pytest.raises(CatalogueInvalid, match="vendor/huge"):
        catalogue.model_of("vendor", "huge")


def test_which_tiers_use_a_provider(catalogue: Catalogue) -> None:
    uses = [(tier.value, model.name) for tier, model in catalogue.uses_of("vendor", "production")]
    assert uses[:3] == [("essential", "big"), ("essential", "small"), ("essential", "ears")]
    assert list(catalogue.uses_of("embedded", "production")) == []


def test_a_call_takes_as_long_as_the_model_says_or_else_the_provider(catalogue: Catalogue) -> None:
    mouth = catalogue.models["mouth"]
    assert catalogue.seconds_of(mouth) == 60
    assert catalogue.seconds_of(mouth.model_copy(update={"timeout_seconds": 15.0})) == 15


def test_a_voice_is_named_by_all_that_changes_how_it_sounds(catalogue: Catalogue) -> None:
    mouth = catalogue.models["mouth"]
    assert mouth.voice == "vendor/mouth-1/en=ann"
    assert mouth.model_copy(update={"voices": {"en": "bea"}}).voice != mouth.voice


def test_the_day_a_model_ends_is_a_date() -> None:
    content = file()
    content["models"]["big"]["retires"] = date(2027, 1, 14)
    assert read_catalogue(content).models["big"].retires == date(2027, 1, 14)
