"""The media bucket."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from shared.adapters.s3_errors import patience
from shared.domain.errors import MissingStepInput
from shared.ports import Clock, PresignedPost, UploadedObject

GONE = {"404", "NoSuchKey", "NoSuchVersion", "NotFound"}


class S3Media:
    """Implements `MediaStore`. The client must sign with SigV4, or expired forms are accepted."""

    def __init__(self, client: Any, bucket: str, clock: Clock) -> None:
        self._client, self._bucket, self._clock = client, bucket, clock

    def presign_upload(self, key: str, *, max_bytes: int, seconds: int) -> PresignedPost:
        post = self._client.generate_presigned_post(
            self._bucket, key, Conditions=[["content-length-range", 0, max_bytes]], ExpiresIn=seconds
        )
        expires = self._clock.now() + timedelta(seconds=seconds)
        return PresignedPost(url=post["url"], fields=post["fields"], expires_at=expires)

    def head(self, key: str, version: str | None) -> UploadedObject | None:
        from botocore.exceptions import ClientError

        try:
            with patience():
                head = self._client.head_object(Bucket=self._bucket, Key=key, **_version(version))
        except ClientError as error:
            if error.response["Error"]["Code"] in GONE:
                return None
            raise
        return UploadedObject(key=key, version=head.get("VersionId", ""), size=head["ContentLength"])

    @contextmanager
    def open_copy(self, key: str, version: str | None) -> Iterator[Path]:
        from botocore.exceptions import ClientError

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "upload"
            try:
                with patience():
                    self._client.download_file(self._bucket, key, str(path), ExtraArgs=_version(version) or None)
            except ClientError as error:
                if error.response["Error"]["Code"] not in GONE:
                    raise
                raise MissingStepInput("the upload is gone", field="mediaUrl", remedy="upload it again") from None
            yield path

    def list_uploads(self) -> Sequence[UploadedObject]:
        pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket)
        return [
            UploadedObject(key=version["Key"], version=version["VersionId"], size=version["Size"])
            for page in pages
            for version in page.get("Versions", [])
        ]


def _version(version: str | None) -> dict[str, str]:
    return {"VersionId": version} if version else {}
