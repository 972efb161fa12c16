"""What became of an uploaded object."""

from datetime import datetime

from shared.domain.run_status import UploadOutcome
from shared.domain.value import Value


class UploadRecord(Value):
    """The outcome of one uploaded object, by its version. `run` is the run that reads it."""

    key: str
    version: str
    outcome: UploadOutcome
    run: int | None = None
    reason: str | None = None
    at: datetime
