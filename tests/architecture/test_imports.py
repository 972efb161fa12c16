"""What a function loads before its first request: bare Python, pydantic, and our own code."""

import subprocess
import sys

import pytest

from bench.imports import OURS, functions, handler_module
from bench.record import ROOT

PYDANTIC = {"annotated_types", "pydantic", "pydantic_core", "typing_extensions", "typing_inspection"}
OUTSIDE = PYDANTIC | {"snapshot_restore_py"}
# What handlers load of the standard library beyond what pydantic does; the bench has it in its floor. Each is needed
# for a handler's own work: messages are JSON, work goes side by side, and keys and slots have check sums.
STANDARD = {"concurrent", "json", "zlib"}
BELOW = {"_heapq", "_json", "_queue", "_string", "atexit", "heapq", "logging", "queue", "string", "traceback"}
BUILD_ALL = """
from importlib import import_module
from pathlib import Path
from pydantic import BaseModel

for path in [*Path("shared").rglob("*.py"), *Path("functions").rglob("*.py")]:
    import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
waiting, found = [BaseModel], []
while waiting:
    found += (below := waiting.pop().__subclasses__())
    waiting += below
ours = [kind for kind in found if kind.__module__.startswith(("shared.", "functions."))]
print(sum(kind.model_rebuild(force=True) for kind in ours))
"""
# What a function may load of our own: a module takes a third of a millisecond, the class of a value half of one, and
# the floor of the bench is some 150. More than this is seldom needed: what comes along with a name can be apart.
MOST_MODULES = 50
MOST_VALUES = 23
COUNT_OURS = """
import os, sys
from importlib import import_module
from pydantic import BaseModel

def below(kind):
    return sum((1 + below(one) for one in kind.__subclasses__()), 0)

for name in sys.argv[1:]:
    if not os.fork():  # each in a process of its own, which has what all have
        before = below(BaseModel)
        import_module(f"functions.{name}.handler")
        ours = [module for module in sys.modules if module.partition(".")[0] in ("functions", "shared")]
        print(name, len(ours), below(BaseModel) - before, flush=True)
        os._exit(0)
    os.wait()
"""
HEAVY = "boto3 botocore openai anthropic numpy av scipy faster_whisper onnxruntime httpx posthog aws_lambda_powertools"


def test_nothing_heavy_is_loaded_by_importing_the_handlers() -> None:
    imports = "\n".join(f"import {handler_module(name)}" for name in functions())
    code = f"{imports}\nimport sys\nprint(*[name for name in '{HEAVY}'.split() if name in sys.modules])"
    assert _printed(code) == []


def test_only_what_is_on_the_lists_is_loaded_beside_our_own() -> None:
    """Weight in the floor is weight all the same."""
    imports = "\n".join(f"import {handler_module(name)}" for name in functions())
    loaded = {module for module in _printed(f"{imports}\nimport sys\nprint(*sys.modules)") if not _is_ours(module)}
    outside = sorted(module for module in loaded if module.partition(".")[0] in OUTSIDE)
    floor = {*_printed(f"import sys, {', '.join(outside)}\nprint(*sys.modules)")}
    assert {module.partition(".")[0] for module in loaded - floor} == STANDARD | BELOW


def test_a_function_loads_few_of_our_own_modules_and_values() -> None:
    counted = list(zip(*[iter(_printed(COUNT_OURS, *functions()))] * 3, strict=True))
    assert [name for name, _, _ in counted] == functions()
    assert [one for one in counted if int(one[1]) > MOST_MODULES or int(one[2]) > MOST_VALUES] == []


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] in OURS


@pytest.mark.parametrize("package", ["shared.ports", "shared.domain.errors"])
def test_a_package_that_loads_on_first_use_offers_what_it_names(package: str) -> None:
    code = f"import {package} as p, sys; before = len(sys.modules); assert all(hasattr(p, n) for n in p.__all__)"
    assert _printed(f"{code}; print(len(sys.modules) > before)") == ["True"]


def test_every_value_can_be_built_from_what_its_module_imports() -> None:
    """A name that only the checker sees is missing at run time: it shows when the first value is made."""
    assert int(*_printed(BUILD_ALL)) > 200


def _printed(code: str, *arguments: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.split()
