"""What stands around every call of a provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.adapters.breakers import Breakers
    from shared.adapters.chain import Patience
    from shared.ports import AnswerCache, Clock, Secrets


@dataclass(frozen=True)
class Guards:
    """What stands around every call of a provider. Jobs are started without a key: `keys` gives them when asked."""

    keys: Callable[[], Secrets]
    breakers: Breakers
    answers: AnswerCache
    clock: Clock
    patience: Patience
