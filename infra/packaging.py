"""Puts what one function ships into a folder of its own: the function and `shared/`.

Locally all functions ship one folder, with the bootstrap: thirty of them would be copied, packed and uploaded one by
one. Bytecode goes with it, because there the Python that starts it is the one that packs it.
"""

import importlib.util
import py_compile
import shutil
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the CDK takes seconds to load, and who builds layers has no use for it
    from infra.stages import Stage

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
BOOTSTRAP = ROOT / "local" / "bootstrap"
# Two functions answer requests by one application's framework; no other knows of another.
_BRINGS = {"hold_interview": ("api",)}
_LEFT_OUT = frozenset({"__pycache__", "tests"})


def function_code(name: str, stage: "Stage") -> Path:
    """The folder that holds exactly the code of function `name`; made anew, the same for the same sources."""
    return _local_code() if stage.is_local else _packed(name, _sources(name))


@cache
def _local_code() -> Path:
    """The code of all functions, as it is when the first of them is packed."""
    return _packed("together", _sources("*"), bootstrap=True)


def _packed(folder: str, sources: Iterator[Path], *, bootstrap: bool = False) -> Path:
    target = BUILD / "functions" / folder
    wanted = {target / source.relative_to(ROOT): source for source in sources}
    if bootstrap:
        wanted |= {_beside(path): _bytecode(source) for path, source in wanted.items() if path.suffix == ".py"}
        wanted[target / "bootstrap"] = BOOTSTRAP
    for destination, source in sorted(wanted.items()):
        _copy(source, destination)
    _remove_others(target, keep=set(wanted))
    return target


def _sources(name: str) -> Iterator[Path]:
    yield ROOT / "functions" / "__init__.py"
    functions = [folder for each in (name, *_BRINGS.get(name, ())) for folder in (ROOT / "functions").glob(each)]
    for folder in (*functions, ROOT / "shared"):
        for path in folder.rglob("*"):
            if path.is_file() and not _LEFT_OUT.intersection(path.relative_to(ROOT).parts):
                yield path


def _beside(module: Path) -> Path:
    """Where Python looks for the bytecode of a module."""
    return module.parent / "__pycache__" / f"{module.stem}.{sys.implementation.cache_tag}.pyc"


def _bytecode(source: Path) -> Path:
    """A source compiled when it has changed. It is believed unseen, so that nothing is ever written beside it."""
    name = source.relative_to(ROOT)
    compiled = _beside(BUILD / "bytecode" / name)
    if not _is_of(compiled, source):
        unseen = py_compile.PycInvalidationMode.UNCHECKED_HASH
        py_compile.compile(str(source), str(compiled), str(name), doraise=True, invalidation_mode=unseen)
    return compiled


def _is_of(compiled: Path, source: Path) -> bool:
    """Whether the bytecode is of the source as it is now: its second eight bytes are the source's hash (PEP 552)."""
    return compiled.is_file() and compiled.read_bytes()[8:16] == importlib.util.source_hash(source.read_bytes())


def _copy(source: Path, destination: Path) -> None:
    """Leaves an unchanged file alone, so that two syntheses at once do not take files from under each other."""
    if destination.is_file() and destination.read_bytes() == source.read_bytes():
        return
    destination.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, destination)


def _remove_others(target: Path, *, keep: set[Path]) -> None:
    for path in sorted(target.rglob("*"), reverse=True):
        if path.is_file() and path not in keep:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
