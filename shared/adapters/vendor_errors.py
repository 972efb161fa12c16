"""What a vendor's library raises becomes a named error of ours.

Messages name provider, model, status and the vendor's own code. A vendor's text is only looked at: it may quote what
was said, or a part of the key.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from shared.adapters.retry_after import retry_after_seconds
from shared.domain.errors import (
    ContextTooLong,
    EngineFailed,
    EngineRefused,
    EngineThrottled,
    EngineTimeout,
    ParleyError,
)

Special = Callable[[int, str], ParleyError | None]

TOO_MANY: Final = 429
SERVER_ERRORS: Final = 500
_TIMEOUTS: Final = frozenset({408, 504})
_PASSING: Final = frozenset({409, 425})
# About this one request, not about the key or the model: it says nothing of how others fare.
_OF_REQUEST: Final = frozenset({400, 413, 415, 422})
_REQUEST_REMEDY: Final = "key and model are well: run this one on another tier, or name a fall-back in its chain"
_READ_OF_A_BODY: Final = 4000
_CODE: Final = re.compile(r"[a-z_]{3,40}")
_TOO_LONG: Final = re.compile(
    r"context[_ ]?(?:length|window|size)|maximum context|prompt is too long|too many (?:input |prompt )?tokens"
    r"|request[_ ]too[_ ]large|reduce the length|input (?:is )?too long"
)
# All that means it with 429, where "Too many tokens, please wait" is about a minute's: to ask for less mends nothing.
_TOO_LARGE: Final = re.compile(r"request[_ ](?:is )?too[_ ]large")
_NO_MONEY: Final = re.compile(
    r"insufficient[_ ]quota|exceeded your current quota|billing[_ ](?:hard|not)|credit balance"
)


@contextmanager
def named_errors(sdk: Any, who: str, special: Special | None = None) -> Iterator[None]:
    """Turns what `sdk`, the openai or the anthropic package, raises into our errors.

    `who` is the provider and the model. `special` may name an error by its status and its text, in lower case.
    """
    with http_errors(who):
        try:
            yield
        except sdk.APIStatusError as error:
            raise of_answer(error.response, who, special, code=_code_of(error)) from None
        except sdk.APITimeoutError:
            raise EngineTimeout(f"{who} did not answer in time") from None
        except sdk.APIError as error:
            raise EngineFailed(f"{who}: {type(error).__name__}") from None


@contextmanager
def http_errors(who: str) -> Iterator[None]:
    """Turns what happens to a call on its way into our errors."""
    import httpx2

    try:
        yield
    except httpx2.TimeoutException:
        raise EngineTimeout(f"{who} did not answer in time") from None
    except httpx2.HTTPError as error:
        raise EngineFailed(f"{who}: {type(error).__name__}") from None


def of_answer(response: Any, who: str, special: Special | None = None, *, code: str = "") -> ParleyError:
    """The error that an answer is which is none of those that were hoped for."""
    return of_status(int(response.status_code), response.headers, response.text, who, special, code=code)


def of_status(
    status: int, headers: Mapping[str, str], body: str, who: str, special: Special | None = None, *, code: str = ""
) -> ParleyError:
    """The error by an answer's status, headers and text."""
    message, text = f"{who}: HTTP {status}{code}", body[:_READ_OF_A_BODY].lower()
    found = special(status, text) if special else None
    if found:
        return found
    if (_TOO_LARGE if status == TOO_MANY else _TOO_LONG).search(text):
        return ContextTooLong(message)
    if status == TOO_MANY and not _NO_MONEY.search(text):
        seconds = retry_after_seconds(headers, datetime.now(UTC))
        return EngineThrottled(message, retry_after_seconds=seconds)
    if status in _OF_REQUEST and not _NO_MONEY.search(text):
        return refused_request(message)
    return _by_class(status)(message)


def refused_request(message: str, *, answered: Any = None) -> EngineRefused:
    """A refusal of what was asked, for which the provider is not left alone. `answered` tells what it used."""
    return EngineRefused(message, remedy=_REQUEST_REMEDY, blames_provider=False, answered=answered)


def _by_class(status: int) -> type[ParleyError]:
    if status in _TIMEOUTS:
        return EngineTimeout
    return EngineFailed if status >= SERVER_ERRORS or status in _PASSING else EngineRefused


def _code_of(error: Any) -> str:
    """The vendor's own word for it, where it is a word and no sentence."""
    codes = (getattr(error, name, None) for name in ("code", "error_code", "type"))
    code = next((code for code in codes if isinstance(code, str) and _CODE.fullmatch(code)), None)
    return f" {code}" if code else ""
