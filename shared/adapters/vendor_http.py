"""The HTTP client under the vendors' libraries: a call has a deadline, however slowly its bytes arrive.

A library's timeout is for one read, so that a server which sends a byte now and then could hold a call for ever.
"""

from collections.abc import Iterator
from time import monotonic
from typing import Any, Final
from urllib.parse import urlsplit

MAX_STALL_SECONDS: Final = 30.0  # between two reads of an answer that has begun
CONNECT_SECONDS: Final = 10.0
_ENDS_AT: Final = "parley_ends_at"


def http_client(base_url: str) -> Any:
    """A client for that address. A proxy of the environment does not stand before this machine's own servers."""
    import httpx2

    hooks = {"request": [_note_deadline], "response": [_hold_to_deadline]}
    return httpx2.Client(trust_env=not is_loopback(base_url), event_hooks=hooks)


def timeout(seconds: float) -> Any:
    """How long a call may take altogether."""
    import httpx2

    return httpx2.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS))


def is_loopback(base_url: str) -> bool:
    """Whether the address is on this machine."""
    host = urlsplit(base_url).hostname or ""
    return host in {"localhost", "::1"} or host.startswith("127.")


def _note_deadline(request: Any) -> None:
    request.extensions[_ENDS_AT] = monotonic() + request.extensions["timeout"]["read"]


def _hold_to_deadline(response: Any) -> None:
    timeouts = response.request.extensions["timeout"]
    left = response.request.extensions[_ENDS_AT] - monotonic()
    timeouts["read"] = max(min(left, MAX_STALL_SECONDS), 0.001)
    response.stream = _bounded(response.stream, response.request)


def _bounded(stream: Any, request: Any) -> Any:
    import httpx2

    class Bounded(httpx2.SyncByteStream):  # type: ignore[misc]
        """The bytes of `stream`, until the deadline of `request`."""

        def __iter__(self) -> Iterator[bytes]:
            for chunk in stream:
                if monotonic() > request.extensions[_ENDS_AT]:
                    raise httpx2.ReadTimeout("the answer took too long to arrive", request=request)
                yield chunk

        def close(self) -> None:
            stream.close()

    return Bounded()
