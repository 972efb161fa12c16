"""How a provider's job stands, as the provider says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.bundle import Bundle

if TYPE_CHECKING:
    from shared.domain.errors import ParleyError


class UnderWay(Bundle):
    """It has not ended."""


class Heard(Bundle):
    """It has ended well. `receipt` is what it is paid under, once; None of what was heard and paid before.

    Another job of the same name has another.
    """

    receipt: str | None


class Failed(Bundle):
    """It has ended, and nothing is heard."""

    error: ParleyError


class Gone(Bundle):
    """The provider has no job of that name."""


JobOutcome = UnderWay | Heard | Failed | Gone
