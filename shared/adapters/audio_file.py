"""Reads media files with PyAV, a piece at a time. The container is known by its bytes, never by the file's name."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from shared.domain.errors import UnreadableRecording
from shared.ports import Readable

SAMPLE_RATE = 16_000
BLOCK_SECONDS = 300.0
INT16_RANGE = 32_768  # mixing is done in integers: FFmpeg mixes floats beyond 1
QUIET_SEARCH_SECONDS = 20.0
QUIET_WINDOW = SAMPLE_RATE // 4

# Formats that hold one recording. Playlists and image sequences are left out: they make FFmpeg open other files.
_FORMATS = (
    "aac,aiff,amr,asf,asf_o,au,avi,caf,flac,flv,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,"
    "mp2,mp3,mpeg,mpegts,ogg,w64,wav,wv"
)
_CONTAINER_NAMES = {"matroska,webm": "webm", "mov,mp4,m4a,3gp,3g2,mj2": "mp4"}
UNREADABLE = "the file cannot be decoded as audio"


def decode_mono(recording: Path) -> Any:
    """The whole recording as float32 of shape (samples,) at 16 kHz, channels mixed. Raises UnreadableRecording."""
    import numpy as np

    return np.concatenate(list(_samples(recording)), axis=1)[0]


def mono_blocks(recording: Path, seconds: float = BLOCK_SECONDS) -> Iterator[tuple[float, Any]]:
    """Consecutive blocks of at most `seconds`, each as (start in seconds, float32 of shape (samples,)).

    Blocks are cut where it is quiet, so that no word is cut in two. Raises UnreadableRecording.
    """
    for start, block in _blocks(_samples(recording), seconds):
        yield start, block[0]


class _NamelessFile:
    """A file that keeps its name to itself: FFmpeg's probing would otherwise trust the extension."""

    def __init__(self, file: Readable) -> None:
        self.read = file.read
        self.seek = file.seek
        self.tell = file.tell


@contextmanager
def opened(file: Readable) -> Iterator[tuple[Any, Any]]:
    """The container and its audio stream. Raises UnreadableRecording."""
    import av

    try:
        container = av.open(_NamelessFile(file), options={"format_whitelist": _FORMATS})
    except (av.FFmpegError, ValueError):
        raise UnreadableRecording(UNREADABLE) from None
    with container:
        stream = container.streams.best("audio")
        if stream is None or stream.codec_context is None:
            raise UnreadableRecording("the file holds no audio")
        yield container, stream


def container_name(container: Any) -> str:
    """What people call the container."""
    name = str(container.format.name)
    return _CONTAINER_NAMES.get(name, name)


def _frames(container: Any, stream: Any) -> Iterator[Any]:
    """Decoded frames up to the end, or up to the cut of a truncated file. More damage than sound is unreadable."""
    good = bad = 0
    for packet in _packets(container, stream):
        frames = _decoded(packet)
        bad += frames is None
        for frame in frames or ():
            good += 1
            yield frame
    if bad > good:
        raise UnreadableRecording(UNREADABLE)


def _packets(container: Any, stream: Any) -> Iterator[Any]:
    import av

    packets = container.demux(stream)
    while True:
        try:
            yield next(packets)
        except (StopIteration, av.FFmpegError):
            return


def _decoded(packet: Any) -> list[Any] | None:
    """The frames of a packet; None when it is damaged."""
    import av

    try:
        return [frame for frame in packet.decode() if frame.samples and frame.sample_rate]
    except av.FFmpegError:
        return None


def resampled(container: Any, stream: Any, layout: str) -> Iterator[Any]:
    """Short arrays of int16 at 16 kHz, of shape (channels of the layout, samples)."""
    from av import AudioResampler

    resampler, source = None, None
    for frame in _frames(container, stream):
        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        if resampler is None or shape != source:
            resampler, source = AudioResampler(format="s16p", layout=layout, rate=SAMPLE_RATE), shape
        frame.pts = None  # the resampler would otherwise refuse the time stamps of damaged files
        yield from (out.to_ndarray() for out in resampler.resample(frame))
    if resampler is not None:
        yield from (out.to_ndarray() for out in resampler.resample(None))


def _samples(recording: Path) -> Iterator[Any]:
    """Short pieces of float32 of shape (1, samples) at 16 kHz."""
    found = False
    with recording.open("rb") as file, opened(file) as (container, stream):
        for samples in resampled(container, stream, "mono"):
            found = found or samples.shape[1] > 0
            yield samples.astype("float32") / INT16_RANGE
    if not found:
        raise UnreadableRecording(UNREADABLE)


def _blocks(pieces: Iterator[Any], seconds: float) -> Iterator[tuple[float, Any]]:
    import numpy as np

    limit, start, length = int(seconds * SAMPLE_RATE), 0, 0
    held: list[Any] = []
    for piece in pieces:
        held.append(piece)
        length += piece.shape[1]
        while length >= limit:
            block = np.concatenate(held, axis=1)
            cut = _quiet_cut(block[:, :limit])
            yield start / SAMPLE_RATE, block[:, :cut]
            start, length, held = start + cut, length - cut, [block[:, cut:]]
    yield start / SAMPLE_RATE, np.concatenate(held, axis=1)


def _quiet_cut(block: Any) -> int:
    """The middle of the quietest quarter of a second near the end of a block of shape (channels, samples)."""
    import numpy as np

    tail = min(int(QUIET_SEARCH_SECONDS * SAMPLE_RATE), block.shape[1] // 2) // QUIET_WINDOW * QUIET_WINDOW
    if not tail:
        return int(block.shape[1])
    windows = np.square(block[:, -tail:]).sum(axis=0).reshape(-1, QUIET_WINDOW).mean(axis=1)
    return int(block.shape[1] - tail + int(windows.argmin()) * QUIET_WINDOW + QUIET_WINDOW // 2)
