"""Whether the work on one of many went well: one that did not holds up none of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from shared.runtime.observability import frames_of, logger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

K = TypeVar("K")
M = TypeVar("M")
V = TypeVar("V")


def worked(work: Callable[[M], None], message: M) -> bool:
    """False when it failed, which is logged."""
    try:
        work(message)
    except Exception as error:  # noqa: BLE001 - whatever it was, only this message comes again
        logger().warning("message failed", extra={"error": type(error).__name__, "frames": frames_of(error)})
        return False
    return True


def read_each(messages: Iterable[tuple[K, M]], read: Callable[[M], V]) -> tuple[list[tuple[K, V]], list[K]]:
    """What the messages say, each under its key; and the keys of those that say nothing."""
    found: dict[K, V] = {}

    def keep(message: tuple[K, M]) -> None:
        found[message[0]] = read(message[1])

    unreadable = [message[0] for message in messages if not worked(keep, message)]
    return list(found.items()), unreadable
