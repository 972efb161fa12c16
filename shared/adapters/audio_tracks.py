"""Tells a recording with one voice a channel from a stereo recording of a room, and makes such channels clean."""

from typing import Any

STEREO = 2
FRAME = 480  # 30 ms at 16 kHz
SEPARATION_DB = 15.0
MIN_APART = 0.7  # of the frames in which anybody speaks
MIN_SHARE = 0.03  # of them, for the channel that is heard less
MAX_CORRELATION = 0.3
BLEED_DB = 12.0


class TrackStatistics:
    """Whether each of two channels is mostly silent while the other speaks, over a whole recording."""

    def __init__(self) -> None:
        self._levels: list[Any] = []
        self._moments: Any = 0.0

    def add(self, block: Any) -> None:
        """Another block, float32 of shape (2, samples)."""
        self._levels.append(_levels(block))
        self._moments = self._moments + _moments(block)

    @property
    def are_separate(self) -> bool:
        """Known when everything has been added."""
        import numpy as np

        levels = np.concatenate(self._levels, axis=1)
        left, right, both = self._moments
        if not levels.size or not left or not right or abs(both) / np.sqrt(left * right) > MAX_CORRELATION:
            return False
        return _take_turns(levels)


def without_bleed(own: Any, other: Any) -> Any:
    """A channel, silent where the other one is so much louder.

    What is heard there is the other voice out of the loudspeaker, and it would be transcribed twice.
    """
    import numpy as np

    mine, theirs = _levels(np.stack([own, other]))
    keep = np.repeat(mine > theirs - BLEED_DB, FRAME)
    clean = own.copy()
    clean[: len(keep)] *= keep
    return clean


def _take_turns(levels: Any) -> bool:
    """`levels` are dB of shape (2, frames)."""
    spoken = levels.max(axis=0) > max(levels.max() - 40.0, -60.0)
    difference = (levels[0] - levels[1])[spoken]
    apart = abs(difference) > SEPARATION_DB
    shares = [(apart & (difference > 0)).mean(), (apart & (difference < 0)).mean()]
    return bool(sum(shares) >= MIN_APART and min(shares) >= MIN_SHARE)


def _levels(block: Any) -> Any:
    """The level of each frame in dB, shape (channels, frames)."""
    import numpy as np

    frames = block[:, : block.shape[1] // FRAME * FRAME].reshape(block.shape[0], -1, FRAME)
    return (10 * np.log10(np.square(frames).mean(axis=2) + 1e-10)).astype(np.float32)


def _moments(block: Any) -> Any:
    """Sums of left squared, right squared, and left times right."""
    import numpy as np

    left, right = block.astype(np.float64)
    return np.array([left @ left, right @ right, left @ right])
