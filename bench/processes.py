"""How many workers the local AWS has at once: sampled from the outside while something runs."""

from contextlib import AbstractContextManager

from bench.sampling import Most, most_of
from bench.sandbox import Sandbox
from local.emulator import running
from local.processes import group_members

EVERY_SECONDS = 0.25


def workers_of(stage: Sandbox) -> AbstractContextManager[Most]:
    """The most processes of functions seen at once."""

    def count() -> int | None:
        emulator = running(stage.folder)
        if emulator is None:
            return None
        # The local AWS itself is one of its group.
        return len(group_members(emulator.pid, f"PARLEY_EMULATOR={stage.folder.resolve()}")) - 1

    return most_of(count, EVERY_SECONDS)
