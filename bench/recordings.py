"""Long recordings, made of the samples in a seeded order with seeded gaps: a generator, so that any length is small."""

import random
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from bench.sandbox import SAMPLES

RATE = 48_000
GAP_SECONDS = (0.5, 3.0)
BITS = 24_000


def write_recording(target: Path, minutes: int, seed: int) -> float:
    """Writes an Ogg/Opus file of about that length; its true length in seconds."""
    import av

    with av.open(str(target), "w") as container:
        stream: Any = container.add_stream("libopus", rate=RATE, layout="mono")
        stream.bit_rate = BITS
        samples = 0
        for block in _blocks(minutes * 60 * RATE, random.Random(seed)):  # noqa: S311 - an order, no secret
            frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), "s16", "mono")
            frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), samples
            samples += block.shape[0]
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return samples / RATE


def _blocks(wanted: int, draw: random.Random) -> Iterator[Any]:
    """Samples and gaps as int16 of shape (samples,), until there are as many as wanted."""
    import numpy as np

    names = sorted(SAMPLES.glob("*.ogg"))
    written = 0
    while True:
        for path in draw.sample(names, len(names)):
            gap = np.zeros(int(draw.uniform(*GAP_SECONDS) * RATE), np.int16)
            for sound in (*decoded(path), gap):
                block = sound[: wanted - written]
                written += len(block)
                yield block
                if written >= wanted:
                    return


def decoded(path: Path, rate: int = RATE) -> Iterator[Any]:
    """The sound of a file as int16 of shape (samples,), a little at a time."""
    import av

    resampler = av.AudioResampler(format="s16", layout="mono", rate=rate)
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            yield from (out.to_ndarray()[0] for out in resampler.resample(frame))
