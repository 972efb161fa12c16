"""The stage on this machine is started and deployed into."""

from collections.abc import Callable
from pathlib import Path

from local.deploy import ensure_deployed
from local.emulator import Emulator, start


def bring_up(home: Path, project: Path, *, port: int | None = None, say: Callable[[str], None]) -> Emulator:
    """Starts and deploys; both do nothing when there is nothing to do. Raises EmulatorFailed, DeployFailed."""
    say("starting the local AWS")
    emulator = start(home, port=port)
    say(f"local AWS at {emulator.endpoint_url}, pid {emulator.pid}; deploying what changed, a minute the first time")
    ensure_deployed(emulator, project)
    say("deployed")
    return emulator
