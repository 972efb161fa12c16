"""Requests that make something: their Idempotency-Key, and the answer that a repeat gets."""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Final, NamedTuple

from fastapi import Depends, Header, Request
from pydantic import BaseModel

from functions.api.caller import Manager, Outside, Writer
from shared.domain.idempotency import IdempotencyRecord, fingerprint, new_claim, parse_key, scope_of
from shared.domain.principal import Principal
from shared.usecases.do_once import Work, do_once
from shared.usecases.take_quota import QuotaPorts, standing_of

DEFAULT_LOCK: Final = timedelta(seconds=30)
MARGIN: Final = timedelta(seconds=1)


class Once(NamedTuple):
    """A request by its key. What it makes is made once, whoever sends it how often."""

    request: Request
    principal: Principal
    root: Outside
    key: str

    def do(self, body: BaseModel | None, prefix: str, work: Work) -> IdempotencyRecord:
        """Does the work unless it was done; the record names what was made. Raises what the work raised, again."""
        asked = self._claim(body, prefix)
        record = do_once(asked, work, store=self.root.idempotency)
        if record.owner != asked.owner:
            self._mark_replayed(record)
        self._tell_of_quota()
        if record.refusal:
            raise record.refusal.as_error
        return record

    def _tell_of_quota(self) -> None:
        """What is left of the month, in the fields that every client knows."""
        ports = QuotaPorts(self.root.organisations, self.root.quotas)
        fields = standing_of(self.principal.organisation_id, self.root.clock.now(), ports=ports)
        self.request.scope.setdefault("parley.headers", {}).update(fields)

    def _claim(self, body: BaseModel | None, prefix: str) -> IdempotencyRecord:
        said = body.model_dump(mode="json", exclude_unset=True) if body else None
        route = self.request.scope["route"].path
        return new_claim(
            scope_of(self.principal.organisation_id, self.request.method, route, self.key),
            fingerprint(said, self.request.path_params),
            owner=self.request.scope["parley.request_id"],
            prefix=prefix,
            at=self.root.clock.now(),
            lock=_time_left(self.request) + MARGIN,
        )

    def _mark_replayed(self, record: IdempotencyRecord) -> None:
        marks = {"Idempotent-Replayed": "true", "X-Original-Request-Id": record.owner}
        self.request.scope.setdefault("parley.headers", {}).update(marks)


def _time_left(request: Request) -> timedelta:
    """What Lambda gives this invocation: after it, nobody works on the request any more."""
    remaining: Callable[[], int] | None = getattr(
        request.scope.get("aws.context"), "get_remaining_time_in_millis", None
    )
    return timedelta(milliseconds=remaining()) if remaining else DEFAULT_LOCK


KeyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="Names this request, so that a repeat within 24 hours makes nothing again.",
        openapi_examples={"uuid": {"value": "0b1f6c7e-6f0e-4f0c-9a53-0a8f1f5a2c11"}},
    ),
]


def once(request: Request, principal: Writer, root: Outside, idempotency_key: KeyHeader = None) -> Once:
    """Of a caller who may write interviews. Raises IdempotencyKeyMissing, InvalidIdempotencyKey."""
    return Once(request, principal, root, parse_key(idempotency_key))


def once_by_manager(request: Request, principal: Manager, root: Outside, idempotency_key: KeyHeader = None) -> Once:
    """Of a caller who may manage webhooks."""
    return Once(request, principal, root, parse_key(idempotency_key))


DoneOnce = Annotated[Once, Depends(once)]
DoneOnceByManager = Annotated[Once, Depends(once_by_manager)]
