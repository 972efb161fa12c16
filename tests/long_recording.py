"""What splitting a recording of four hours takes: `.venv/bin/python -m tests.long_recording [minutes] [stereo]`.

The recording is the sample as MP3, again and again: frames of MP3 can be put one after the other.
"""

import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from shared.adapters.recording_decoder import PyAvDecoder
from shared.domain.limits import MAX_RECORDING_SECONDS
from shared.domain.pieces import cut_into_pieces
from tests import media

MEBI = 1024 * 1024
SAMPLE_SECONDS = 120.0


def write_recording(path: Path, minutes: float, *, stereo: bool) -> None:
    """A recording of so many minutes."""
    audio = media.sample_audio(0, SAMPLE_SECONDS)
    part = media.encode(np.stack([audio, 0.7 * audio]) if stereo else audio, "mp3")
    with path.open("wb") as file:
        for _ in range(round(minutes * 60 / SAMPLE_SECONDS)):
            file.write(part)


def split(path: Path) -> dict[str, Any]:
    """Splits as `split_recording` does, and says how many MiB of memory and of disk it took, and how long."""
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    pieces = []
    with path.open("rb") as file, PyAvDecoder().decode(file, max_seconds=MAX_RECORDING_SECONDS) as sound:
        decoded = time.perf_counter() - began
        for piece in cut_into_pieces(sound.info.duration_seconds, sound.loudness, channels=1):
            with sound.flac(piece) as flac:
                pieces.append(flac.stat().st_size)
        spool = os.fstat(sound.spool.fileno()).st_size
        seconds = sound.info.duration_seconds
    return {
        "audio_seconds": round(seconds, 1),
        "pieces": len(pieces),
        "largest_piece_mib": round(max(pieces) / MEBI, 1),
        "disk_mib": round((spool + max(pieces)) / MEBI, 1),
        "memory_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "memory_before_mib": round(before / 1024, 1),
        "decoded_seconds": round(decoded, 1),
        "seconds": round(time.perf_counter() - began, 1),
    }


def main() -> None:
    """Prints the figures."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else MAX_RECORDING_SECONDS / 60
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recording"
        write_recording(path, minutes, stereo="stereo" in sys.argv)
        print(f"file of {path.stat().st_size / MEBI:.0f} MiB")
        for name, value in split(path).items():
            print(f"{name:>20}: {value}")


if __name__ == "__main__":
    main()
