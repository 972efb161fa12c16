"""Calls that fail by chance: workers die, providers and storage answer with errors. Stage `local` alone can have it.

`PARLEY_CHAOS` is JSON: `rate` of calls that fail, 0 to 1; `seed`; `journal`, a folder in which it is counted how often
each call has come. Whether a call fails is a function of the seed, of what is called for whom, and of how often that
has been called before: it does not matter which worker comes when, and a storm can be run again.
"""

import hashlib
import json
import os
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from pydantic import BaseModel, ConfigDict

from shared.domain.errors import AnswerInvalid, EngineFailed, EngineThrottled, EngineTimeout
from shared.domain.interview_key import RunKey
from shared.domain.steps import Step
from shared.ports import EngineScope

VARIABLE = "PARLEY_CHAOS"
FUNCTION = "AWS_LAMBDA_FUNCTION_NAME"
MAX_REQUESTS_TO_LIVE = 12
THROTTLED = json.dumps({"__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}).encode()
SLOW_DOWN = b"<?xml version='1.0'?><Error><Code>SlowDown</Code><Message>chaos</Message></Error>"
ANSWERS = {"dynamodb": (400, THROTTLED), "s3": (503, SLOW_DOWN)}
# Whom a request is for. What else it holds may be drawn anew each time: receipts, marks, times, versions.
_INTERVIEW = re.compile(rb"int_\w+")


class ChaosSettings(BaseModel):
    """How much fails, and how that is drawn."""

    model_config = ConfigDict(frozen=True)

    rate: float
    seed: int
    journal: Path


class Chaos:
    """Implements `FaultSwitch`; also stands before providers and between a client and its storage."""

    def __init__(self, settings: ChaosSettings) -> None:
        self._settings = settings
        self._requests_to_live: int | None = None

    def trip(self, key: RunKey, step: Step, part: str = "") -> None:
        """A worker may be doomed: it dies now, or at one of its next requests to storage."""
        draw = self._draw(key.interview_id, step, part)
        self._requests_to_live = draw.randint(0, MAX_REQUESTS_TO_LIVE) if self._hits(draw) else None
        self._live()

    def before_call(self, scope: EngineScope, call: str) -> None:
        """Answers in a provider's place by chance. Raises what the provider would."""
        draw = self._draw(scope.interview.interview_id, call)
        if self._hits(draw):
            _fail(draw.randrange(4))

    def attach(self, client: Any, service: str) -> None:
        """Lets requests of a client fail before they are sent. boto3's own retries come on top, as with AWS."""
        if service in ANSWERS:
            client.meta.events.register("before-send", lambda request, **_: self._answer(request, service))

    def _answer(self, request: Any, service: str) -> Any:
        self._live()
        draw = self._draw(service, os.environ.get(FUNCTION, ""), *_told(request))
        return _response(request.url, *ANSWERS[service]) if self._hits(draw) else None

    def _hits(self, draw: random.Random) -> bool:
        return draw.random() < self._settings.rate

    def _live(self) -> None:
        if self._requests_to_live == 0:
            os._exit(1)
        if self._requests_to_live:
            self._requests_to_live -= 1

    def _draw(self, *call: str) -> random.Random:
        """The dice for the call, which comes once more now."""
        name = "/".join(call)
        times = self._settings.journal / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.times"
        with times.open("ab", buffering=0) as file:  # what is appended is never lost, whoever else appends
            file.write(b".")
            return random.Random(f"{self._settings.seed}/{name}/{file.tell()}")  # noqa: S311 - faults, no secrets


def chaos_from(environment: dict[str, str]) -> Chaos | None:
    """What the environment asks for; None when it asks for nothing."""
    told = environment.get(VARIABLE)
    return Chaos(ChaosSettings.model_validate_json(told)) if told else None


class _Body:
    """What botocore reads a response's body from."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        """The body, at once."""
        yield self._content


def _told(request: Any) -> tuple[str, str]:
    """What a request is, and for which interview; nothing where it is for none."""
    target = request.headers.get("X-Amz-Target", request.method)
    body = request.body if isinstance(request.body, bytes) else b""
    found = _INTERVIEW.search(request.url.encode() + b" " + body)
    return (
        target.decode() if isinstance(target, bytes) else str(target),
        found[0].decode() if found else "",
    )


def _response(url: str, status: int, body: bytes) -> Any:
    from botocore.awsrequest import AWSResponse

    return AWSResponse(url, status, {}, _Body(body))


def _fail(kind: int) -> NoReturn:
    if kind == 0:
        raise EngineFailed("chaos: the provider answered 500")
    if kind == 1:
        raise EngineThrottled("chaos: the provider answered 429", retry_after_seconds=1.0)
    if kind == 2:  # noqa: PLR2004 - the third of four
        raise EngineTimeout("chaos: the provider did not answer in time")
    raise AnswerInvalid("chaos: the provider answered garbage")
