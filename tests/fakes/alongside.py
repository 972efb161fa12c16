"""What stands beside a change, in memory."""

from collections.abc import Iterator
from contextlib import contextmanager

from shared.domain.alongside import Alongside
from shared.domain.audit import Recorded
from shared.domain.audit_chain import AuditEntry, AuditHead, chain, head_of
from shared.domain.quota import Quota, Taking
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
        if along.recorded:
            append(memory, along.recorded)
        if along.completion:
            memory.idempotency[along.completion.scope] = along.completion


def take_in(memory: Memory, taking: Taking) -> None:
    """Counts it, within a transaction that the caller holds. Raises QuotaExceeded."""
    used = memory.usage.get(counter_of(taking), 0)
    if not taking.fits(used):
        raise taking.exceeded
    memory.usage[counter_of(taking)] = used + taking.amount


def counter_of(taking: Taking) -> tuple[str, str, Quota]:
    """The key of the counter that it is taken from."""
    return taking.organisation_id, taking.month, taking.quota


def append(memory: Memory, recorded: Recorded) -> AuditEntry:
    """Puts the deed at the end of its chain, within a transaction that the caller holds."""
    known = memory.chains.setdefault(recorded.organisation_id, [])
    head = head_of(known[-1]) if known else AuditHead()
    known.append(chain(recorded.deed, head))
    return known[-1]
