"""A request that makes something may be sent twice, and makes it once.

A record stands for the key of a request. Whoever claims it does the work, within a time after which another may take
it over; what was made and the record's completion are written together. The thing's id is made of the record, so that
nobody makes a second one.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from shared.domain import errors
from shared.domain.errors import (
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    InvalidIdempotencyKey,
    RequestInProgress,
)
from shared.domain.limits import IDEMPOTENCY_HOURS, MAX_IDEMPOTENCY_KEY_CHARACTERS
from shared.domain.ordered_id import ordered_id
from shared.domain.value import Value

if TYPE_CHECKING:
    from shared.domain.errors import (
        ParleyError,
    )

QUOTED: Final = r'"((?:[^"\\]|\\["\\])*)"'
KEY: Final = rf"[\x20-\x7e]{{1,{MAX_IDEMPOTENCY_KEY_CHARACTERS}}}"


class RecordState(StrEnum):
    """`RUNNING` has a lock; `COMPLETED` has an answer."""

    RUNNING = "running"
    COMPLETED = "completed"


class IdempotencyScope(Value):
    """Within what a key is one key: an organisation (not an API key, which may be rotated), a method and a route."""

    organisation_id: str
    method: str
    route: str
    digest: str


class Refusal(Value):
    """The named error that a request ended with after its work had begun."""

    error: str
    message: str
    field: str | None = None

    @property
    def as_error(self) -> "ParleyError":
        """The error again."""
        kind: type[ParleyError] = getattr(errors, self.error)
        return kind(self.message, field=self.field)


class IdempotencyRecord(Value):
    """What is known of a key. `owner` is the id of the request that does the work, or has done it.

    `refusal` is None for what was made. `outcomes` are those of the rows of a request that makes many things.
    """

    scope: IdempotencyScope
    fingerprint: str
    owner: str
    resource_id: str
    claimed_at: datetime
    locked_until: datetime
    kept_until: datetime
    state: RecordState = RecordState.RUNNING
    refusal: Refusal | None = None
    outcomes: tuple[str, ...] = ()

    def completed(self, *, refusal: Refusal | None = None, outcomes: tuple[str, ...] = ()) -> "IdempotencyRecord":
        """As it is when the work is done."""
        done = {"state": RecordState.COMPLETED, "refusal": refusal, "outcomes": outcomes}
        return self.model_copy(update=done)

    def taken_over_by(self, other: "IdempotencyRecord") -> "IdempotencyRecord":
        """As another request goes on with it. The id of what is made stays the same."""
        return self.model_copy(update={"owner": other.owner, "locked_until": other.locked_until})

    def is_abandoned_at(self, at: datetime) -> bool:
        """Whether its owner ended without an answer."""
        return self.state is RecordState.RUNNING and self.locked_until <= at


def parse_key(header: str | None) -> str:
    """The key. A quoted one is the same as the bare one. Raises IdempotencyKeyMissing, InvalidIdempotencyKey."""
    given = (header or "").strip(" \t")
    if not given:
        raise IdempotencyKeyMissing("the request has no Idempotency-Key", field="header.idempotency-key")
    quoted = re.fullmatch(QUOTED, given)
    key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else given
    if not re.fullmatch(KEY, key):
        message = f"a key is 1 to {MAX_IDEMPOTENCY_KEY_CHARACTERS} printable characters of ASCII"
        raise InvalidIdempotencyKey(message, field="header.idempotency-key")
    return key


def scope_of(organisation_id: str, method: str, route: str, key: str) -> IdempotencyScope:
    """The scope of a request. A key may be an address of somebody, so that only its digest is kept."""
    digest = _digest([organisation_id, method, route, key])
    return IdempotencyScope(organisation_id=organisation_id, method=method, route=route, digest=digest)


def fingerprint(body: object, path: Mapping[str, Any]) -> str:
    """What a request says, whatever the order of its names and its spaces."""
    return _digest([body, {name: str(value) for name, value in path.items()}])


def new_claim(
    scope: IdempotencyScope, said: str, *, owner: str, prefix: str, at: datetime, lock: timedelta
) -> IdempotencyRecord:
    """A first claim. The id of what it makes is made of the scope and of the time."""
    return IdempotencyRecord(
        scope=scope,
        fingerprint=said,
        owner=owner,
        resource_id=ordered_id(prefix, at, scope.digest),
        claimed_at=at,
        locked_until=at + lock,
        kept_until=at + timedelta(hours=IDEMPOTENCY_HOURS),
    )


def check_standing(asked: IdempotencyRecord, stands: IdempotencyRecord) -> None:
    """What stands is the asker's own, or has its answer. Raises IdempotencyKeyReused, RequestInProgress."""
    if stands.fingerprint != asked.fingerprint:
        raise IdempotencyKeyReused("the key was used for another request", field="header.idempotency-key")
    if stands.state is RecordState.RUNNING and stands.owner != asked.owner:
        raise in_progress()


def in_progress() -> RequestInProgress:
    """The error for who comes second."""
    return RequestInProgress("a request with this key is being worked on", field="header.idempotency-key")


def _digest(value: object) -> str:
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
