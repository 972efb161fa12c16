"""Documents say what is so: limits are those of the code, commands and variables are named, links lead somewhere."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import typer.main
from typer.core import TyperGroup

from cli.app import app
from shared.domain import limits
from shared.domain.session import limits as session_limits

ROOT = Path(__file__).parents[2]
LIMITS = (ROOT / "docs" / "limits.md").read_text()
COMMANDS = (ROOT / "docs" / "commands.md").read_text()
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
MINUTE, HOUR, DAY = 60, 60 * 60, 24
BINARY = 1024
# Read by what starts processes of the local stage, and by nobody who uses it.
BETWEEN_PROCESSES = {
    "PARLEY_CHAOS", "PARLEY_EMULATOR", "PARLEY_ENDPOINT_URL", "PARLEY_PIPER_URL", "PARLEY_PYTHON",
}  # fmt: skip


def constants(module: ModuleType) -> dict[str, float]:
    """Those that the module makes: what it imports is another's."""
    made = re.findall(r"^([A-Z_]+): Final", Path(str(module.__file__)).read_text(), flags=re.M)
    return {name: getattr(module, name) for name in made if name != "MEGABYTE"}


VALUES = constants(limits) | constants(session_limits)
ROWS = {
    name: value for line in LIMITS.splitlines() if line.count("|") == 4 for *_, value, names, _ in [line.split("|")]
    for name in re.findall(r"`([A-Z_]+)`", names)
}  # fmt: skip


def written(name: str, value: float) -> Iterator[str]:
    """How a limit may be written, by what its name says it is."""
    if "BYTES" in name:
        units = {"bytes": 1, "kB": BINARY, "MB": BINARY**2, "GB": BINARY**3}
    elif "SECONDS" in name:
        units = {"s": 1, "second": 1, "seconds": 1, "minutes": MINUTE, "hours": HOUR, "hour": HOUR}
    elif "MINUTES" in name:
        units = {"minutes": 1, "hours": MINUTE}
    elif "HOURS" in name:
        units = {"hours": 1, "days": DAY}
    else:
        units = {"": 1}
    yield from (f"{value / size:,g} {unit}".strip() for unit, size in units.items())


def test_every_limit_has_a_row_and_every_row_a_limit() -> None:
    assert set(ROWS) == set(VALUES)


@pytest.mark.parametrize("name", sorted(VALUES))
def test_the_row_of_a_limit_has_its_value(name: str) -> None:
    wanted = [rf"(?<![\d.,]){re.escape(text)}(?![\d]|[.,]\d|\w)" for text in written(name, VALUES[name])]
    assert any(re.search(pattern, ROWS[name]) for pattern in wanted), (name, VALUES[name], ROWS[name])


def commands(command: object, name: str) -> Iterator[str]:
    if not isinstance(command, TyperGroup):
        yield name
        return
    if command.invoke_without_command:
        yield name
    for part, within in command.commands.items():
        yield from commands(within, f"{name} {part}")


def test_every_command_is_named() -> None:
    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    ours = [name for part, within in root.commands.items() for name in commands(within, f"parley {part}")]
    assert [name for name in ours if not re.search(rf"`{name}(?![\w-]| [a-z])", COMMANDS)] == []


def test_every_variable_is_named() -> None:
    found = subprocess.run(
        ["git", "grep", "-ohE", "PARLEY_[A-Z_]*[A-Z]", "--", "cli", "local", "shared", "bench", "tests", "docs/*.py"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    named = set(re.findall(r"^\| `(PARLEY_\w+)` \|", COMMANDS, flags=re.M))
    assert named | BETWEEN_PROCESSES == set(found.split())


def anchors(document: Path) -> set[str]:
    """As GitHub makes them of headings."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", document.read_text())
    ours = [link.partition("#") for link in links if not re.match(r"https?:|mailto:", link)]
    for place, _, anchor in ours:
        leads_to = (document.parent / place).resolve() if place else document
        assert leads_to.exists(), place
        assert not anchor or anchor in anchors(leads_to), f"{place}#{anchor}"


def test_the_readme_s_figures_of_quality_are_those_that_were_measured() -> None:
    """Each is on the page that the benches write: of all samples, and of the two that no rule has met."""
    readme, measured = [(ROOT / name).read_text() for name in ("README.md", "docs/benchmarks.md")]
    page = [line for line in measured.splitlines() if "Whisper base, MiniLM" in line]
    for name in ("words wrong", "expected quotes found", "answer statuses right", "quotes verbatim"):
        (row,) = re.findall(rf"^\| {name} \| ([\d.]+%) \|(.*)\|$", readme, flags=re.M)
        assert any(f": {name} | {row[0]} " in line for line in page), name
        for sample, figure in zip(
            ("library-portal", "leaving-the-depot"), re.findall(r"[\d./%]+", row[1]), strict=False
        ):
            assert any(f"| {sample} |" in line and f"| {figure} |" in line for line in page), (name, sample)
