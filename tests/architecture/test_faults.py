"""`docs/faults.md` names thirty faults, `docs/live-faults.md` those of live interviews, and every test is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (\d+) \| [^|]+ \| [^|]+ \| ([^|]+) \|$")
TEST = re.compile(r"`(tests/[\w/]+\.py)::([\w:]+)`")


PAGES = {"faults.md": 30, "live-faults.md": 28}


def rows(page: str = "faults.md") -> dict[int, list[tuple[str, str]]]:
    """The tests of each fault: file, and name in it."""
    found = [ROW.match(line) for line in (ROOT / "docs" / page).read_text().splitlines()]
    return {int(row[1]): TEST.findall(row[2]) for row in found if row}


@cache
def names_in(file: str) -> set[str]:
    """The names of a file's tests, as pytest has them."""
    tree = ast.parse((ROOT / file).read_text())
    classes = [(f"{node.name}::", node.body) for node in tree.body if isinstance(node, ast.ClassDef)]
    bodies = [("", tree.body), *classes]
    return {prefix + node.name for prefix, body in bodies for node in body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("page", "count"), PAGES.items())
def test_all_are_there_each_with_a_test(page: str, count: int) -> None:
    assert list(rows(page)) == list(range(1, count + 1))
    assert all(rows(page).values())


@pytest.mark.parametrize(
    ("file", "name"), sorted({test for page in PAGES for tests in rows(page).values() for test in tests})
)
def test_every_test_that_is_named_is_there(file: str, name: str) -> None:
    assert name.rpartition("::")[2].startswith("test_")
    assert name in names_in(file)


def test_every_test_that_names_a_fault_stands_with_a_fault() -> None:
    named = re.compile(r"def test_fault_(\d+)_")
    faults = {int(number) for path in (ROOT / "tests").rglob("test_*.py") for number in named.findall(path.read_text())}
    assert faults <= set(rows())
