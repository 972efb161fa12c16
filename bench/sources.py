"""The code of a bench, as a digest: what other code has measured is another figure."""

import hashlib
import re
from functools import cache
from pathlib import Path

BENCHES = Path(__file__).resolve().parent
# They say where things are and write down what was measured: no figure is another one because of them.
WRITE = {"record", "figures", "sources"}
_IMPORTED = re.compile(r"^\s*from bench\.(\w+)", re.MULTILINE)


@cache
def source_of(bench: str) -> str:
    """Of the bench's own files, and of all that they use of this folder."""
    digest = hashlib.sha256()
    for file in sorted(_files(bench)):
        digest.update(f"{file.relative_to(BENCHES)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _files(bench: str) -> set[Path]:
    found: set[Path] = set()
    left = {bench}
    while left:
        new = _own(left.pop()) - found
        found |= new
        left |= {name for file in new if file.suffix == ".py" for name in _IMPORTED.findall(file.read_text())}
        left -= WRITE
    return found


def _own(name: str) -> set[Path]:
    """A module, or all that lies in a package."""
    paths = [BENCHES / f"{name}.py", *(BENCHES / name).rglob("*")]
    return {path for path in paths if path.is_file() and path.suffix != ".pyc"}
