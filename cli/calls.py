"""Calls of the API over HTTP. What is refused has a name and a remedy; what got lost on the way is sent again."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from cli.errors import ApiRefused, ConnectionLost, NotNow

SECONDS: Final = 90.0  # the first call of a function on this machine starts its process, and hearing takes a while
PAUSES: Final = (0.5, 1.0, 2.0)  # before what got lost is sent again
LATER: Final = (HTTPStatus.TOO_MANY_REQUESTS, *(one for one in HTTPStatus if one >= HTTPStatus.INTERNAL_SERVER_ERROR))
UNSEEN: Final = {  # by the problem's code; anything else keeps the words that the API has for it
    "link-ended": "ask whoever invited you for a new link",
    "unknown-item": "use the whole link, as it was given to you",
    "quota-exceeded": "see `parley usage ORG`; `parley orgs set ORG --interviews N` gives more",
}


@dataclass(frozen=True)
class Calls:
    """Who calls: the address of the API, and headers that say who it is."""

    client: httpx.Client
    url: str
    headers: Mapping[str, str]
    pause: Callable[[float], None] = field(default=time.sleep)

    def ask(self, method: str, path: str, body: object = None, **more: Any) -> httpx.Response:
        """An answer that is no refusal. What got lost or failed there is sent again, so it must bear a repeat.

        `path` is below the API, or a whole address. Raises ApiRefused, NotNow, ConnectionLost.
        """
        url = path if urlsplit(path).scheme else self.url + path
        headers = {**self.headers, **({"Idempotency-Key": str(uuid4())} if method == "POST" else {})}
        headers |= more.pop("headers", {})
        for seconds in PAUSES:
            answer = self._sent(method, url, headers, body, more)
            if answer is not None and answer.status_code not in LATER:
                return _checked(answer)
            self.pause(seconds)
        answer = self._sent(method, url, headers, body, more)
        if answer is None:
            raise ConnectionLost(f"{urlsplit(url).netloc} does not answer")
        return _checked(answer)

    def _sent(
        self, method: str, url: str, headers: Mapping[str, str], body: object, more: Mapping[str, Any]
    ) -> httpx.Response | None:
        try:
            return self.client.request(
                method, url, headers=dict(headers), json=body, timeout=SECONDS, follow_redirects=False, **more
            )
        except httpx.TransportError:
            return None


def _checked(answer: httpx.Response) -> httpx.Response:
    if answer.status_code < HTTPStatus.BAD_REQUEST:
        return answer
    problem = _problem(answer)
    code, detail = str(problem.get("code", "")), str(problem.get("detail", ""))
    where = ", ".join(f"{one['pointer']}: {one['detail']}" for one in problem.get("errors", ()))
    said = f"{answer.status_code} {code}: {detail}{f' ({where})' if where else ''}"
    if answer.status_code in LATER:
        raise ConnectionLost(said)
    if answer.status_code == HTTPStatus.CONFLICT:
        raise NotNow(said, body=problem)
    raise ApiRefused(said, remedy=UNSEEN.get(code), body=problem)


def _problem(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"detail": answer.text[:200]}
