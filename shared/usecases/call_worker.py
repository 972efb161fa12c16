"""The worker that erases is called for an interview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.errors import TransientError

if TYPE_CHECKING:
    from shared.domain.interview_key import InterviewKey
    from shared.ports.erasure import ErasureQueue


def call_worker(key: InterviewKey, queue: ErasureQueue) -> None:
    """What the queue does not take, the clock finds."""
    try:
        queue.put(key)
    except TransientError:
        return
