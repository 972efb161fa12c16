"""What the exit status of a command says: the one list, which `parley --help` shows too."""

from enum import IntEnum
from typing import Final


class ExitCode(IntEnum):
    """The exit status of every command."""

    OK = 0
    FAILED = 1
    USAGE = 2
    INVALID = 3
    CONFLICT = 4
    UNAVAILABLE = 5


MEANING: Final = {
    ExitCode.OK: "ok",
    ExitCode.FAILED: "the run or the check failed",
    ExitCode.USAGE: "the command was written wrongly",
    ExitCode.INVALID: "invalid input, or no such thing",
    ExitCode.CONFLICT: "not now: a run is in progress, or the month's quota is used up",
    ExitCode.UNAVAILABLE: "unavailable: stage not up, engine missing, or out of time while waiting",
}


def help_lines() -> str:
    """The list for `--help`, a line each."""
    return "\n".join(["Exit codes:", *(f"  {code.value}  {meaning}" for code, meaning in MEANING.items())])
