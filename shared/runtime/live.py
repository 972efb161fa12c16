"""What holding live interviews needs, out of the composition root."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.runtime.outside import Outside
    from shared.runtime.pipeline import Pipeline
    from shared.usecases.hold_session import SessionPorts
    from shared.usecases.keep_session import ClosingPorts, TellingPorts


def holding(root: Pipeline) -> SessionPorts:
    """What holding sessions needs; what hears is built for the first answer that is spoken."""
    from shared.domain.session.limits import CONSIDER_SECONDS
    from shared.runtime.invocation import leaving
    from shared.usecases.hear_answer import ListeningPorts
    from shared.usecases.hold_session import SessionPorts

    in_time = partial(leaving, CONSIDER_SECONDS)
    listening = ListeningPorts(root.media, lambda: root.ears.decoder, root.engines, in_time)
    return SessionPorts(
        sessions=root.sessions,
        media=root.media,
        organisations=root.organisations,
        listening=listening,
        ledger=root.ledger,
        clock=root.clock,
    )


def telling(root: Outside) -> TellingPorts:
    """What closing sessions needs that were left, and what follows the end of any."""
    from shared.usecases.keep_session import TellingPorts

    return TellingPorts(
        sessions=root.sessions, media=root.media, clock=root.clock, interviews=root.interviews, ledger=root.ledger
    )


def closing(root: Outside) -> ClosingPorts:
    """What closing sessions needs: no engine."""
    from shared.usecases.keep_session import ClosingPorts

    return ClosingPorts(sessions=root.sessions, media=root.media, clock=root.clock)
