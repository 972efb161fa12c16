"""What is written in the transaction of a change: the events that announce it, the request it answers, what it uses."""

from typing import Final

from shared.domain.events import DomainEvent
from shared.domain.idempotency import IdempotencyRecord
from shared.domain.quota import Taking
from shared.domain.value import Value


class Alongside(Value):
    """All of it is written, or nothing, nor the change. `completion` is the record as it is when that is done."""

    events: tuple[DomainEvent, ...] = ()
    completion: IdempotencyRecord | None = None
    takings: tuple[Taking, ...] = ()


NOTHING: Final = Alongside()
