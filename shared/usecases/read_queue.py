"""What waits and why: for an operator, over all organisations."""

from __future__ import annotations

from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from shared.domain.admission import Slot, Waiting, held_slots
from shared.domain.lane import Lane
from shared.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.usecases.admit_runs import RunPorts


class Place(Value):
    """A run that waits: its position in its lane as it stands, and what it waits for."""

    position: int
    waiting: Waiting
    why: str


class LaneQueue(Value):
    """A lane: who holds its slots, and who waits in the order in which they are due."""

    lane: Lane
    limit: int
    held: tuple[Slot, ...]
    places: tuple[Place, ...]


def read_queue(*, ports: RunPorts) -> tuple[LaneQueue, ...]:
    """Reads every place: as much work as runs wait."""
    return tuple(_read(lane, ports) for lane in Lane)


def _read(lane: Lane, ports: RunPorts) -> LaneQueue:
    now = ports.clock.now()
    held = held_slots(ports.admission.lane_slots(lane), now)
    turns = [ports.admission.waiting(lane, turn.organisation_id) for turn in ports.admission.turns(lane)]
    names = {places[0].run.organisation_id for places in turns if places}
    busy = {name: len(held_slots(ports.admission.organisation_slots(name), now)) for name in names}
    places = tuple(_places(_in_turn(turns), lane, len(held), busy, ports))
    return LaneQueue(lane=lane, limit=ports.limits.lane, held=held, places=places)


def _in_turn(turns: Sequence[Sequence[Waiting]]) -> list[Waiting]:
    """One of each organisation, then the next of each."""
    return [place for place in chain.from_iterable(zip_longest(*turns)) if place]


def _places(due: Sequence[Waiting], lane: Lane, held: int, busy: dict[str, int], ports: RunPorts) -> Iterator[Place]:
    for position, waiting in enumerate(due, start=1):
        yield Place(position=position, waiting=waiting, why=_why(waiting, lane, held, busy, ports))


def _why(waiting: Waiting, lane: Lane, held: int, busy: dict[str, int], ports: RunPorts) -> str:
    limits, name = ports.limits, waiting.run.organisation_id
    reasons = []
    if held >= limits.lane:
        reasons.append(f"{held} of {limits.lane} slots of lane {lane} in use")
    if busy[name] >= limits.organisation:
        reasons.append(f"{name} at its limit of {limits.organisation}")
    return "; ".join(reasons) or "its turn comes within a minute"
