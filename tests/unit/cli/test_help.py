"""The help is the manual: each command shows an example, and the exit codes are listed."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from cli.app import app
from cli.exit_codes import MEANING


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*path, name))


@pytest.mark.parametrize("path", list(commands(get_command(app))), ids=" ".join)
def test_every_command_shows_an_example(path: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(app, [*path, "--help"])
    assert shown.exit_code == 0
    examples = shown.stdout.partition("Example")[2]
    assert " ".join(["parley", *path[:1]]) in examples


def test_exit_codes_are_in_the_help() -> None:
    shown = CliRunner().invoke(app, ["--help"]).stdout
    assert [f"{code.value}  {meaning}" in shown for code, meaning in MEANING.items()] == [True] * len(MEANING)


def test_help_loads_nothing_heavy() -> None:
    heavy = "{'boto3', 'botocore', 'pydantic', 'httpx', 'numpy', 'ministack'}"
    code = f"import sys, cli.app; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
