"""Makes small media files for tests: tones, silence and a cut of the sample interview, in the formats users send."""

import io
import json
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
RATE = 48_000
CODECS = {"wav": "pcm_s16le", "mp3": "mp3", "m4a": "aac", "ogg": "libopus", "webm": "libopus", "mp4": "aac"}
FORMATS = {"m4a": "ipod"}
LIVE = {"mp4": {"movflags": "frag_keyframe+empty_moov+default_base_moof"}}  # as Safari's recorder writes it

Audio = npt.NDArray[np.float32]


def tone(seconds: float, *, hertz: float = 440.0, level: float = 0.3) -> Audio:
    """A sine of shape (samples,) at 48 kHz."""
    time = np.arange(int(seconds * RATE)) / RATE
    return (level * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


def silence(seconds: float) -> Audio:
    """Digital silence of shape (samples,)."""
    return np.zeros(int(seconds * RATE), np.float32)


def sample_audio(start: float, end: float, name: str = "scheduling-tool") -> Audio:
    """The sample interview between two times in seconds, shape (samples,) at 48 kHz."""
    return _decoded(str(SAMPLES / f"{name}.ogg"), end)[int(start * RATE) : int(end * RATE)]


def sound_of(file: bytes) -> Audio:
    """The sound of a media file, shape (samples,) at 48 kHz."""
    return _decoded(io.BytesIO(file))


def _decoded(file: Any, end: float = math.inf) -> Audio:
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
    pieces = []
    with av.open(file) as container:
        for frame in container.decode(audio=0):
            pieces += [out.to_ndarray()[0] for out in resampler.resample(frame)]
            if sum(map(len, pieces)) >= end * RATE:
                break
    return np.concatenate(pieces)


def sample_turns(name: str = "scheduling-tool") -> list[dict[str, Any]]:
    """The truth of a sample: turns with speaker, start_seconds, end_seconds, text."""
    turns: list[dict[str, Any]] = json.loads((SAMPLES / f"{name}.json").read_text())["turns"]
    return turns


def sample_tracks(seconds: float, name: str = "scheduling-tool") -> Audio:
    """The sample with the interviewer left and the participant right, shape (2, samples)."""
    audio = sample_audio(0, seconds, name)
    tracks = np.zeros((2, len(audio)), np.float32)
    for turn in sample_turns(name):
        row = 0 if turn["speaker"] == "interviewer" else 1
        span = slice(int(turn["start_seconds"] * RATE), int((turn["end_seconds"] + 0.2) * RATE))
        tracks[row, span] = audio[span]
    return tracks


def encode(audio: Audio, kind: str, *, video: bool = False, live: bool = False, rate: int = RATE) -> bytes:
    """The audio, shape (samples,) or (channels, samples), as a file. `live` is written as MediaRecorder does."""
    target: Any = _OneWay() if live else io.BytesIO()
    options = LIVE.get(kind, {"live": "1"}) if live else {}
    with av.open(target, "w", format=FORMATS.get(kind, kind), options=options) as container:
        rows = np.atleast_2d(audio)
        stream = container.add_stream(CODECS[kind], rate=rate, layout="stereo" if len(rows) == 2 else "mono")
        pictures = container.add_stream("mpeg4", rate=10, width=64, height=48, pix_fmt="yuv420p") if video else None
        if pictures is not None:
            _draw(container, pictures, rows.shape[1] / rate)
        _sound(container, stream, rows, rate)
    return bytes(target.getvalue())


def silent_film(seconds: float = 1.0) -> bytes:
    """An MP4 with pictures and no sound."""
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as container:
        _draw(container, container.add_stream("mpeg4", rate=10, width=64, height=48, pix_fmt="yuv420p"), seconds)
    return target.getvalue()


class _OneWay:
    """A file that cannot seek, as a stream from a browser: no duration and no index can be written back."""

    def __init__(self) -> None:
        self._bytes = io.BytesIO()

    def write(self, data: bytes) -> int:
        return self._bytes.write(data)

    def getvalue(self) -> bytes:
        return self._bytes.getvalue()


def _sound(container: Any, stream: Any, rows: Audio, rate: int) -> None:
    samples = (np.clip(rows, -1, 1) * 32767).astype(np.int16)
    frame = av.AudioFrame.from_ndarray(samples.T.reshape(1, -1), "s16", "stereo" if len(rows) == 2 else "mono")
    frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), 0
    container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def _draw(container: Any, stream: Any, seconds: float) -> None:
    for index in range(int(seconds * 10)):
        frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), index % 255, np.uint8), "rgb24")
        frame.pts, frame.time_base = index, Fraction(1, 10)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))
