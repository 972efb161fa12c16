"""What every named error is."""

from typing import ClassVar


class ParleyError(Exception):
    """Something named went wrong. `remedy` says what the reader can do about it."""

    remedy: ClassVar[str] = "see the runbook"

    def __init__(self, message: str, *, field: str | None = None, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.advice = remedy or type(self).remedy

    def __str__(self) -> str:
        where = f"{self.field}: " if self.field else ""
        return f"{where}{self.message} ({self.advice})"


class InvalidInput(ParleyError):
    """The caller must change something; trying again cannot help."""


class TransientError(ParleyError):
    """Trying again later can help; the state machine does so by itself."""

    remedy = "it is tried again by itself; if it persists, redrive the run"


class Conflict(ParleyError):
    """The request is right, but not now."""
