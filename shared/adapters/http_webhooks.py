"""Sends webhooks: one POST to one address that was looked up and judged just now, and no step further.

No redirect is followed, nothing is decompressed, no more than 16 kB of an answer is read, and after 15 seconds it is
over, however little by little the receiver answers.
"""

import ssl
import time
from functools import cached_property
from typing import Any

from shared.adapters.webhook_connection import Deadline, PinnedAddress, Resolve, Unresolved, resolve, resolve_in_time
from shared.domain.errors import InvalidRequest
from shared.domain.webhooks.answer import Answer, SendTrouble
from shared.domain.webhooks.destination import Destination, Destinations
from shared.domain.webhooks.limits import MAX_ANSWER_BYTES, TOTAL_SECONDS
from shared.domain.webhooks.request import WebhookRequest


class Blocked(Exception):
    """The name leads where webhooks may not go."""


# In this order: most of them are OSErrors, too.
TROUBLES = {
    Blocked: SendTrouble.BLOCKED_ADDRESS,
    InvalidRequest: SendTrouble.BAD_URL,
    TimeoutError: SendTrouble.TIMEOUT,
    ssl.SSLError: SendTrouble.TLS,
    Unresolved: SendTrouble.UNRESOLVED,
    OSError: SendTrouble.CONNECTION,
}


class HttpWebhooks:
    """Implements `WebhookSender`. `tls` and `resolver` are the system's own where a test does not set them."""

    def __init__(
        self,
        rule: Destinations,
        *,
        seconds: float = TOTAL_SECONDS,
        resolver: Resolve = resolve,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._rule, self._seconds, self._resolver, self._given_tls = rule, seconds, resolver, tls

    def check(self, url: str) -> None:
        destination = self._rule.parse(url)
        try:
            self._address(destination, Deadline(self._seconds))
        except Blocked:
            raise InvalidRequest("webhooks cannot go there: its address is not public", field="url") from None
        except OSError:
            raise InvalidRequest("webhooks cannot go there: its name has no address", field="url") from None

    def send(self, request: WebhookRequest) -> Answer:
        started = time.monotonic()
        try:
            answer = self._send(request, self._rule.parse(request.url), Deadline(self._seconds))
        except Exception as error:  # noqa: BLE001 - whatever a receiver does to us, it is its attempt that has failed
            answer = Answer(trouble=_trouble(error))
        return answer.model_copy(update={"seconds": time.monotonic() - started})

    def _address(self, destination: Destination, deadline: Deadline) -> str:
        """The address to connect to. Raises Blocked, Unresolved, TimeoutError."""
        found = resolve_in_time(self._resolver, destination.host, destination.port, deadline)
        chosen = self._rule.choose(destination, found)
        if chosen is None:
            raise Blocked
        return chosen

    def _send(self, request: WebhookRequest, destination: Destination, deadline: Deadline) -> Answer:
        from httpcore import HTTPConnection, Origin

        scheme, host = destination.scheme.encode(), destination.host.encode()
        backend: Any = PinnedAddress(self._address(destination, deadline), deadline)
        origin = Origin(scheme, host, destination.port)
        with HTTPConnection(origin, ssl_context=self._tls, network_backend=backend) as connection:
            return _exchange(connection, request, destination)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """TLS 1.2 or later, with the authorities that browsers trust."""
        if self._given_tls:
            return self._given_tls
        import certifi

        context = ssl.create_default_context(cafile=certifi.where())
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context


def _exchange(connection: Any, request: WebhookRequest, destination: Destination) -> Answer:
    from httpcore import URL, Request

    where = URL(
        scheme=destination.scheme.encode(),
        host=destination.host.encode(),
        port=destination.port,
        target=destination.target.encode(),
    )
    ours = {"Host": destination.authority, "Content-Length": str(len(request.body)), "Connection": "close"}
    headers = [(name.encode(), value.encode()) for name, value in {**request.headers, **ours}.items()]
    response = connection.handle_request(Request("POST", where, headers=headers, content=request.body))
    try:
        body = _beginning(response.iter_stream())
    finally:
        response.close()
    asked = {name.lower(): value for name, value in response.headers}.get(b"retry-after", b"")
    return Answer(
        status=response.status,
        body=body.decode("utf-8", "replace"),
        retry_after=asked.decode("ascii", "replace") or None,
    )


def _beginning(chunks: Any) -> bytes:
    """No more than is kept is read. An answer whose body breaks off was an answer all the same."""
    body = b""
    try:
        for chunk in chunks:
            body += chunk
            if len(body) >= MAX_ANSWER_BYTES:
                break
    except Exception as error:
        if isinstance(error, TimeoutError):
            raise
    return body[:MAX_ANSWER_BYTES]


def _trouble(error: Exception) -> SendTrouble:
    return next((trouble for kind, trouble in TROUBLES.items() if isinstance(error, kind)), SendTrouble.BAD_ANSWER)
