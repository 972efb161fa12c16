"""An object of S3 as a file that is read from anywhere, a few large blocks at a time."""

import io
import shutil
import tempfile
from collections import OrderedDict
from typing import IO, Any

from shared.adapters.s3_errors import bucket_for_later

BLOCK_BYTES = 8 * 1024 * 1024
BLOCKS_KEPT = 4  # FFmpeg jumps between a file's index and its sound


class S3RangeReader:
    """Implements `Readable`. It keeps 32 MiB in memory, however large the object is."""

    def __init__(self, client: Any, source: dict[str, str], size: int) -> None:
        self._client, self._source, self._size = client, source, size
        self._place = 0
        self._whole: IO[bytes] | None = None
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; to the end when it is negative."""
        left = self._size - self._place if size < 0 else min(size, self._size - self._place)
        parts = []
        while left > 0:
            number, offset = divmod(self._place, BLOCK_BYTES)
            parts.append(self._block(number)[offset : offset + left])
            self._place += len(parts[-1])
            left -= len(parts[-1])
        return b"".join(parts)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Nothing is fetched before it is read."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = max(0, start + offset)
        return self._place

    def tell(self) -> int:
        """The place to be read next."""
        return self._place

    def close(self) -> None:
        """Frees what it holds."""
        self._blocks.clear()
        if self._whole is not None:
            self._whole.close()

    def _block(self, number: int) -> bytes:
        if number not in self._blocks:
            self._blocks[number] = self._fetch(number * BLOCK_BYTES)
            if len(self._blocks) > BLOCKS_KEPT:
                self._blocks.popitem(last=False)
        self._blocks.move_to_end(number)
        return self._blocks[number]

    def _fetch(self, start: int) -> bytes:
        if self._whole is None:
            last = min(start + BLOCK_BYTES, self._size) - 1
            with bucket_for_later():
                answer = self._client.get_object(**self._source, Range=f"bytes={start}-{last}")
                if "ContentRange" in answer:
                    return bytes(answer["Body"].read())
                self._whole = _spooled(answer["Body"])
        self._whole.seek(start)
        return self._whole.read(BLOCK_BYTES)


def _spooled(body: Any) -> IO[bytes]:
    """A server may ignore ranges and send everything, as the local one does for a version: it is asked but once."""
    spool = tempfile.TemporaryFile()  # noqa: SIM115 - gone with the reader
    shutil.copyfileobj(body, spool, BLOCK_BYTES)
    return spool
