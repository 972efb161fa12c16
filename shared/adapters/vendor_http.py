"""The HTTP client under the vendors' libraries: a call has one deadline for all of it."""

from time import monotonic
from typing import Any, Final
from urllib.parse import urlsplit

MAX_STALL_SECONDS: Final = 30.0  # between two reads of an answer that has begun
CONNECT_SECONDS: Final = 10.0


def http_client(base_url: str) -> Any:
    """A client for that address. A proxy of the environment does not stand before this machine's own servers."""
    import httpx2

    hooks = {"request": [_note_deadline], "response": [_bound_stalls]}
    return _with_deadline(httpx2.Client(trust_env=not is_loopback(base_url), event_hooks=hooks))


def timeout(seconds: float) -> Any:
    """How long a call may take altogether."""
    import httpx2

    return httpx2.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS))


def is_loopback(base_url: str) -> bool:
    """Whether the address is on this machine."""
    host = urlsplit(base_url).hostname or ""
    return host in {"localhost", "::1"} or host.startswith("127.")


def _with_deadline(client: Any) -> Any:
    from shared.adapters.deadline_network import DeadlineNetwork

    # The library takes no network from outside, though what it is made of does: a test with slow headers holds this.
    for transport in (client._transport, *filter(None, client._mounts.values())):
        transport._pool._network_backend = DeadlineNetwork()
    return client


def _note_deadline(request: Any) -> None:
    from shared.adapters.deadline_network import ENDS_AT

    ENDS_AT.set(monotonic() + request.extensions["timeout"]["read"])


def _bound_stalls(response: Any) -> None:
    timeouts = response.request.extensions["timeout"]
    timeouts["read"] = min(timeouts["read"], MAX_STALL_SECONDS)
