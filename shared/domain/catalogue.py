"""Providers, models, their prices, and the chains in which they stand in for each other."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field

from shared.domain.engines import EngineKind
from shared.domain.errors import CatalogueInvalid, UnknownTier
from shared.domain.tier import Tier
from shared.domain.value import Value


class AiEnv(StrEnum):
    """Which engines a stage has: `AI_ENV`."""

    EMBEDDED = "embedded"
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class ProviderKind(StrEnum):
    """How a provider is spoken to. `OPENAI_COMPATIBLE` is a server of the user's own, at any address."""

    EMBEDDED = "embedded"
    OPENAI = "openai"
    OPENAI_COMPATIBLE = "openai_compatible"
    ANTHROPIC = "anthropic"
    AMAZON_TRANSCRIBE = "amazon_transcribe"
    EDGE = "edge"
    ELEVENLABS = "elevenlabs"
    GOOGLE = "google"


FREE = frozenset({ProviderKind.EMBEDDED, ProviderKind.OPENAI_COMPATIBLE, ProviderKind.EDGE})
NEED_KEY = frozenset({ProviderKind.OPENAI, ProviderKind.ANTHROPIC, ProviderKind.ELEVENLABS, ProviderKind.GOOGLE})
ANY_LANGUAGE = "any"


class Structured(StrEnum):
    """How an answer is held to its schema: by the provider, or only as JSON, with the schema told in words."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"


def _dollars(value: object) -> object:
    """Refuses numbers: a binary fraction is not the price that somebody reviewed."""
    if isinstance(value, str | Decimal):
        return value
    raise ValueError("write dollars as a string")


Dollars = Annotated[Decimal, BeforeValidator(_dollars), Field(ge=0, allow_inf_nan=False)]


class Entry(Value):
    """Something of the catalogue's file. Errors name its fields as the file does."""

    model_config = ConfigDict(loc_by_alias=False)


class Provider(Entry):
    """Who answers. `secret` is the last part of the name of the key's secret; None where no key is needed."""

    name: str
    kind: ProviderKind
    base_url: str | None = None
    secret: str | None = None
    timeout_seconds: float = Field(gt=0)
    structured: Structured = Structured.JSON_SCHEMA

    @property
    def needs_key(self) -> bool:
        """Whether it refuses whoever has no key."""
        return self.kind in NEED_KEY

    @property
    def may_be_free(self) -> bool:
        """Whether a price of nothing is no mistake."""
        return self.kind in FREE


class Price(Entry):
    """Dollars per million tokens or characters, or per minute or hour of audio.

    `reviewed` is when `source` was looked at. `confirmed` is False when the source did not show the figure itself.
    """

    tokens_in: Dollars | None = None
    tokens_out: Dollars | None = None
    tokens_cached: Dollars | None = None
    audio_minute: Dollars | None = None
    audio_hour: Dollars | None = None
    characters: Dollars | None = None
    minimum_audio_seconds: float = Field(default=0.0, ge=0)
    source: str = Field(min_length=1)
    reviewed: date
    confirmed: bool = True

    @property
    def figures(self) -> dict[str, Decimal]:
        """What is stated, by the name of its unit."""
        names = ("tokens_in", "tokens_out", "tokens_cached", "audio_minute", "audio_hour", "characters")
        return {name: figure for name in names if (figure := getattr(self, name)) is not None}


class Model(Entry):
    """A model. `name` is ours, `id` is the provider's. `retires` is the day of its announced end.

    A call takes at most `timeout_seconds`, the provider's when None. `voices` are the provider's own names of voices,
    by language (`en`, `en-gb`, or `any`). `seed` and `temperature` are sent so that a question is answered alike each
    time; None to a model that does not take it, or answers worse with it.
    """

    name: str
    provider: str
    id: str = Field(min_length=1)
    kind: EngineKind
    context_tokens: int = Field(default=0, ge=0)
    max_output_tokens: int = Field(default=0, ge=0)
    seed: int | None = Field(default=None, ge=0)
    temperature: float | None = Field(default=None, ge=0, le=2)
    price: Price
    retires: date | None = None
    timeout_seconds: float | None = Field(default=None, gt=0)
    voices: dict[str, str] = Field(default_factory=dict)

    @property
    def voice(self) -> str:
        """Whose voice it is, in words that change with it."""
        return f"{self.provider}/{self.id}/{','.join(f'{tag}={name}' for tag, name in sorted(self.voices.items()))}"


class Chains(Entry):
    """Who works for a tier: the first is asked first, the others stand in."""

    analysis: tuple[str, ...] = Field(min_length=1)
    speech: tuple[str, ...] = Field(min_length=1)
    voice: tuple[str, ...] = Field(min_length=1)

    def of(self, kind: EngineKind) -> tuple[str, ...]:
        """The names of the models of that kind."""
        return {EngineKind.ANALYSIS: self.analysis, EngineKind.SPEECH: self.speech, EngineKind.VOICE: self.voice}[kind]


class Catalogue(Entry):
    """All of it, checked: what one entry names, another one is."""

    providers: dict[str, Provider]
    models: dict[str, Model]
    chains: dict[AiEnv, dict[Tier, Chains]]

    def chain_of(self, ai_env: str, tier: str, kind: EngineKind) -> tuple[Model, ...]:
        """The models that work for a tier. Raises UnknownTier, and CatalogueInvalid for an AI_ENV that is none."""
        chains = self.chains[ai_env_named(ai_env)][tier_named(tier)]
        return tuple(self.models[name] for name in chains.of(kind))

    def provider_of(self, model: Model) -> Provider:
        """Who serves the model."""
        return self.providers[model.provider]

    def seconds_of(self, model: Model) -> float:
        """How long a call of the model may take."""
        return model.timeout_seconds or self.provider_of(model).timeout_seconds

    def model_of(self, provider: str, model_id: str) -> Model:
        """The model by its provider and the provider's own id. Raises CatalogueInvalid: the unknown has no price."""
        for model in self.models.values():
            if (model.provider, model.id) == (provider, model_id):
                return model
        raise CatalogueInvalid("there is no such model, so it has no price", field=f"{provider}/{model_id}")

    def uses_of(self, provider: str, ai_env: str) -> Iterator[tuple[Tier, Model]]:
        """Which tiers of an AI_ENV ask which models of a provider, first or as a fall-back."""
        for tier in Tier:
            for kind in EngineKind:
                chain = self.chain_of(ai_env, tier, kind)
                yield from ((tier, model) for model in chain if model.provider == provider)


def tier_named(text: str) -> Tier:
    """The tier of that name. Raises UnknownTier."""
    try:
        return Tier(text)
    except ValueError:
        raise UnknownTier("there is no such tier", field="tier") from None


def ai_env_named(text: str) -> AiEnv:
    """The AI_ENV of that name. Raises CatalogueInvalid."""
    try:
        return AiEnv(text)
    except ValueError:
        remedy = f"use {', '.join(AiEnv)}"
        raise CatalogueInvalid("there are no chains for it", field=f"AI_ENV={text}", remedy=remedy) from None
