"""How long each function's handler takes to import, against its floor.

The floor is bare Python plus what the handler must load: exactly the modules of outside packages and of the standard
library that are there when it is imported, imported alone. Both are measured in fresh processes, one right after the
other, as processor time, with bytecode written before; a function's ratio is the median over such pairs, because the
speed of a shared machine changes within seconds. So that no weight hides in a floor,
`tests/architecture/test_imports.py` holds outside packages and modules of the standard library to lists.

Functions that answer HTTP make FastAPI's routes after that, before AWS takes the snapshot that they start from
(SnapStart), or for their first request where there is none. That is a figure of its own.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.figures import Figure, Findings, at_most, table
from bench.record import ROOT

BAR = 1.10
HTTP = ("api", "hold_interview")
APPLICATION = "application"
REPEATS = 41
OURS = ("functions", "shared")


@dataclass(frozen=True)
class Imported:
    """Median processor milliseconds of one function, and the median ratio of both sides of a pair."""

    name: str
    floor: float
    handler: float
    ratio: float


def measure(options: argparse.Namespace) -> Findings:
    """Every function, or one in a quick run."""
    repeats = options.size or (3 if options.quick else REPEATS)
    handlers = {name: f"import {handler_module(name)}" for name in functions()[: 1 if options.quick else None]}
    applications = {
        f"{name}, with its application": f"from {handler_module(name)} import {APPLICATION}; {APPLICATION}()"
        for name in HTTP
        if name in handlers
    }
    with _bytecode() as environment:
        found = [_imported(name, code, repeats, environment) for name, code in {**handlers, **applications}.items()]
    kept = [_import(found[: len(handlers)]), *_made(found[len(handlers) :])]
    return Findings(kept, _details(found))


def functions() -> list[str]:
    """Every function of the app."""
    return sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))


def floor_modules(code: str) -> list[str]:
    """All modules but ours that are loaded when the code has run, in their order."""
    # What begins with an underscore is the interpreter's own, or is loaded by the module that it stands behind.
    loaded = loaded_modules(code)
    return [module for module in loaded if module.partition(".")[0] not in OURS and not module.startswith("_")]


def loaded_modules(code: str) -> list[str]:
    """The modules that are there when the code has run in a fresh interpreter."""
    command = [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()


def handler_module(name: str) -> str:
    """The module that AWS imports."""
    return f"functions.{name}.handler"


@contextmanager
def _bytecode() -> Iterator[dict[str, str]]:
    """An environment in which bytecode is kept, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        yield inherited | {"PYTHONPYCACHEPREFIX": folder, "PYDANTIC_DISABLE_PLUGINS": "__all__"}


def _imported(name: str, code: str, repeats: int, environment: dict[str, str]) -> Imported:
    floor = "\n".join(f"import {module}" for module in floor_modules(code))
    _cpu(floor, environment), _cpu(code, environment)  # writes the bytecode
    pairs = [(_cpu(floor, environment), _cpu(code, environment)) for _ in range(repeats)]
    middles = [statistics.median(side) for side in zip(*pairs, strict=True)]
    return Imported(name, *middles, ratio=statistics.median(whole / bare for bare, whole in pairs))


def _cpu(code: str, environment: dict[str, str]) -> float:
    """Milliseconds of processor time that a fresh interpreter needs for the code."""
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{code} ended with {process.returncode}")
    return 1000 * (used.ru_utime + used.ru_stime)


def _import(found: list[Imported]) -> Figure:
    worst = _worst(found)
    middle = statistics.median(imported.ratio for imported in found)
    return Figure(
        what=f"import of a handler over its floor, the worst of {len(found)}",
        value=f"{worst.ratio:.2f} ({worst.name}); median {middle:.2f}",
        bar=f"{BAR:.2f}",
        met=at_most(round(worst.ratio, 2), BAR),
        means="what our own code adds to what it must load, before the first request; nothing heavy is imported",
    )


def _made(found: list[Imported]) -> list[Figure]:
    if not found:
        return []
    worst = _worst(found)
    return [
        Figure(
            what=f"the same with routes and shapes, of {len(found)} that answer HTTP: the worst",
            value=f"{worst.ratio:.2f} ({worst.handler:.0f} ms over {worst.floor:.0f} ms)",
            means="made before AWS takes the snapshot that they start from, elsewhere for the first request",
        )
    ]


def _worst(found: list[Imported]) -> Imported:
    return max(found, key=lambda imported: imported.ratio)


def _details(found: list[Imported]) -> list[str]:
    rows = [(i.name, f"{i.floor:.0f} ms", f"{i.handler:.0f} ms", f"{i.ratio:.2f}") for i in found]
    return table(("function", "floor", "handler", "ratio"), rows)
