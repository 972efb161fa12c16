"""Decodes a recording once, as a stream: its samples go to a file on disk, what is measured stays in memory.

Four hours take 461 MB of disk, 922 MB when the recording has two channels, however the recording is encoded.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from shared.adapters.audio_file import INT16_RANGE, SAMPLE_RATE, UNREADABLE, container_name, opened, resampled
from shared.adapters.audio_tracks import FRAME, STEREO, TrackStatistics, without_bleed
from shared.domain.errors import UnreadableRecording
from shared.domain.pieces import LOUDNESS_SECONDS, Piece
from shared.ports import AudioInfo, Readable

SAMPLE_BYTES = 2
WINDOW = int(LOUDNESS_SECONDS * SAMPLE_RATE)
BLOCK = 80 * 25 * FRAME  # a minute, in whole windows and in whole frames


class PyAvDecoder:
    """Implements `RecordingDecoder` with FFmpeg's libraries."""

    @contextmanager
    def decode(self, recording: Readable, *, max_seconds: float) -> Iterator["SpooledSound"]:
        with tempfile.TemporaryFile() as spool, opened(recording) as (container, stream):
            channels = int(stream.codec_context.channels)
            layout = "stereo" if channels == STEREO else "mono"
            measured = _Measured(STEREO if channels == STEREO else 1)
            most = int((max_seconds + 1) * SAMPLE_RATE)
            for block in _blocks(resampled(container, stream, layout), most):
                spool.write(block.T.tobytes())
                measured.add(block)
            if not measured.samples:
                raise UnreadableRecording(UNREADABLE)
            yield SpooledSound(spool, measured, container_name(container), channels)


class _Measured:
    """What is known of the samples so far."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.samples = 0
        self.loudness: list[float] = []
        self.tracks = TrackStatistics() if rows == STEREO else None

    def add(self, block: Any) -> None:
        """A block of shape (rows, samples)."""
        import numpy as np

        sound = block.astype(np.float32) / INT16_RANGE
        self.samples += block.shape[1]
        whole = sound[:, : sound.shape[1] // WINDOW * WINDOW]
        self.loudness += np.square(whole).sum(axis=0).reshape(-1, WINDOW).mean(axis=1).tolist()
        if self.tracks:
            self.tracks.add(sound)


@dataclass(frozen=True)
class SpooledSound:
    """Implements `Sound`. The spool holds int16 samples at 16 kHz, the channels side by side."""

    spool: BinaryIO
    measured: _Measured
    container: str
    channels: int

    @property
    def info(self) -> AudioInfo:
        seconds = self.measured.samples / SAMPLE_RATE
        return AudioInfo(container=self.container, duration_seconds=seconds, channels=self.channels)

    @property
    def has_separate_tracks(self) -> bool:
        return self.measured.tracks is not None and self.measured.tracks.are_separate

    @property
    def loudness(self) -> Sequence[float]:
        return self.measured.loudness

    @contextmanager
    def flac(self, piece: Piece) -> Iterator[Path]:
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / f"{piece.number:04d}.flac"
            self._write(piece, target)
            yield target

    def _write(self, piece: Piece, target: Path) -> None:
        import av

        with av.open(str(target), "w", format="flac") as container:
            stream: Any = container.add_stream("flac", rate=SAMPLE_RATE, layout="mono")
            for samples in self._read(piece):
                frame = av.AudioFrame.from_ndarray(samples[None], "s16", "mono")
                frame.sample_rate = SAMPLE_RATE
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))

    def _read(self, piece: Piece) -> Iterator[Any]:
        """Blocks of int16 of shape (samples,)."""
        import numpy as np

        rows = self.measured.rows
        first, last = (round(seconds * SAMPLE_RATE) for seconds in (piece.start_seconds, piece.end_seconds))
        self.spool.seek(first * rows * SAMPLE_BYTES)
        for at in range(first, last, BLOCK):
            data = self.spool.read(min(BLOCK, last - at) * rows * SAMPLE_BYTES)
            yield _one_row(np.frombuffer(data, np.int16).reshape(-1, rows).T, piece.channel)


def _one_row(block: Any, channel: int | None) -> Any:
    """The channel without the other voice in it, or the mean of all channels."""
    import numpy as np

    if channel is None:
        return (block.sum(axis=0, dtype=np.int32) // len(block)).astype(np.int16)
    own, other = (block[which].astype(np.float32) / INT16_RANGE for which in (channel, 1 - channel))
    return (without_bleed(own, other) * INT16_RANGE).astype(np.int16)


def _blocks(arrays: Iterator[Any], most: int) -> Iterator[Any]:
    """Blocks of `BLOCK` samples, the last one shorter; no more than `most` samples in all."""
    import numpy as np

    held: list[Any] = []
    length = given = 0
    for array in arrays:
        held.append(array)
        length += array.shape[1]
        while length >= BLOCK:
            joined = np.concatenate(held, axis=1)
            yield joined[:, :BLOCK]
            given, length, held = given + BLOCK, length - BLOCK, [joined[:, BLOCK:]]
        if given + length >= most:
            break
    if length:
        yield np.concatenate(held, axis=1)
