"""The catalogue's file becomes the catalogue, or is refused with the place of the mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from shared.domain.catalogue import AiEnv, Catalogue, ProviderKind
from shared.domain.engines import EngineKind
from shared.domain.errors import CatalogueInvalid
from shared.domain.tier import Tier

if TYPE_CHECKING:
    from shared.domain.catalogue import Chains, Model, Price, Provider

TOKEN_FIGURES = frozenset({"tokens_in", "tokens_out", "tokens_cached"})
AUDIO_FIGURES = frozenset({"audio_minute", "audio_hour"})
FIGURES = {
    EngineKind.ANALYSIS: TOKEN_FIGURES,
    EngineKind.SPEECH: AUDIO_FIGURES,
    EngineKind.VOICE: frozenset({"characters"}),
}
SAMPLED = frozenset({ProviderKind.OPENAI, ProviderKind.OPENAI_COMPATIBLE})
Mistake = tuple[str, str]


def read_catalogue(parsed: Mapping[str, Any]) -> Catalogue:
    """The catalogue of a parsed TOML file. Raises CatalogueInvalid, which names the first mistake's place."""
    catalogue = _shaped({**parsed, "providers": _named(parsed, "providers"), "models": _named(parsed, "models")})
    for place, mistake in _mistakes(catalogue):
        raise CatalogueInvalid(mistake, field=place)
    return catalogue


def _named(parsed: Mapping[str, Any], table: str) -> Any:
    """The entries of a table, each told its own name."""
    found = parsed.get(table, {})
    if not isinstance(found, Mapping):
        return found
    return {name: {**entry, "name": name} if isinstance(entry, Mapping) else entry for name, entry in found.items()}


def _shaped(parsed: Mapping[str, Any]) -> Catalogue:
    try:
        return Catalogue.model_validate(parsed)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"] if part != "[key]")
        raise CatalogueInvalid(first["msg"], field=place) from None


def _mistakes(catalogue: Catalogue) -> Iterator[Mistake]:
    for provider in catalogue.providers.values():
        yield from _of_provider(provider)
    for model in catalogue.models.values():
        yield from _of_model(model, catalogue)
    for ai_env in AiEnv:
        yield from _of_env(ai_env, catalogue)


def _of_provider(provider: Provider) -> Iterator[Mistake]:
    place = f"providers.{provider.name}"
    if provider.needs_key and not provider.secret:
        yield f"{place}.secret", "a provider of this kind needs a key: name its secret"
    if provider.needs_key and not (provider.base_url or "").startswith("https://"):
        yield f"{place}.base_url", "an address with https is needed"


def _of_model(model: Model, catalogue: Catalogue) -> Iterator[Mistake]:
    place = f"models.{model.name}"
    provider = catalogue.providers.get(model.provider)
    if provider is None:
        yield f"{place}.provider", f"there is no provider {model.provider!r}"
        return
    yield from _of_price(model.price, model.kind, f"{place}.price")
    if not provider.may_be_free and not any(model.price.figures.values()):
        yield f"{place}.price", "this provider charges: a price of nothing is a mistake"
    if model.kind is EngineKind.ANALYSIS and provider.kind is not ProviderKind.EMBEDDED:
        yield from _of_context(model, place)
    yield from _of_sampling(model, provider, place)
    if (model.kind is EngineKind.VOICE) is not bool(model.voices):
        yield f"{place}.voices", "who speaks needs voices, and nobody else does"
    if catalogue.model_of(model.provider, model.id) is not model:
        yield f"{place}.id", "another model has the same provider and id"


def _of_sampling(model: Model, provider: Provider, place: str) -> Iterator[Mistake]:
    """Sampling settings that no provider of this kind would be sent."""
    if provider.kind in SAMPLED and model.kind is EngineKind.ANALYSIS:
        return
    for name in ("seed", "temperature"):
        if getattr(model, name) is not None:
            yield f"{place}.{name}", "is sent to models of analysis that speak OpenAI's protocol only"


def _of_context(model: Model, place: str) -> Iterator[Mistake]:
    if model.max_output_tokens < 1:
        yield f"{place}.max_output_tokens", "is needed"
    if model.context_tokens <= model.max_output_tokens:
        yield f"{place}.context_tokens", "must be more than max_output_tokens"


def _of_price(price: Price, kind: EngineKind, place: str) -> Iterator[Mistake]:
    stated = set(price.figures)
    if kind is not EngineKind.SPEECH:
        for name in sorted(FIGURES[kind] - stated):
            yield f"{place}.{name}", "the price is missing"
    elif len(stated & AUDIO_FIGURES) != 1:
        yield place, "state either audio_minute or audio_hour"
    for name in sorted(stated - FIGURES[kind]):
        yield f"{place}.{name}", f"is no price of a model for {kind}"


def _of_env(ai_env: AiEnv, catalogue: Catalogue) -> Iterator[Mistake]:
    place = f"chains.{ai_env}"
    if ai_env not in catalogue.chains:
        yield place, "is missing"
        return
    for tier in Tier:
        if tier not in catalogue.chains[ai_env]:
            yield f"{place}.{tier}", "is missing"
            continue
        yield from _of_tier(catalogue.chains[ai_env][tier], f"{place}.{tier}", catalogue)


def _of_tier(chains: Chains, place: str, catalogue: Catalogue) -> Iterator[Mistake]:
    for kind in EngineKind:
        names = chains.of(kind)
        for name in names:
            model = catalogue.models.get(name)
            if model is None:
                yield f"{place}.{kind}", f"there is no model {name!r}"
            elif model.kind is not kind:
                yield f"{place}.{kind}", f"the model {name!r} is for {model.kind}"
        if len(set(names)) < len(names):
            yield f"{place}.{kind}", "a model is named twice"
        if any(_is_of(ProviderKind.EMBEDDED, name, catalogue) for name in names[:-1]):
            yield f"{place}.{kind}", "an embedded engine answers always: nobody can stand in after it"
        if all(_is_of(ProviderKind.AMAZON_TRANSCRIBE, name, catalogue) for name in names):
            yield f"{place}.{kind}", "Amazon Transcribe hears whole recordings only: name who hears pieces"


def _is_of(kind: ProviderKind, name: str, catalogue: Catalogue) -> bool:
    model = catalogue.models.get(name)
    return model is not None and catalogue.providers[model.provider].kind is kind
