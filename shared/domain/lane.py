"""Lanes: what somebody waits for goes before what is worked off in bulk."""

from enum import StrEnum


class Lane(StrEnum):
    """Where a run waits. The first goes before the second whenever both may."""

    INTERACTIVE = "interactive"
    BACKFILL = "backfill"
