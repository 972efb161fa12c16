"""Builds the layers from their locks, no Docker: `python -m infra.build_layers [--platform aws|host]`."""

import argparse
import hashlib
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from uv import find_uv_bin

from infra.packaging import BUILD, ROOT

PYTHON_ON_AWS = "3.14"
LAYERS = ("core", "audio", "analysis", "models", "http", "webhooks")
MAX_MB = 250  # Lambda's limit on a function and its layers together, unzipped
STAMP = ".stamp"
_LEFT_OUT_FOLDERS = ("__pycache__", "tests", "test", "bin")
_LEFT_OUT_FILES = (".lock", "*.pyi", "*.pyx", "*.pxd", "*.h", "*.c", "*.a")


@dataclass(frozen=True)
class Platform:
    """For whom packages are chosen. The options of pip and of uv are empty for the machine that builds."""

    name: str
    pip_options: tuple[str, ...] = ()
    uv_options: tuple[str, ...] = ()


AWS = Platform(
    name="aws",
    pip_options=(
        *("--platform", "manylinux2014_aarch64", "--platform", "manylinux_2_28_aarch64"),
        *("--implementation", "cp", "--python-version", PYTHON_ON_AWS),
    ),
    uv_options=("--python-platform", "aarch64-manylinux_2_28", "--python-version", PYTHON_ON_AWS),
)
HOST = Platform(name="host")
PLATFORMS = {platform.name: platform for platform in (AWS, HOST)}


def layer_folder(name: str, platform: Platform) -> Path:
    """Where a layer is built: the folder that becomes `/opt`."""
    return BUILD / "layers" / platform.name / name


def build_layer(name: str, platform: Platform) -> Path:
    """The built layer; built again only when its lock, the platform or this file has changed."""
    folder = layer_folder(name, platform)
    stamp = _stamp(name, platform)
    # Beside the folder, not in it: what is in it ships.
    stamp_file = folder.with_suffix(STAMP)
    if not stamp_file.is_file() or stamp_file.read_text() != stamp:
        stamp_file.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        _install(name, platform, folder / "python")
        _strip(folder)
        stamp_file.write_text(stamp)
    return folder


def size_mb(folder: Path) -> float:
    """How much the files of a folder hold, in the megabytes of Lambda's limit."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1024**2


def _lock(name: str) -> Path:
    return ROOT / "layers" / name / "requirements.txt"


def _stamp(name: str, platform: Platform) -> str:
    lock = hashlib.sha256(_lock(name).read_bytes() + Path(__file__).read_bytes()).hexdigest()
    return " ".join((lock, *platform.pip_options, "" if platform.pip_options else sys.version))


def _install(name: str, platform: Platform, target: Path) -> None:
    """Only what the lock names, by its hash, and only wheels: nothing is compiled, no code of a package runs.

    uv takes a tenth of pip's time. pip does the work where uv cannot, as in the Makefile.
    """
    what = ["--require-hashes", "--no-deps", "--only-binary=:all:", "--target", str(target), "-r", str(_lock(name))]
    uv = [find_uv_bin(), "pip", "install", "--quiet", "--link-mode=copy", "--python", sys.executable]
    if subprocess.run([*uv, *platform.uv_options, *what], check=False).returncode:
        shutil.rmtree(target, ignore_errors=True)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
        subprocess.run([*pip, *platform.pip_options, *what], check=True)


def _strip(folder: Path) -> None:
    """Removes what no function reads, so that the layers stay under Lambda's limit."""
    for pattern in _LEFT_OUT_FOLDERS:
        for path in [found for found in folder.rglob(pattern) if found.is_dir()]:
            shutil.rmtree(path, ignore_errors=True)
    for pattern in _LEFT_OUT_FILES:
        for path in folder.rglob(pattern):
            path.unlink()


def main() -> None:
    """Builds every layer for one platform and says how big it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--platform", choices=sorted(PLATFORMS), default=AWS.name)
    platform = PLATFORMS[parser.parse_args().platform]
    for name in LAYERS:
        folder = build_layer(name, platform)
        sys.stdout.write(f"{folder.relative_to(ROOT)}: {size_mb(folder):.0f} MB\n")


if __name__ == "__main__":
    main()
