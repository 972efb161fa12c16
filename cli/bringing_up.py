"""The stage on this machine is started and deployed into."""

import os
from collections.abc import Callable
from pathlib import Path

from local import piper
from local.deploy import ensure_deployed
from local.emulator import Emulator, start
from local.own_server import keep_own_key, own_server_of


def bring_up(home: Path, project: Path, *, port: int | None = None, say: Callable[[str], None]) -> Emulator:
    """Starts and deploys; both do nothing when there is nothing to do.

    PARLEY_LLM_BASE_URL names a language model that takes the place of the embedded analyst. Raises EmulatorFailed,
    DeployFailed, InvalidRequest for an address that may not be used.
    """
    server = own_server_of(os.environ)
    say("starting the local AWS")
    emulator = start(home, port=port)
    say(f"local AWS at {emulator.endpoint_url}, pid {emulator.pid}; deploying what changed, a minute the first time")
    say(voice_line(home))
    if server:
        keep_own_key(emulator.endpoint_url, os.environ)
    ensure_deployed(emulator, project, server.model_dump_json() if server else "")
    say(f"deployed; analysis by {server.model} at {server.base_url}" if server else "deployed")
    return emulator


def voice_line(home: Path) -> str:
    """Starts the embedded voice, and says where it is, or why everything is said by text alone."""
    voice = piper.start(home)
    if voice:
        return f"voice at {voice.url}, pid {voice.pid}"
    if not piper.installed():
        return "no voice is installed: interviews are held by text; `make weights` installs one"
    return f"the voice did not start: interviews are held by text ({piper.why_not(home)})"
