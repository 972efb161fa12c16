"""Who answers in a stage, and what is to be said of the catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from cli.stage import Session
from shared.domain.breaker import Breaker, BreakerKey
from shared.domain.catalogue import Catalogue, Model, Provider, ProviderKind
from shared.domain.engines import EngineKind
from shared.runtime.catalogue import catalogue_with, load_catalogue

SOON = timedelta(days=90)


@dataclass(frozen=True)
class ProviderSeen:
    """A provider in a stage. `uses` are models with the tiers that ask them; `has_key` is None where none is needed."""

    provider: Provider
    uses: dict[str, list[str]]
    has_key: bool | None
    breakers: dict[str, str]

    def dump(self) -> dict[str, object]:
        """The provider for programs."""
        return {
            "name": self.provider.name,
            "kind": self.provider.kind,
            "baseUrl": self.provider.base_url,
            "models": self.uses,
            "keySet": self.has_key,
            "breakers": self.breakers,
        }


def providers_of(session: Session) -> list[ProviderSeen]:
    """Everybody whom the stage's tiers ask, in the order of the catalogue. Raises CatalogueInvalid."""
    root = session.root
    catalogue = catalogue_with(root.own_server)
    return [
        _seen(session, provider, uses)
        for provider in catalogue.providers.values()
        if (uses := list(_uses(catalogue, provider, root.ai_env)))
    ]


def checked_catalogue() -> list[str]:
    """What the shipped catalogue is to be looked at for. Raises CatalogueInvalid when it has a mistake."""
    today = datetime.now(UTC).date()
    return [warning for model in load_catalogue().models.values() for warning in _warnings(model, today)]


def _uses(catalogue: Catalogue, provider: Provider, ai_env: str) -> Iterator[tuple[str, Model]]:
    yield from ((tier.value, model) for tier, model in catalogue.uses_of(provider.name, ai_env))


def _seen(session: Session, provider: Provider, uses: list[tuple[str, Model]]) -> ProviderSeen:
    by_model: dict[str, list[str]] = {}
    for tier, model in uses:
        by_model.setdefault(model.id, []).append(tier)
    kinds = dict.fromkeys(model.kind for _, model in uses)
    embedded = provider.kind is ProviderKind.EMBEDDED
    return ProviderSeen(
        provider=provider,
        uses=by_model,
        has_key=session.root.secrets.has_key(provider.secret) if provider.secret else None,
        breakers={kind.value: _state(session, provider, kind) for kind in kinds} if not embedded else {},
    )


def _state(session: Session, provider: Provider, kind: EngineKind) -> str:
    breaker = session.root.breaker_store.get_breaker(BreakerKey(provider=provider.name, kind=kind))
    return _in_words(breaker, session.root.clock.now())


def _in_words(breaker: Breaker, now: datetime) -> str:
    if breaker.paused:
        return f"paused: {breaker.paused.reason}"
    return breaker.state(now).value


def _warnings(model: Model, today: date) -> Iterator[str]:
    if not model.price.confirmed:
        yield f"{model.name}: its price is not confirmed: see {model.price.source}"
    if model.retires and model.retires <= today:
        yield f"{model.name}: {model.id} ended on {model.retires}"
    elif model.retires and model.retires - today <= SOON:
        yield f"{model.name}: {model.id} ends on {model.retires}"
