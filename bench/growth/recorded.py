"""How what is done with a recording grows with its length, and what the longest and largest takes of its function."""

import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench.figures import Figure, at_most, table
from bench.growth.counting import Cost
from bench.growth.series import CONSTANT, LINEAR, Measures, Series, details, worst
from bench.growth.upload import largest
from bench.record import ROOT
from shared.domain.limits import MAX_PIECE_SECONDS, MAX_RECORDING_BYTES, MAX_RECORDING_SECONDS

OPERATIONS = ("probe", "decode", "plan", "split", "merge")
HEARING = "hear"
GIGABYTE = 10**9
MEASURES: Measures = {
    "requests to the bucket": lambda cost: cost.requests,
    "bytes read": lambda cost: cost.read_bytes,
    "time": lambda cost: cost.seconds,
    "peak memory": lambda cost: cost.peak_megabytes,
    "disk": lambda cost: cost.disk_megabytes,
}
MEANS = {
    "probe": "looking into the upload",
    "decode": "decoding it to disk",
    "plan": "planning the pieces",
    "split": "decoding, planning and writing each piece",
    "merge": "joining what was heard, telling two voices apart",
    HEARING: "the embedded Whisper",
}


class Lengths(NamedTuple):
    """Minutes of audio. A function never hears more than a piece, so hearing is not measured beyond one."""

    recordings: tuple[int, ...] = (1, 10, 100)
    heard: tuple[int, ...] = (1, int(MAX_PIECE_SECONDS / 60))
    longest: int = int(MAX_RECORDING_SECONDS / 60)


QUICK = Lengths(recordings=(4, 12), heard=(1, 2), longest=12)


class Room(NamedTuple):
    """What a function has: megabytes of memory and of disk, and seconds."""

    memory: int
    disk: int
    seconds: int


class Bar(NamedTuple):
    """How fast what may grow, and why."""

    what: str
    names: tuple[str, ...]
    means: str
    most: float = LINEAR
    operations: tuple[str, ...] = OPERATIONS


def rooms(functions: Sequence[Mapping[str, Any]]) -> dict[str, Room]:
    """The room of each function, as Lambda lists them."""
    return {
        one["FunctionName"].rpartition("-")[2]: Room(
            one["MemorySize"], one.get("EphemeralStorage", {}).get("Size", 512), one["Timeout"]
        )
        for one in functions
    }


def recorded(lengths: Lengths, room: Mapping[str, Room]) -> tuple[list[Figure], list[str]]:
    """Figures and tables."""
    with tempfile.TemporaryDirectory(prefix="parley-growth-") as name:
        folder = Path(name)
        series = [
            (size, {one: _cost(one, "spoken", size, folder) for one in OPERATIONS}) for size in lengths.recordings
        ]
        heard = [(size, {HEARING: _cost(HEARING, "spoken", size, folder)}) for size in lengths.heard]
        most = {one: _cost(one, "largest", lengths.longest, folder) for one in ("probe", "split", "merge")}
    figures = [*_grown(series), *_heard(heard), *_longest(most, lengths.longest, room)]
    return figures, [*details(series, "min of audio", MEASURES), "", *details(heard, "min of audio", MEASURES), "",
                     *_most(most, lengths.longest)]  # fmt: skip


def _cost(operation: str, shape: str, minutes: int, folder: Path) -> Cost:
    """What the operation took, in a process of its own whose temporary files have a folder of their own."""
    room = folder / "tmp"
    room.mkdir(exist_ok=True)
    print(f"  {MEANS[operation]}: {minutes} minutes, {shape}", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "bench.growth.recording", operation, shape, str(minutes), str(folder)]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"TMPDIR": str(room)}, stdout=subprocess.PIPE, text=True, check=True
    )
    return Cost(**json.loads(done.stdout))


def _grown(series: Series) -> list[Figure]:
    sizes = " to ".join(str(size) for size, _ in series[-2:])
    bars = (
        Bar("time", ("time",), "no operation takes more than in proportion to the length"),
        Bar("disk", ("disk",), "the sound is on disk once, whatever it was encoded as"),
        Bar(
            "memory, but for joining",
            ("peak memory",),
            "a recording is never in memory: what is measured of it is",
            CONSTANT,
            OPERATIONS[:-1],
        ),
        Bar("memory of joining", ("peak memory",), "what was heard is in memory as a whole", LINEAR, OPERATIONS[-1:]),
    )
    return [_figure(f"growth of {bar.what} from {sizes} minutes of audio", series, bar) for bar in bars]


def _heard(series: Series) -> list[Figure]:
    (small, _), (large, _) = series[-2:]
    what = f"growth of time from {small} to {large} minutes of audio heard by the embedded Whisper"
    means = "one call; a function never hears more than a piece of ten minutes, so no more is measured"
    return [_figure(what, series, Bar("time", ("time",), means, operations=(HEARING,)))]


def _figure(what: str, series: Series, bar: Bar) -> Figure:
    value, where = worst(series, {name: MEASURES[name] for name in bar.names}, bar.operations)
    several = len(bar.operations) > 1
    return Figure(
        what=f"{what}, the worst" if several else what,
        value=f"{value:.2f} ({where})" if several else f"{value:.2f}",
        bar=f"{bar.most:.1f}",
        met=at_most(round(value, 2), bar.most),
        means=bar.means,
    )


def _longest(most: Mapping[str, Cost], minutes: int, room: Mapping[str, Room]) -> list[Figure]:
    size = largest(minutes).size
    what = f"{minutes / 60:.3g} hours, {size / GIGABYTE:.2f} GB, two voices on two channels"
    limits = f"the limits are {MAX_RECORDING_SECONDS / 3600:.0f} hours and {MAX_RECORDING_BYTES / GIGABYTE:.2f} GB"
    return [
        _fits(f"{what}: cut into pieces", most["split"], room["split_recording"], limits),
        _fits("what was heard in so much, joined", most["merge"], room["upload_and_transcribe"], "talked throughout"),
    ]


def _fits(what: str, cost: Cost, room: Room, means: str) -> Figure:
    taken = (math.ceil(cost.peak_megabytes), math.ceil(cost.disk_megabytes), math.ceil(cost.seconds))
    return Figure(
        what=f"{what}: memory, disk, time",
        value="{:,} MB, {:,} MB, {:,} s".format(*taken),
        bar="{:,} MB, {:,} MB, {:,} s".format(*room),
        met=all(at_most(one, limit) for one, limit in zip(taken, room, strict=True)),
        means=f"within what its function has; {means}",
    )


def _most(most: Mapping[str, Cost], minutes: int) -> list[str]:
    rows = [(one, *(f"{of(cost):.4g}" for of in MEASURES.values())) for one, cost in most.items()]
    return table((f"{minutes} minutes of two channels", *MEASURES), rows)
