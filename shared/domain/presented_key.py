"""Which key a call presents: in the header X-API-Key, or as a bearer token. A key in an address is refused.

Addresses end up in logs and histories of others, so a key that was in one is no secret any more.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import unquote

from shared.domain.errors import InvalidApiKey

HEADER: Final = "x-api-key"
BEARER: Final = r"(?i)bearer +(\S+)"
LIKE_A_KEY: Final = r"parley_(live|sandbox)_[0-9A-Za-z]{8}"


def presented_key(headers: Mapping[str, Sequence[str]], address: Iterable[str]) -> str:
    """The one key of a call. `address` are the parts of its URL: path, names and values of the query.

    Raises InvalidApiKey for none, for two that differ, and for a key in the address.
    """
    if any(re.search(LIKE_A_KEY, part) or re.search(LIKE_A_KEY, unquote(part)) for part in address):
        raise InvalidApiKey("there is a key in the address")
    named = {name.lower(): values for name, values in headers.items()}
    bearers = (re.fullmatch(BEARER, value.strip()) for value in named.get("authorization", ()))
    found = {value.strip() for value in named.get(HEADER, ())} | {match[1] for match in bearers if match}
    if len(found) != 1:
        raise InvalidApiKey("there are several keys" if found else "there is no key")
    return found.pop()
