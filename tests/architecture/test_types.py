"""What the type checker is told to pass over, and that nothing of ours is checked against what it passed over."""

import ast
import tomllib
from collections.abc import Iterator

from bench.record import ROOT

ROOMS = ("infra", "tests")


def read_modules() -> set[str]:
    """The CDK's modules that mypy reads."""
    overrides = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]["overrides"]
    return {name for override in overrides if override["follow_imports"] == "normal" for name in override["module"]}


def imports() -> Iterator[ast.ImportFrom]:
    """What our rooms import by name."""
    for path in [ROOT / "app.py", *(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))]:
        yield from (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom))


def test_every_module_of_the_cdk_that_we_name_is_read_and_no_other() -> None:
    modules = {node.module for node in imports() if node.module and node.module.partition(".")[0] == "aws_cdk"}
    parts = {alias.name for node in imports() if node.module == "aws_cdk" for alias in node.names}
    assert read_modules() == modules | {f"aws_cdk.{name}" for name in parts if name.startswith("aws_")}
