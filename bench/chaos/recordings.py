"""Recordings of a storm: real speech with silences so long that it is cut into pieces, and what is heard in them."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bench.chaos.said import Turn, as_heard
from bench.recordings import decoded
from bench.sandbox import SAMPLES

RATE = 16_000
SILENCE_SECONDS = 580  # passed over quickly, and nobody hears anything in it
SILENT_BEFORE = (3, 6)  # before these turns
PIECES = len(SILENT_BEFORE) + 1
LOUD = 200
PART = RATE // 4


@dataclass(frozen=True)
class Recording:
    """The recording of the interview of that number, which is cut into so many pieces. There are as many as samples."""

    number: int
    pieces: int = PIECES

    @property
    def _silent_before(self) -> Sequence[int]:
        return SILENT_BEFORE[: self.pieces - 1]

    @property
    def sample(self) -> str:
        """Whose voices they are."""
        names = sorted(path.stem for path in SAMPLES.glob("*.ogg"))
        return names[self.number]

    @cached_property
    def _said(self) -> Sequence[Turn]:
        return as_heard(self.number, self.sample)

    @cached_property
    def _speech(self) -> Any:
        """What is said, without the silences: int16 of shape (samples,) at 16 kHz."""
        import numpy as np

        return np.concatenate(list(decoded(SAMPLES / f"{self.sample}.ogg", RATE)))[: int(self._said[-1].end * RATE)]

    def _later(self, second: float) -> float:
        """When it is heard that was said at that second."""
        return second + SILENCE_SECONDS * sum(second >= self._said[place].start for place in self._silent_before)

    @cached_property
    def turns(self) -> Sequence[Turn]:
        """What is said in it, and when."""
        return [
            one._replace(start=self._later(one.start), end=self._later(one.start) + one.end - one.start)
            for one in self._said
        ]

    @property
    def sound(self) -> Any:
        """As int16 of shape (samples,) at 16 kHz."""
        import numpy as np

        silence = np.zeros(SILENCE_SECONDS * RATE, np.int16)
        cuts = [int(self._said[place].start * RATE) for place in self._silent_before]
        first, *others = np.split(self._speech, cuts)
        return np.concatenate([first, *(part for other in others for part in (silence, other))])

    @property
    def file(self) -> bytes:
        """As FLAC: what is decoded of it is what went into it."""
        return flac_of(self.sound)

    def place_of(self, piece: Any) -> float | None:
        """The second at which the piece begins; None when it is of another recording."""
        loud = int((abs(piece) > LOUD).argmax())
        sought = piece[loud : loud + PART].tobytes()
        at = self._speech.tobytes().find(sought) if sought else -1
        return self._later(at / 2 / RATE) - loud / RATE if at >= 0 else None

    def heard(self, start: float, seconds: float) -> Sequence[Turn]:
        """What is said between, times from there."""
        inside = [one for one in self.turns if start <= (one.start + one.end) / 2 < start + seconds]
        return [one._replace(start=one.start - start, end=one.end - start) for one in inside]


def flac_of(sound: Any) -> bytes:
    """A file of samples, int16 of shape (samples,)."""
    import av

    target = io.BytesIO()
    with av.open(target, "w", format="flac") as container:
        stream: Any = container.add_stream("flac", rate=RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(sound[None], "s16", "mono")
        frame.sample_rate = RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()


def sound_of(file: bytes) -> Any:
    """The samples of a piece, as int16 of shape (samples,)."""
    import av
    import numpy as np

    with av.open(io.BytesIO(file)) as container:
        return np.concatenate([frame.to_ndarray().reshape(-1) for frame in container.decode(audio=0)])
