"""Keys in memory."""

from dataclasses import dataclass, field

from shared.domain.errors import EngineRefused


@dataclass
class MemorySecrets:
    """Implements `Secrets`. `keys` are those that are kept, `believed` those that were read, and go on being given."""

    keys: dict[str, str] = field(default_factory=dict)
    believed: dict[str, str] = field(default_factory=dict)

    def get_key(self, secret: str) -> str:
        if not (self.believed.get(secret) or self.keys.get(secret)):
            raise EngineRefused(f"there is no key for {secret}", remedy=f"set it: `parley providers set-key {secret}`")
        return self.believed.setdefault(secret, self.keys.get(secret, ""))

    def forget_key(self, secret: str) -> None:
        self.believed.pop(secret, None)

    def put_key(self, secret: str, key: str) -> None:
        self.keys[secret] = key
        self.forget_key(secret)

    def has_key(self, secret: str) -> bool:
        return secret in self.keys
