"""What a bucket holds of an interview, to be erased: every object under its key, every version, every delete marker."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.adapters.s3_errors import bucket_for_later
from shared.domain.errors import StorageThrottled
from shared.domain.interview_key import InterviewKey

MAX_OBJECTS = 1000  # of one request


class ErasableObjects:
    """Implements `Erasable` for one bucket. `where` is what the receipt calls it."""

    def __init__(self, client: Any, bucket: str, where: str) -> None:
        self._client, self._bucket, self.where = client, bucket, where

    def erase(self, key: InterviewKey, *, limit: int) -> Mapping[str, int]:
        return self.erase_below(f"{key.organisation_id}/{key.interview_id}/", limit=limit)

    def erase_below(self, prefix: str, *, limit: int) -> Mapping[str, int]:
        """The same for everything whose key begins so."""
        with bucket_for_later():
            page = self._client.list_object_versions(
                Bucket=self._bucket, Prefix=prefix, MaxKeys=min(limit, MAX_OBJECTS)
            )
        found = {"object": page.get("Versions", []), "delete_marker": page.get("DeleteMarkers", [])}
        self._delete([entry for entries in found.values() for entry in entries])
        return {kind: len(entries) for kind, entries in found.items() if entries}

    def erase_older(self, prefix: str, before: datetime) -> int:
        """Every version whose key begins so and that was written before; how many."""
        pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=prefix)
        total = 0
        with bucket_for_later():
            for page in pages:
                old = [entry for entry in page.get("Versions", []) if entry["LastModified"] < before]
                self._delete(old)
                total += len(old)
        return total

    def _delete(self, entries: list[dict[str, Any]]) -> None:
        if not entries:
            return
        objects = [{"Key": entry["Key"], "VersionId": entry["VersionId"]} for entry in entries]
        with bucket_for_later():
            answer = self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": objects, "Quiet": True})
        if answer.get("Errors"):
            raise StorageThrottled(f"the bucket answered {answer['Errors'][0].get('Code')}")
