"""What ships can run: every handler is imported from its built asset and layers by an interpreter that has no other."""

import importlib.util
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from infra import packaging
from infra.build_layers import AWS, HOST, LAYERS, MAX_MB, build_layer, layer_folder, size_mb
from infra.constructs.live import HOLDING
from infra.constructs.steps import STEPS
from infra.packaging import ROOT, function_code
from infra.stages import STAGES

FUNCTIONS = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))
AARCH64 = 183
BUILT = "from shared.runtime.engines import EmbeddedEngines, build_voices; e = EmbeddedEngines('', False); "
ANALYST = BUILT + "e._extractive; import numpy, scipy.cluster.hierarchy"
SPLIT = "from shared.adapters.recording_decoder import PyAvDecoder; PyAvDecoder(); import av, numpy"
HEAR = BUILT + "build_voices(embedded=False)"
# What is imported on first use only, by the port that a handler asks for.
VENDORS = "; import anthropic, openai, httpx2"
USES = {
    "root.engines": ANALYST + VENDORS,
    "hearing(root)": HEAR + VENDORS,
    "joining(root)": HEAR,
    "splitting(root)": SPLIT,
}
# What starts from a snapshot makes more before it is taken.
SNAPSHOT = "import snapshot_restore_py as s; [f(*a, **k) for f, a, k in s.get_before_snapshot()]\n"
CORE = "import boto3, pydantic, ulid, posthog; from aws_lambda_powertools import Logger"


LAYERS_OF = {name: step.shape.layers for name, step in STEPS.items()} | {
    "api": ("http",),
    "hold_interview": HOLDING.layers,
    "send_webhook": ("webhooks",),
}

BROUGHT = {"hold_interview": ("api",)}  # the framework of the application that both are


def layers_of(function: str) -> tuple[str, ...]:
    return ("core", *LAYERS_OF.get(function, ()))


def needs_of(function: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Its layers, and what is loaded from them when it is first called."""
    handler = (ROOT / "functions" / function / "handler.py").read_text()
    uses = (program for port, program in USES.items() if f"{port}," in handler or f"{port})" in handler)
    return layers_of(function), (CORE, *uses)


# Every asset has the same `shared`: what is loaded on first use is loaded once for those that need the same.
FIRST = {needs_of(function): function for function in reversed(FUNCTIONS)}


@pytest.fixture(scope="session")
def host_layers() -> dict[str, Path]:
    """The same locks, for this machine and its Python."""
    return {name: build_layer(name, HOST) for name in LAYERS}


@pytest.fixture(scope="session")
def bytecode(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the packages of the layers are compiled once, and not for each function anew."""
    return tmp_path_factory.mktemp("bytecode")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_handler_needs_nothing_but_its_asset_and_its_layers(
    function: str, host_layers: dict[str, Path], bytecode: Path
) -> None:
    names, uses = needs_of(function)
    path = [str(function_code(function, STAGES["prod"])), *(str(host_layers[name] / "python") for name in names)]
    program = f"import sys; sys.path[:0] = {path!r}; import functions.{function}.handler as h; h.handler\n{SNAPSHOT}"
    program += "\n".join(uses if FIRST[names, uses] == function else ())
    bare = [sys.executable, "-I", "-S", "-X", f"pycache_prefix={bytecode}", "-W", "error::ImportWarning", "-c", program]
    done = subprocess.run(bare, capture_output=True, text=True, check=False, cwd="/", env={})
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("function", FUNCTIONS)
def test_an_asset_holds_one_function_and_what_it_shares(function: str) -> None:
    code = function_code(function, STAGES["prod"])
    assert sorted(path.name for path in code.iterdir()) == ["functions", "shared"]
    held = {path.name for path in (code / "functions").iterdir()}
    assert held == {"__init__.py", function, *BROUGHT.get(function, ())}


def test_locally_all_functions_ship_one_asset_and_the_bootstrap() -> None:
    [code] = {function_code(function, STAGES["local"]) for function in FUNCTIONS}
    assert sorted(path.name for path in code.iterdir()) == ["bootstrap", "functions", "shared"]
    held = {path.name for path in (code / "functions").iterdir()}
    assert held == {"__init__.py", "__pycache__", *FUNCTIONS}
    assert (code / "bootstrap").stat().st_mode & 0o111 == 0o111


def test_the_bytecode_of_a_local_function_is_of_its_sources_and_elsewhere_there_is_none() -> None:
    code = function_code("plan_run", STAGES["local"])
    for module in code.rglob("*.py"):
        compiled = Path(importlib.util.cache_from_source(str(module))).read_bytes()
        assert compiled[8:16] == importlib.util.source_hash(module.read_bytes()), module
    assert not [*function_code("plan_run", STAGES["prod"]).rglob("*.pyc")]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_catalogue_of_providers_is_shipped(function: str) -> None:
    assert (function_code(function, STAGES["prod"]) / "shared" / "catalogue.toml").is_file()


def test_packing_again_changes_nothing_and_removes_what_is_gone() -> None:
    code = function_code("plan_run", STAGES["prod"])
    before = {path: path.stat().st_mtime_ns for path in code.rglob("*") if path.is_file()}
    (code / "left" / "over").mkdir(parents=True)
    (code / "left" / "over" / "file.py").touch()
    function_code("plan_run", STAGES["prod"])
    assert {path: path.stat().st_mtime_ns for path in code.rglob("*") if path.is_file()} == before


def test_no_test_and_no_cache_ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("functions/f/handler.py", "functions/g/handler.py", "functions/__init__.py", "shared/a.py"):
        _touch(tmp_path / name)
    for name in ("shared/__pycache__/a.pyc", "shared/tests/test_a.py", "functions/f/__pycache__/handler.pyc"):
        _touch(tmp_path / name)
    monkeypatch.setattr(packaging, "ROOT", tmp_path)
    monkeypatch.setattr(packaging, "BUILD", tmp_path / "build")
    code = function_code("f", STAGES["prod"])
    shipped = sorted(path.relative_to(code).as_posix() for path in code.rglob("*") if path.is_file())
    assert shipped == ["functions/__init__.py", "functions/f/handler.py", "shared/a.py"]


def _touch(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_with_its_layers_is_small_enough_for_lambda(function: str, layers: dict[str, Path]) -> None:
    total = size_mb(function_code(function, STAGES["prod"])) + sum(
        size_mb(layers[name]) for name in layers_of(function)
    )
    assert total < MAX_MB


def test_every_library_for_aws_is_for_its_processor(layers: dict[str, Path]) -> None:
    libraries = [path for folder in layers.values() for path in folder.rglob("*.so*")]
    assert len(libraries) > 100
    assert not [path for path in libraries if _machine(path) != AARCH64]


def _machine(library: Path) -> int:
    """The processor that an ELF file is for."""
    head = library.read_bytes()[:20]
    assert head[:4] == b"\x7fELF", library
    (machine,) = struct.unpack_from("<H", head, 18)
    return int(machine)


@pytest.mark.parametrize("name", LAYERS)
def test_a_lock_names_one_version_of_each_package_whatever_python_builds_it(name: str) -> None:
    """pip decides `; python_version < …` by the Python it runs in, not by the one it installs for."""
    pins = [line for line in (ROOT / "layers" / name / "requirements.txt").read_text().splitlines() if "==" in line]
    assert pins
    assert not [pin for pin in pins if ";" in pin]


def test_a_layer_is_built_once_for_a_lock(layers: dict[str, Path]) -> None:
    before = (layer_folder("core", AWS) / "python").stat().st_mtime_ns
    build_layer("core", AWS)
    assert (layers["core"] / "python").stat().st_mtime_ns == before
