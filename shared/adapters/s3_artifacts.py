"""The artifacts bucket: large results as JSON, each written once under its run, and temporary files."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from shared.adapters.s3_errors import bucket_for_later
from shared.domain.errors import MissingStepInput
from shared.domain.value import Value

V = TypeVar("V", bound=Value)
TEMPORARY = "lifetime=temporary"  # the bucket's lifecycle rule goes by this tag
AGAIN = "resume from an earlier step"
GONE = {"404", "NoSuchKey", "NotFound"}


class S3Artifacts:
    """Implements `ArtifactStore`."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def put(self, key: str, value: Value, *, temporary: bool = False) -> str:
        body = value.model_dump_json(by_alias=True).encode()
        tags = {"Tagging": TEMPORARY} if temporary else {}
        with bucket_for_later():
            self._client.put_object(Bucket=self._bucket, Key=key, Body=body, ContentType="application/json", **tags)
        return f"s3://{self._bucket}/{key}"

    def find(self, key: str, kind: type[V]) -> V | None:
        body = self._read(key)
        return None if body is None else kind.model_validate_json(body)

    def put_file(self, key: str, file: Path) -> None:
        with bucket_for_later(), file.open("rb") as body:
            self._client.put_object(Bucket=self._bucket, Key=key, Body=body, Tagging=TEMPORARY)

    @contextmanager
    def open_copy(self, key: str) -> Iterator[Path]:
        from botocore.exceptions import ClientError

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "copy"
            try:
                with bucket_for_later():
                    self._client.download_file(self._bucket, key, str(path))
            except ClientError as error:
                if error.response["Error"]["Code"] not in GONE:
                    raise
                raise MissingStepInput("a piece of the recording is gone", remedy=AGAIN) from None
            yield path

    def get(self, reference: str, kind: type[V]) -> V:
        body = self._read(reference.removeprefix(f"s3://{self._bucket}/"))
        if body is None:
            raise MissingStepInput("an earlier step's result is gone", remedy=AGAIN)
        return kind.model_validate_json(body)

    def _read(self, key: str) -> bytes | None:
        from botocore.exceptions import ClientError

        try:
            with bucket_for_later():
                return bytes(self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read())
        except ClientError as error:
            if error.response["Error"]["Code"] not in GONE:
                raise
            return None
