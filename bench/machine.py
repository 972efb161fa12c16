"""The machine that figures come from."""

import os
import platform
import time
from datetime import UTC, datetime
from pathlib import Path

GIGABYTE = 1024**3


def describe() -> str:
    """Processors, memory, system and Python, in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIGABYTE
    python = f"Python {platform.python_version()}"
    return f"{os.cpu_count()} x {_processor()}, {memory:.0f} GB, {platform.system()}, {python}"


def load() -> str:
    """How many processes wanted to work in the last minute, on average."""
    return f"{os.getloadavg()[0]:.1f}"


def now() -> str:
    """The time to the minute, in UTC."""
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"


def memory_of(pid: int | str) -> float:
    """The most memory that a living process has held so far, in megabytes; `self` for this one."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def forget_peak() -> None:
    """From now on `memory_of` tells the most that this process holds from now on."""
    Path("/proc/self/clear_refs").write_text("5")


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._began = time.perf_counter()

    @property
    def seconds(self) -> float:
        """So far."""
        return time.perf_counter() - self._began


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
