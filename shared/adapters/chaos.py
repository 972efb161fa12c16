"""Calls that fail by chance: workers die, providers and storage answer with errors. Stage `local` alone can have it.

`PARLEY_CHAOS` is JSON: `rate` of calls that fail, 0 to 1; `seed`; `journal`, a folder in which each call of a provider
is noted. The seed fixes what each worker draws; which worker comes when is up to the machine.
"""

import json
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from pydantic import BaseModel, ConfigDict

from shared.domain.errors import AnswerInvalid, EngineFailed, EngineThrottled, EngineTimeout
from shared.domain.steps import Step
from shared.ports import EngineScope

VARIABLE = "PARLEY_CHAOS"
MAX_REQUESTS_TO_LIVE = 12
THROTTLED = json.dumps({"__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}).encode()
SLOW_DOWN = b"<?xml version='1.0'?><Error><Code>SlowDown</Code><Message>chaos</Message></Error>"
ANSWERS = {"dynamodb": (400, THROTTLED), "s3": (503, SLOW_DOWN)}


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
        self._random = random.Random(f"{settings.seed}/{os.getpid()}")  # noqa: S311 - faults, no secrets
        self._requests_to_live: int | None = None

    def trip(self, organisation_id: str, step: Step, part: str = "") -> None:
        """A worker may be doomed: it dies now, or at one of its next requests to storage."""
        del organisation_id, step, part
        self._requests_to_live = self._random.randint(0, MAX_REQUESTS_TO_LIVE) if self._hit() else None
        self._live()

    def before_call(self, scope: EngineScope, call: str) -> None:
        """Notes a call of a provider, and answers in its place by chance. Raises what the provider would."""
        self._note(scope, call)
        if self._hit():
            _fail(self._random.randrange(4))

    def attach(self, client: Any, service: str) -> None:
        """Lets requests of a client fail before they are sent. boto3's own retries come on top, as with AWS."""
        if service in ANSWERS:
            client.meta.events.register("before-send", lambda request, **_: self._answer(request, service))

    def _answer(self, request: Any, service: str) -> Any:
        self._live()
        return _response(request.url, *ANSWERS[service]) if self._hit() else None

    def _hit(self) -> bool:
        return self._random.random() < self._settings.rate

    def _live(self) -> None:
        if self._requests_to_live == 0:
            os._exit(1)
        if self._requests_to_live:
            self._requests_to_live -= 1

    def _note(self, scope: EngineScope, call: str) -> None:
        line = {"interview": scope.interview.interview_id, "call": call, "at": time.time()}
        with (self._settings.journal / f"{os.getpid()}.calls").open("a") as file:
            file.write(json.dumps(line) + "\n")


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
