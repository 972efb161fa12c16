"""Uploads of any length that take no room: a minute of the sample, again and again, behind what looks like a bucket."""

import struct
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from bench.recordings import decoded
from bench.sandbox import SAMPLES, truth_of

SAMPLE = "scheduling-tool"
MINUTE = 60
RATE = 48_000
SAMPLE_BYTES = 2
# Four hours of two channels in 16 bits at this rate are 2.13 of the 2.15 gigabytes that an upload may have.
RATE_OF_THE_LARGEST = 37_000


@dataclass
class Upload:
    """Answers `get_object` as a bucket does: `head`, and then `part` so many `times`."""

    part: bytes
    times: int
    head: bytes = b""
    requests: int = field(default=0, init=False)
    read_bytes: int = field(default=0, init=False)

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.head) + len(self.part) * self.times

    def get_object(self, *, Range: str, **_: Any) -> dict[str, Any]:  # noqa: N803 - as boto3 calls it
        """A range of it."""
        first, last = map(int, Range.removeprefix("bytes=").split("-"))
        self.requests += 1
        self.read_bytes += last + 1 - first
        return {"ContentRange": f"bytes {first}-{last}/{self.size}", "Body": BytesIO(self._between(first, last + 1))}

    def _between(self, start: int, end: int) -> bytes:
        found = [self.head[start:end]]
        at = max(start - len(self.head), 0)
        left = end - len(self.head)
        while at < left:
            within = at % len(self.part)
            found.append(self.part[within : within + left - at])
            at += len(found[-1])
        return b"".join(found)


def spoken(minutes: int) -> Upload:
    """An interview as a wav of one channel: from ten minutes on, it is more than is held of it at once."""
    return _wav(RATE, 1, _minute(RATE).tobytes(), minutes)


def largest(minutes: int) -> Upload:
    """An interview as a wav of two channels, a voice in each: with four hours, about as much as may be uploaded."""
    import numpy as np

    rate = RATE_OF_THE_LARGEST
    sound = _minute(rate)
    tracks = np.zeros((len(sound), 2), np.int16)
    for turn in truth_of(SAMPLE)["turns"]:
        span = slice(int(turn["start_seconds"] * rate), int((turn["end_seconds"] + 0.2) * rate))
        tracks[span, int(turn["speaker"] == "participant")] = sound[span]
    return _wav(rate, len(tracks[0]), tracks.tobytes(), minutes)


def _wav(rate: int, channels: int, part: bytes, times: int) -> Upload:
    size, frame = len(part) * times, SAMPLE_BYTES * channels
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, channels, rate, rate * frame, frame, 8 * SAMPLE_BYTES)
    head = struct.pack("<4sI4s", b"RIFF", 36 + size, b"WAVE") + form + struct.pack("<4sI", b"data", size)
    return Upload(part, times, head)


def _minute(rate: int) -> Any:
    """The sample's first minute, as int16 of shape (samples,)."""
    import numpy as np

    return np.concatenate(list(decoded(SAMPLES / f"{SAMPLE}.ogg", rate)))[: MINUTE * rate]
