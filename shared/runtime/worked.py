"""Whether the work on one of many went well: one that did not holds up none of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from shared.runtime.observability import frames_of, logger

if TYPE_CHECKING:
    from collections.abc import Callable

M = TypeVar("M")


def worked(work: Callable[[M], None], message: M) -> bool:
    """False when it failed, which is logged."""
    try:
        work(message)
    except Exception as error:  # noqa: BLE001 - whatever it was, only this message comes again
        logger().warning("message failed", extra={"error": type(error).__name__, "frames": frames_of(error)})
        return False
    return True
