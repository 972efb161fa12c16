"""Where a webhook may go, judged by its address as text. Where the name leads is judged again at every connection."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import SplitResult, urlsplit

from shared.domain.errors import InvalidRequest
from shared.domain.value import Value
from shared.domain.webhooks.address import is_loopback, is_public
from shared.domain.webhooks.limits import MAX_URL_CHARACTERS

HTTPS_PORTS: Final = (443, 8443)
MIN_LOCAL_PORT: Final = 1_024
_PRINTABLE: Final = r"[\x21-\x5b\x5d-\x7e]+"  # no space, no control character, no backslash
_HOST: Final = r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?|[0-9a-f:.]+"
_REMEDY: Final = "give an https address of the public internet"


class Destination(Value):
    """An address taken apart. `host` is in small letters, without brackets."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """What the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        standard = {"https": 443, "http": 80}[self.scheme]
        return host if self.port == standard else f"{host}:{self.port}"


class Destinations(Value):
    """The rule of a stage. `loopback` allows http to this machine: in stage `local`, where receivers live there.

    `refused` are our own hosts, each with or without a port: who can make us call ourselves can make us do so for ever.
    """

    loopback: bool = False
    refused: tuple[str, ...] = ()

    def parse(self, url: str) -> Destination:
        """Raises InvalidRequest, which never repeats the address."""
        destination = _destination(url)
        if {destination.host, f"{destination.host}:{destination.port}"} & set(self.refused):
            raise _refusal("this is our own address")
        if self.loopback and _is_local(destination.host):
            if destination.port < MIN_LOCAL_PORT:
                raise _refusal(f"on this machine, the port is at least {MIN_LOCAL_PORT}")
        elif destination.scheme != "https":
            raise _refusal("the scheme must be https")
        elif destination.port not in HTTPS_PORTS:
            raise _refusal(f"the port must be one of {', '.join(map(str, HTTPS_PORTS))}")
        return destination

    def choose(self, destination: Destination, addresses: Sequence[str]) -> str | None:
        """The address to connect to, of those that the name has; None when there is none, or one is not allowed.

        One that is not allowed condemns them all: a name with a public and a private address is no accident.
        """
        local = self.loopback and _is_local(destination.host)
        allowed = is_loopback if local else is_public
        return addresses[0] if addresses and all(map(allowed, addresses)) else None


def _destination(url: str) -> Destination:
    if len(url) > MAX_URL_CHARACTERS or not re.fullmatch(_PRINTABLE, url):
        raise _refusal(f"only printable ASCII without backslashes, at most {MAX_URL_CHARACTERS} characters")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise _refusal("it cannot be read") from None
    _check(parts, host)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    standard = 443 if parts.scheme == "https" else 80
    return Destination(scheme=parts.scheme, host=host, port=standard if port is None else port, target=target)


def _check(parts: SplitResult, host: str) -> None:
    if parts.scheme not in ("https", "http"):
        raise _refusal("the scheme must be https")
    if "@" in parts.netloc:
        raise _refusal("no user name and no password")
    if parts.fragment:
        raise _refusal("no fragment")
    if not re.fullmatch(_HOST, host):
        raise _refusal("the host cannot be read")


def _is_local(host: str) -> bool:
    return host == "localhost" or is_loopback(host)


def _refusal(why: str) -> InvalidRequest:
    return InvalidRequest(f"webhooks cannot go there: {why}", field="url", remedy=_REMEDY)
