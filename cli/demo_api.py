"""The API as a parent platform calls it: over HTTP, with its key and with nothing else of ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from cli.errors import DemoFailed
from cli.output import stderr
from cli.upload_form import post_form
from shared.ports import PresignedPost

API: Final = "/api/v1"
SECONDS: Final = 60.0  # the first call of a function on this machine starts its process


@dataclass(frozen=True)
class DemoApi:
    """Where the API is, and a key to it."""

    client: httpx.Client
    url: str
    key: str

    def ask(self, method: str, path: str, body: object = None, *, once: str = "") -> httpx.Response:
        """An answer that is no refusal. `path` is below `/api/v1`, or an address that the API has given.

        `once` is the request's Idempotency-Key, where it shall be repeated. Raises DemoFailed.
        """
        url = path if urlsplit(path).scheme else f"{self.url}{API}{path}"
        headers = {"X-API-Key": self.key} | ({"Idempotency-Key": once or str(uuid4())} if method == "POST" else {})
        return self._send(method, url, body, headers)

    def visit(self, method: str, url: str, body: object = None) -> Any:
        """What a candidate is answered, who has a link and no key. Raises DemoFailed."""
        return self._send(method, url, body, {}).json()

    def upload(self, form: Mapping[str, Any], file: Path) -> None:
        """The file, with the form that the API has given. Raises UploadRefused."""
        post_form(PresignedPost.model_validate(_named(form)), file, client=self.client, console=stderr, quiet=True)

    def _send(self, method: str, url: str, body: object, headers: Mapping[str, str]) -> httpx.Response:
        answer = self.client.request(method, url, json=body, headers=dict(headers), timeout=SECONDS)
        if not answer.is_success:
            raise DemoFailed(f"{method} {urlsplit(url).path} was answered {answer.status_code}: {answer.text[:300]}")
        return answer


def _named(form: Mapping[str, Any]) -> dict[str, Any]:
    return {"url": form["url"], "fields": form["fields"], "expiresAt": form["expires_at"]}
