"""Whom engines work for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.bundle import Bundle

if TYPE_CHECKING:
    from shared.domain.interview_key import InterviewKey
    from shared.domain.tier import Tier
    from shared.ports.engines import Meter


class EngineScope(Bundle):
    """Whom engines work for: answers are kept per organisation, engines are chosen by tier, use goes to the meter."""

    interview: InterviewKey
    tier: Tier
    meter: Meter
