"""What is needed of buckets, of the clock, of the workflow and of analytics."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from shared.domain.run_status import RunStatus
from shared.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from shared.domain.events import DomainEvent
    from shared.domain.interview_key import RunKey
    from shared.domain.signals import Signal
    from shared.domain.steps import Step
    from shared.ports.speech import Readable

V = TypeVar("V", bound=Value)


class Clock(Protocol):
    """The time, so that tests can set it."""

    def now(self) -> datetime:
        """Now, in UTC."""
        ...


class PresignedPost(Value):
    """A form with which one file can be uploaded without credentials: POST `fields` and then `file` to `url`."""

    url: str
    fields: dict[str, str]
    expires_at: datetime


class UploadedObject(Value):
    """An object in the media bucket. `arrived_at` is None where only one object is asked about."""

    key: str
    version: str
    size: int
    arrived_at: datetime | None = None


class MediaStore(Protocol):
    """The media bucket."""

    def presign_upload(
        self, key: str, *, max_bytes: int, seconds: int, content_type: str | None = None
    ) -> PresignedPost:
        """A form for exactly this key and, if named, this type: 1 to `max_bytes` bytes."""
        ...

    def put(self, key: str, body: bytes, *, content_type: str) -> str:
        """Keeps something small under a key; its version. Raises StorageThrottled."""
        ...

    def presign_download(self, key: str, *, seconds: int, version: str | None = None) -> str:
        """An address from which whoever has it can read that version, or the newest one, for so long."""
        ...

    def head(self, key: str, version: str | None) -> UploadedObject | None:
        """The object, or None."""
        ...

    def reader(self, key: str, version: str | None) -> AbstractContextManager[Readable]:
        """The object, read where it is. Raises MissingStepInput when it is gone."""
        ...

    def delete(self, key: str, version: str) -> None:
        """Removes that version for good; nothing when it is gone."""
        ...

    def list_uploads(self) -> Sequence[UploadedObject]:
        """Every object with all its versions: for checks by an operator, never on a request path."""
        ...


class ArtifactStore(Protocol):
    """The artifacts bucket: large results, each written once under its run; what is temporary expires by itself."""

    def put(self, key: str, value: Value, *, temporary: bool = False) -> str:
        """Writes `value` as JSON and returns its reference, an `s3://` address."""
        ...

    def find(self, key: str, kind: type[V]) -> V | None:
        """What `put` wrote under the key, or None."""
        ...

    def put_file(self, key: str, file: Path) -> None:
        """Writes a temporary file."""
        ...

    def open_copy(self, key: str) -> AbstractContextManager[Path]:
        """A local copy of a file, gone when the context ends. Raises MissingStepInput when the file is gone."""
        ...

    def get(self, reference: str, kind: type[V]) -> V:
        """Reads what `put` wrote. Raises MissingStepInput when it is gone."""
        ...


class Analytics(Protocol):
    """Product analytics, off unless configured. Never raises: a lost event must not fail a run."""

    def capture(self, event: str, properties: dict[str, Any]) -> bool:
        """True when the event was handed over."""
        ...


class Execution(Value):
    """What Step Functions says of a run's execution."""

    arn: str
    status: RunStatus


class ExecutionWork(Value):
    """What an execution is charged for: state transitions, retries included, and calls of functions."""

    transitions: int
    function_calls: int


class Workflow(Protocol):
    """The state machine."""

    def start(self, run: RunKey) -> str:
        """The ARN of the run's execution; a second start returns the same. Raises WorkflowUnavailable."""
        ...

    def describe(self, run: RunKey, execution_arn: str | None) -> Execution | None:
        """The execution, or None when it never started."""
        ...

    def count_work(self, execution_arn: str) -> ExecutionWork:
        """Counted from the execution's history, since its last native redrive. Raises WorkflowUnavailable."""
        ...

    def stop(self, run: RunKey, error: str) -> bool:
        """Stops the run's execution for that error, unless it has ended; False when it never started.

        Raises WorkflowUnavailable.
        """
        ...

    def redrive(self, execution_arn: str) -> None:
        """AWS's own RedriveExecution. Raises RedriveRefused with AWS's reason."""
        ...


class FaultSwitch(Protocol):
    """Breaks steps on purpose, in stage `local` only."""

    def trip(self, key: RunKey, step: Step, part: str = "") -> None:
        """Raises, or kills the process, when somebody set a fault for this step, or for this part of it."""
        ...


class EventBus(Protocol):
    """Where events go."""

    def publish(self, events: Sequence[DomainEvent | Signal]) -> None:
        """Hands at most ten events over, at least once. Raises StorageThrottled; some of them may be there then."""
        ...
