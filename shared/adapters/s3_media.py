"""The media bucket."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Any

from shared.adapters.s3_errors import bucket_for_later
from shared.adapters.s3_range_reader import S3RangeReader
from shared.domain.errors import MissingStepInput
from shared.ports import Clock, PresignedPost, Readable, UploadedObject

GONE = {"404", "NoSuchKey", "NoSuchVersion", "NotFound"}


class S3Media:
    """Implements `MediaStore`. The client must sign with SigV4, or expired forms are accepted."""

    def __init__(self, client: Any, bucket: str, clock: Clock) -> None:
        self._client, self._bucket, self._clock = client, bucket, clock

    def presign_upload(
        self, key: str, *, max_bytes: int, seconds: int, content_type: str | None = None
    ) -> PresignedPost:
        typed = {"Content-Type": content_type} if content_type else {}
        conditions = [["content-length-range", 1, max_bytes], *([typed] if typed else [])]
        post = self._client.generate_presigned_post(
            self._bucket, key, Fields=typed, Conditions=conditions, ExpiresIn=seconds
        )
        expires = self._clock.now() + timedelta(seconds=seconds)
        return PresignedPost(url=post["url"], fields=post["fields"], expires_at=expires)

    def put(self, key: str, body: bytes, *, content_type: str) -> str:
        with bucket_for_later():
            kept = self._client.put_object(Bucket=self._bucket, Key=key, Body=body, ContentType=content_type)
        return str(kept.get("VersionId", ""))

    def presign_download(self, key: str, *, seconds: int, version: str | None = None) -> str:
        wanted = {"Bucket": self._bucket, "Key": key, **_version(version)}
        return str(self._client.generate_presigned_url("get_object", Params=wanted, ExpiresIn=seconds))

    def head(self, key: str, version: str | None) -> UploadedObject | None:
        from botocore.exceptions import ClientError

        try:
            with bucket_for_later():
                head = self._client.head_object(Bucket=self._bucket, Key=key, **_version(version))
        except ClientError as error:
            if error.response["Error"]["Code"] in GONE:
                return None
            raise
        return UploadedObject(key=key, version=head.get("VersionId", ""), size=head["ContentLength"])

    @contextmanager
    def reader(self, key: str, version: str | None) -> Iterator[Readable]:
        found = self.head(key, version)
        if found is None:
            raise MissingStepInput("the upload is gone", field="mediaUrl", remedy="upload it again")
        source = {"Bucket": self._bucket, "Key": key, **_version(found.version)}
        with closing(S3RangeReader(self._client, source, found.size)) as reader:
            yield reader

    def delete(self, key: str, version: str) -> None:
        with bucket_for_later():
            self._client.delete_object(Bucket=self._bucket, Key=key, VersionId=version)

    def list_uploads(self) -> Sequence[UploadedObject]:
        pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket)
        return [
            UploadedObject(
                key=version["Key"],
                version=version["VersionId"],
                size=version["Size"],
                arrived_at=version["LastModified"],
            )
            for page in pages
            for version in page.get("Versions", [])
        ]


def _version(version: str | None) -> dict[str, str]:
    return {"VersionId": version} if version else {}
