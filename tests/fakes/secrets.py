"""Keys in memory."""

from dataclasses import dataclass, field

from shared.domain.errors import EngineRefused


@dataclass
class MemorySecrets:
    """Implements `Secrets`. `forgotten` are those that a provider has refused."""

    keys: dict[str, str] = field(default_factory=dict)
    forgotten: list[str] = field(default_factory=list)

    def get_key(self, secret: str) -> str:
        if not self.keys.get(secret):
            raise EngineRefused(f"there is no key for {secret}", remedy=f"set it: `parley providers set-key {secret}`")
        return self.keys[secret]

    def forget_key(self, secret: str) -> None:
        self.forgotten.append(secret)

    def put_key(self, secret: str, key: str) -> None:
        self.keys[secret] = key

    def has_key(self, secret: str) -> bool:
        return secret in self.keys
