"""Keys of providers, on their way into the stage's secrets. They are shown nowhere."""

from cli.stage import Session
from shared.domain.errors import InvalidRequest
from shared.domain.limits import MAX_KEY_CHARACTERS
from shared.runtime.catalogue import catalogue_with
from shared.usecases.set_provider_key import set_provider_key


def secret_of(session: Session, name: str) -> str:
    """The secret of the provider of that name. Raises InvalidRequest for one that is unknown or wants no key."""
    providers = catalogue_with(session.root.own_server).providers
    wanting = sorted(provider.name for provider in providers.values() if provider.secret)
    if name not in wanting:
        reason = "wants no key" if name in providers else "is not in the catalogue"
        raise InvalidRequest(f"{name} {reason}", field="name", remedy=f"use {', '.join(wanting)}")
    return str(providers[name].secret)


def check_key(text: str) -> str:
    """The key without what stands around it. Raises InvalidRequest, which shows no part of it."""
    key = text.strip()
    if not key or len(key) > MAX_KEY_CHARACTERS or not key.isascii() or not key.isprintable() or " " in key:
        remedy = f"give one line of at most {MAX_KEY_CHARACTERS} characters, without spaces"
        raise InvalidRequest("that cannot be a key", field="key", remedy=remedy)
    return key


def keep_key(session: Session, name: str, secret: str, key: str) -> None:
    """Writes the key, and lets the provider be asked again. Raises StorageThrottled."""
    root = session.root
    catalogue = catalogue_with(root.own_server)
    set_provider_key(name, secret, key, catalogue=catalogue, secrets=root.secrets, breakers=root.breaker_store)
