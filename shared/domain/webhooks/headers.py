"""Headers that an endpoint's owner wants to be sent along. None may change what we say ourselves."""

import re
from collections.abc import Mapping
from typing import Final

from shared.domain.errors import InvalidRequest
from shared.domain.webhooks.limits import MAX_HEADER_VALUE_BYTES, MAX_HEADERS

SENDER: Final = "Parley-Webhooks/"  # what the `User-Agent` of everything that we send begins with

_NAME: Final = r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}"
_VALUE: Final = r"[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?"
RESERVED: Final = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "date",
        "expect",
        "forwarded",
        "host",
        "http2-settings",
        "keep-alive",
        "origin",
        "referer",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "via",
    }
)
RESERVED_PREFIXES: Final = ("webhook-", "x-webhook-", "svix-", "proxy-", "sec-", "x-forwarded-", "x-amz", "x-parley-")


def check_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers as they were given. Raises InvalidRequest that names the header and never its value."""
    if len(headers) > MAX_HEADERS:
        raise _refusal(f"at most {MAX_HEADERS}")
    if len({name.lower() for name in headers}) < len(headers):
        raise _refusal("the same name twice")
    for name, value in headers.items():
        _check(name, value)
    return dict(headers)


def _check(name: str, value: str) -> None:
    if not re.fullmatch(_NAME, name):
        raise _refusal("a name is a token of at most 100 characters")
    if name.lower() in RESERVED or name.lower().startswith(RESERVED_PREFIXES):
        raise _refusal(f"{name} is ours to set")
    if len(value.encode()) > MAX_HEADER_VALUE_BYTES or not re.fullmatch(_VALUE, value):
        raise _refusal(f"the value of {name} is not printable ASCII of at most {MAX_HEADER_VALUE_BYTES} characters")


def _refusal(why: str) -> InvalidRequest:
    return InvalidRequest(f"these headers cannot be sent: {why}", field="headers")
