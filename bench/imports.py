"""How long each function's handler takes to import, against its floor.

The floor is bare Python plus what the function must load: the modules of outside packages and of the standard library
that are there when its handler is imported, and AWS's SDK and the logger. No function's first call does without these
two, and they are loaded by it, so both sides have them. The same without them is beside it: there our own code weighs
against little more than pydantic.

Both sides are measured in fresh processes, one right after the other, as processor time, with bytecode written before;
a ratio is the median over such pairs, because the speed of a shared machine changes within seconds. What is above the
bar then is measured three times as often again, and the median is that of all its pairs: of so many functions one is
likely to have met a bad moment. So that no weight hides in a floor, `tests/architecture/test_imports.py` holds what is
imported from outside to lists.

Functions that answer HTTP make FastAPI's routes after that, before AWS takes the snapshot that they start from
(SnapStart), or for their first request where there is none. That is a figure of its own.
"""

import argparse
import math
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
QUICKLY = "authorize_call"  # without routes, which take longest
FIRST_CALL = "from shared.runtime.snapshot import load_what_answers_need\nload_what_answers_need()"
REPEATS = 31
FEWER = 11  # of what has no bar
AGAIN = 3  # times as many pairs more, where a bar seems to be missed
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
    imports = {name: f"import {handler_module(name)}" for name in ([QUICKLY] if options.quick else functions())}
    working = {name: f"{code}\n{FIRST_CALL}" for name, code in imports.items()}
    applications = {
        f"{name}, with its routes": f"from {handler_module(name)} import {APPLICATION}\n{APPLICATION}()"
        for name in HTTP
        if name in imports
    }
    with _bytecode() as environment:
        held = [_imported(name, code, repeats, environment, bar=BAR) for name, code in working.items()]
        bare, made = (
            [_imported(name, code, min(repeats, FEWER), environment) for name, code in some.items()]
            for some in (imports, applications)
        )
    return Findings(_figures(held, bare, made), [*_details(held, "with SDK and logger"), "", *_details([*bare, *made])])


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


def _imported(name: str, code: str, repeats: int, environment: dict[str, str], bar: float = math.inf) -> Imported:
    floor = "\n".join(f"import {module}" for module in floor_modules(code))
    _cpu(floor, environment), _cpu(code, environment)  # writes the bytecode
    pairs = [(_cpu(floor, environment), _cpu(code, environment)) for _ in range(repeats)]
    if _ratio(pairs) > bar:
        pairs += [(_cpu(floor, environment), _cpu(code, environment)) for _ in range(AGAIN * repeats)]
    floors, handlers = zip(*pairs, strict=True)
    return Imported(name, statistics.median(floors), statistics.median(handlers), _ratio(pairs))


def _ratio(pairs: list[tuple[float, float]]) -> float:
    return statistics.median(whole / bare for bare, whole in pairs)


def _cpu(code: str, environment: dict[str, str]) -> float:
    """Milliseconds of processor time that a fresh interpreter needs for the code."""
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{code} ended with {process.returncode}")
    return 1000 * (used.ru_utime + used.ru_stime)


def _figures(held: list[Imported], bare: list[Imported], made: list[Imported]) -> list[Figure]:
    worst, least = (max(some, key=lambda one: one.ratio) for some in (held, bare))
    return [
        Figure(
            what=f"import of a handler over its floor, the worst of {len(held)}",
            value=f"{worst.ratio:.2f} ({worst.name}); median {_middle(held):.2f}",
            bar=f"{BAR:.2f}",
            met=at_most(round(worst.ratio, 2), BAR),
            means="what our own code adds to bare Python, pydantic, the SDK and the logger; nothing heavy is imported",
        ),
        Figure(
            what="the same without SDK and logger, which the first call loads: the worst",
            value=f"{least.ratio:.2f} ({least.name}); median {_middle(bare):.2f}",
            means=f"{_added(bare):.0f} ms of our own, in the middle, beside bare Python and pydantic",
        ),
        *([_routes(max(made, key=lambda one: one.ratio))] if made else ()),
    ]


def _routes(worst: Imported) -> Figure:
    return Figure(
        what="routes and shapes of what answers HTTP over their floor: the worst",
        value=f"{worst.ratio:.2f} ({worst.handler:.0f} ms over {worst.floor:.0f} ms)",
        means="made before AWS takes the snapshot that they start from, elsewhere for the first request",
    )


def _middle(found: list[Imported]) -> float:
    return statistics.median(one.ratio for one in found)


def _added(found: list[Imported]) -> float:
    """Milliseconds."""
    return statistics.median(one.handler - one.floor for one in found)


def _details(found: list[Imported], what: str = "handler") -> list[str]:
    rows = [(i.name, f"{i.floor:.0f} ms", f"{i.handler:.0f} ms", f"{i.ratio:.2f}") for i in found]
    return table(("function", "floor", what, "ratio"), rows)
