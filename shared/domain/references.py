"""References that travel between steps in place of what they name. None holds anything that was said."""

from shared.domain.value import Value


class TranscriptReference(Value):
    """Where a transcript is: the run that made it and its `s3://` address."""

    run: int
    uri: str


class RowsReference(Value):
    """Rows of a run in the table, and how many they are."""

    run: int
    count: int
