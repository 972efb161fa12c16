"""Tells who speaks in each segment by the sound of the voice."""

from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from shared.adapters.audio_file import SAMPLE_RATE, mono_blocks
from shared.adapters.voice_encoder import embed
from shared.ports import RecognisedSegment

WINDOW_SECONDS = 1.6
STEP_SECONDS = 0.8
MAX_WINDOWS = 8  # of one segment: more add nothing to its mean
APART = 0.27  # cosine distance above which groups of segments are not joined; measured between readers of LibriSpeech
SAME_VOICE = 0.15  # cosine distance of two groups' means below which they are one voice after all
MIN_VOICE_SECONDS = 4.0
MIN_VOICE_SHARE = 0.03
MAX_CLUSTERED = 1_500  # the longest segments; distances between more would not fit the memory of a function


class VoiceprintSeparator:
    """Implements `VoiceSeparator`. A voiceprint travels as 256 little-endian float32 in base64."""

    def voiceprints(self, recording: Path, segments: Sequence[RecognisedSegment]) -> Sequence[str]:
        return [b64encode(row.astype("<f4").tobytes()).decode() for row in _voiceprints(recording, segments)]

    def group(self, voiceprints: Sequence[str], seconds: Sequence[float]) -> Sequence[int]:
        import numpy as np

        rows = [np.frombuffer(b64decode(text), "<f4") for text in voiceprints]
        return group_voices(np.stack(rows), seconds) if rows else []


def group_voices(voiceprints: Any, seconds: Sequence[float]) -> list[int]:
    """A voice number per segment. `voiceprints` are unit vectors of shape (segments, dimensions).

    How many voices there are is estimated from the segments long enough to be sure of; the others go to the nearest.
    """
    import numpy as np

    if not len(voiceprints):
        return []
    lengths = np.asarray(seconds)
    groups = _groups(voiceprints, lengths)
    means = np.stack([_mean(voiceprints[group], lengths[group]) for group in groups])
    while len(means) > 1 and _closest(means)[0] < SAME_VOICE:
        _, first, second = _closest(means)
        groups[first] = np.concatenate([groups[first], groups.pop(second)])
        means = np.stack([_mean(voiceprints[group], lengths[group]) for group in groups])
    return [int(voice) for voice in (voiceprints @ means.T).argmax(axis=1)]


def _groups(voiceprints: Any, lengths: Any) -> list[Any]:
    """Indices of the sure segments, grouped by voice, without the groups too small to be a person."""
    import numpy as np
    from scipy.cluster.hierarchy import fcluster, linkage

    sure = np.argsort(-lengths, kind="stable")[:MAX_CLUSTERED]
    sure = sure[lengths[sure] >= min(WINDOW_SECONDS, lengths.max())]
    if len(sure) == 1:
        return [sure]
    numbers = fcluster(linkage(voiceprints[sure], "average", metric="cosine"), APART, "distance")
    groups = sorted((sure[numbers == n] for n in np.unique(numbers)), key=lambda g: -lengths[g].sum())
    floor = max(MIN_VOICE_SECONDS, MIN_VOICE_SHARE * lengths[sure].sum())
    return groups[:1] + [group for group in groups[1:] if lengths[group].sum() >= floor]


def _mean(voiceprints: Any, lengths: Any) -> Any:
    import numpy as np

    mean = (voiceprints * lengths[:, None]).sum(axis=0) + voiceprints.mean(axis=0) * 1e-6
    return mean / np.linalg.norm(mean)


def _closest(means: Any) -> tuple[float, int, int]:
    """The smallest cosine distance between two means, and which two."""
    import numpy as np

    distances = 1 - means @ means.T + 2 * np.tri(len(means))
    first, second = np.unravel_index(distances.argmin(), distances.shape)
    return float(distances[first, second]), int(first), int(second)


def _voiceprints(recording: Path, segments: Sequence[RecognisedSegment]) -> Any:
    """A unit vector per segment: the mean of its windows, shape (segments, 256)."""
    import numpy as np

    sums = np.zeros((len(segments), 256), np.float32)
    for start, block in mono_blocks(recording):
        cuts = [(n, cut) for n, segment in enumerate(segments) for cut in _windows(segment, start, block)]
        if cuts:
            np.add.at(sums, [n for n, _ in cuts], embed(np.stack([cut for _, cut in cuts])))
    return sums / (np.linalg.norm(sums, axis=1, keepdims=True) + 1e-9)


def _windows(segment: RecognisedSegment, block_start: float, block: Any) -> Iterator[Any]:
    """Windows of the segment's part in the block, each of 1.6 s; a shorter part is repeated to that length."""
    import numpy as np

    size = int(WINDOW_SECONDS * SAMPLE_RATE)
    first, last = (int((t - block_start) * SAMPLE_RATE) for t in (segment.start_seconds, segment.end_seconds))
    speech = block[max(first, 0) : max(last, 0)]
    if not len(speech):
        return
    if len(speech) < size:
        yield np.resize(speech, size)
        return
    count = min(MAX_WINDOWS, 1 + int((len(speech) - size) / (STEP_SECONDS * SAMPLE_RATE)))
    for at in np.linspace(0, len(speech) - size, count).astype(int):
        yield speech[at : at + size]
