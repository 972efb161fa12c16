"""What stands beside a change, in memory."""

from collections.abc import Iterator
from contextlib import contextmanager

from shared.domain.alongside import Alongside
from tests.fakes.access import take_in
from tests.fakes.idempotency import check_claim
from tests.fakes.memory import Memory


@contextmanager
def changing(memory: Memory, along: Alongside) -> Iterator[None]:
    """A transaction: conditions of what stands beside first, then the change, then what it brings."""
    with memory.transaction():
        check_claim(memory, along.completion)
        used = dict(memory.usage)
        try:
            for taking in along.takings:
                take_in(memory, taking)
            yield
        except BaseException:
            memory.usage = used
            raise
        for event in along.events:
            if event.interview:
                memory.outbox[event.interview, event.event_id] = event
        if along.plan:
            memory.plans[along.plan.interview] = along.plan.plan
        if along.completion:
            memory.idempotency[along.completion.scope] = along.completion
