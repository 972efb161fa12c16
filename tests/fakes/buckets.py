"""The buckets in memory."""

import io
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from shared.domain.errors import MissingStepInput
from shared.domain.value import Value
from shared.ports import Clock, PresignedPost, Readable, UploadedObject

V = TypeVar("V", bound=Value)
BUCKET = "memory"


class MemoryMedia:
    """Implements `MediaStore`. `upload` stands for what a candidate does with the form."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._objects: dict[str, list[tuple[str, bytes]]] = {}
        self._arrivals: dict[tuple[str, str], datetime] = {}
        self.types: dict[str, str] = {}

    def upload(self, key: str, body: bytes) -> str:
        """Stores another version and returns its id."""
        versions = self._objects.setdefault(key, [])
        version = f"v{1 + sum(known == key for known, _ in self._arrivals)}"
        versions.append((version, body))
        self._arrivals[key, version] = self._clock.now()
        return version

    def presign_upload(
        self, key: str, *, max_bytes: int, seconds: int, content_type: str | None = None
    ) -> PresignedPost:
        expires = self._clock.now() + timedelta(seconds=seconds)
        fields = {"key": key} | ({"Content-Type": content_type} if content_type else {})
        return PresignedPost(url=f"https://{BUCKET}.test", fields=fields, expires_at=expires)

    def put(self, key: str, body: bytes, *, content_type: str) -> str:
        self.types[key] = content_type
        return self.upload(key, body)

    def presign_download(self, key: str, *, seconds: int, version: str | None = None) -> str:
        which = f"&versionId={version}" if version else ""
        return f"https://{BUCKET}.test/{key}?seconds={seconds}{which}"

    def head(self, key: str, version: str | None) -> UploadedObject | None:
        found = self._find(key, version)
        return UploadedObject(key=key, version=found[0], size=len(found[1])) if found else None

    @contextmanager
    def reader(self, key: str, version: str | None) -> Iterator[Readable]:
        found = self._find(key, version)
        if found is None:
            raise MissingStepInput("the upload is gone", field="mediaUrl", remedy="upload it again")
        yield io.BytesIO(found[1])

    def delete(self, key: str, version: str) -> None:
        self._objects[key] = [known for known in self._objects.get(key, []) if known[0] != version]

    def forget(self, prefix: str) -> int:
        """Removes everything under a prefix; how many versions it was."""
        gone = [key for key in self._objects if key.startswith(prefix)]
        return sum(len(self._objects.pop(key)) for key in gone)

    def list_uploads(self) -> Sequence[UploadedObject]:
        return [
            UploadedObject(key=key, version=version, size=len(body), arrived_at=self._arrivals[key, version])
            for key, versions in sorted(self._objects.items())
            for version, body in versions
        ]

    def _find(self, key: str, version: str | None) -> tuple[str, bytes] | None:
        versions = self._objects.get(key, [])
        if version is None:
            return versions[-1] if versions else None
        return next((known for known in versions if known[0] == version), None)


class MemoryArtifacts:
    """Implements `ArtifactStore`. Keeps JSON, as the bucket does. `temporary` are the keys that would expire."""

    def __init__(self) -> None:
        self.objects: dict[str, str] = {}
        self.files: dict[str, bytes] = {}
        self.temporary: set[str] = set()

    def put(self, key: str, value: Value, *, temporary: bool = False) -> str:
        reference = f"s3://{BUCKET}/{key}"
        self.objects[reference] = value.model_dump_json(by_alias=True)
        if temporary:
            self.temporary.add(key)
        return reference

    def get(self, reference: str, kind: type[V]) -> V:
        try:
            return kind.model_validate_json(self.objects[reference])
        except KeyError:
            raise MissingStepInput("an earlier step's result is gone", remedy="resume from an earlier step") from None

    def find(self, key: str, kind: type[V]) -> V | None:
        kept = self.objects.get(f"s3://{BUCKET}/{key}")
        return kind.model_validate_json(kept) if kept else None

    def put_file(self, key: str, file: Path) -> None:
        self.files[key] = file.read_bytes()
        self.temporary.add(key)

    @contextmanager
    def open_copy(self, key: str) -> Iterator[Path]:
        if key not in self.files:
            raise MissingStepInput("a piece of the recording is gone", remedy="resume from an earlier step")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "copy"
            path.write_bytes(self.files[key])
            yield path
