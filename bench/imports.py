"""How long each function's handler takes to import, against its floor.

The floor is bare Python plus what the handler must load: exactly the modules of outside packages and of the standard
library that are there when it is imported, imported alone. Both are measured in fresh processes, turn by turn, as
processor time, with bytecode written before. So that no weight hides in a floor, `tests/architecture/test_imports.py`
holds outside packages and modules of the standard library to lists.

Functions that answer HTTP are a figure of their own: they make FastAPI's routes when they are imported, so that AWS's
snapshot of them (SnapStart) holds these, and no caller waits for it.
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
REPEATS = 41
OURS = ("functions", "shared")
_LIST = "import sys, importlib; importlib.import_module('{}'); print(*sys.modules)"


@dataclass(frozen=True)
class Imported:
    """Median processor milliseconds of one function."""

    name: str
    floor: float
    handler: float

    @property
    def ratio(self) -> float:
        """Handler over floor."""
        return self.handler / self.floor


def measure(options: argparse.Namespace) -> Findings:
    """Every function, or one in a quick run."""
    repeats = options.size or (3 if options.quick else REPEATS)
    names = [name for name in functions() if name not in HTTP][:1] if options.quick else functions()
    with _bytecode() as environment:
        found = [_imported(name, repeats, environment) for name in names]
    kept = [_worst("import of a handler over its floor", [one for one in found if one.name not in HTTP])]
    if http := [one for one in found if one.name in HTTP]:
        kept.append(_worst("import of a handler that makes routes over its floor", http))
    return Findings(kept, _details(found))


def functions() -> list[str]:
    """Every function of the app."""
    return sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))


def floor_modules(name: str) -> list[str]:
    """All modules but ours that are loaded when the handler of a function is imported, in their order."""
    # What begins with an underscore is the interpreter's own, or is loaded by the module that it stands behind.
    loaded = loaded_modules(name)
    return [module for module in loaded if module.partition(".")[0] not in OURS and not module.startswith("_")]


def loaded_modules(name: str) -> list[str]:
    """The modules that are there when the handler of a function has been imported into a fresh interpreter."""
    command = [sys.executable, "-c", _LIST.format(handler_module(name))]
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


def _imported(name: str, repeats: int, environment: dict[str, str]) -> Imported:
    floor = "\n".join(f"import {module}" for module in floor_modules(name))
    handler = f"import {handler_module(name)}"
    _cpu(floor, environment), _cpu(handler, environment)  # writes the bytecode
    pairs = [(_cpu(floor, environment), _cpu(handler, environment)) for _ in range(repeats)]
    return Imported(name, *(statistics.median(side) for side in zip(*pairs, strict=True)))


def _cpu(code: str, environment: dict[str, str]) -> float:
    """Milliseconds of processor time that a fresh interpreter needs for the code."""
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{code} ended with {process.returncode}")
    return 1000 * (used.ru_utime + used.ru_stime)


def _worst(what: str, found: list[Imported]) -> Figure:
    worst = max(found, key=lambda imported: imported.ratio)
    middle = statistics.median(imported.ratio for imported in found)
    return Figure(
        what=f"{what}, the worst of {len(found)}",
        value=f"{worst.ratio:.2f} ({worst.name}); median {middle:.2f}",
        bar=f"{BAR:.2f}",
        met=at_most(round(worst.ratio, 2), BAR),
        means="what our own code adds to what it must load, before the first request; nothing heavy is imported",
    )


def _details(found: list[Imported]) -> list[str]:
    rows = [(i.name, f"{i.floor:.0f} ms", f"{i.handler:.0f} ms", f"{i.ratio:.2f}") for i in found]
    return table(("function", "floor", "handler", "ratio"), rows)
