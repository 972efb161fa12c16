"""A folder is a promise about imports; names agree through all layers; the map in the README is true."""

import ast
import json
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.domain import errors
from shared.domain.errors import InvalidInput, ParleyError, TransientError
from shared.domain.steps import Step
from tests.steps import FUNCTION_OF

ROOT = Path(__file__).parents[2]
ASL = json.loads((ROOT / "statemachines" / "process_interview.asl.json").read_text())
ROOMS = ("app.py", "infra", "functions", "shared", "cli", "local", "bench")
OUTSIDE_THE_MACHINE = {
    "fan_out_event",
    "fan_out_crowd",
    "send_webhook",
    "reconcile_deliveries",
    "api",
    "hold_interview",
    "close_sessions",
    "authorize_call",
    "enforce_retention",
    "erase_data",
    "finish_transcription_job",
    "start_run",
    "settle_run",
    "publish_events",
    "capture_analytics",
}
MAX_FILE_LINES = 250
MAX_MEDIAN_FUNCTION = 8
HANDLER_LINES = 40
HOW_TO = ("runbook.md", "commands.md", "providers.md", "organisations.md", "costs.md", "deploy.md")
AWS_ERRORS = ("States.", "Lambda.", "Runtime.", "Sandbox.", "${ThrottledError}")


def sources(*rooms: str) -> Iterator[Path]:
    for room in rooms or ROOMS:
        path = ROOT / room
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def functions() -> list[str]:
    return sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))


def states(machine: dict[str, object]) -> Iterator[tuple[str, dict[str, object]]]:
    found = machine["States"]
    assert isinstance(found, dict)
    for name, state in found.items():
        yield name, state
        for within in machines_in(state):
            yield from states(within)


def machines_in(state: dict[str, Any]) -> list[dict[str, Any]]:
    """The branches of a Parallel, what a Map does with each item."""
    return [*state.get("Branches", []), *([state["ItemProcessor"]] if "ItemProcessor" in state else [])]


TASKS = {name: state for name, state in states(ASL) if state["Type"] == "Task"}


def test_import_rules() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("room", ["domain", "usecases", "ports"])
def test_pure_rooms_touch_no_environment_clock_or_file(room: str) -> None:
    forbidden = re.compile(r"\bos\.environ|\bdatetime\.now|\btime\.time|\bopen\(|\.open\(|\bprint\(|\brandom\.")
    guilty = [path.name for path in sources(f"shared/{room}") if forbidden.search(path.read_text())]
    assert guilty == []


def test_one_name_through_all_layers() -> None:
    assert set(FUNCTION_OF) == set(Step)
    assert len(set(FUNCTION_OF.values())) == len(Step)
    for step, name in FUNCTION_OF.items():
        title = name.replace("_", " ").title()
        assert (ROOT / "functions" / name / "handler.py").exists(), step
        assert (ROOT / "shared" / "usecases" / f"{name}.py").exists(), step
        assert title in TASKS, step
        assert f"${{{title.replace(' ', '')}FunctionArn}}" in json.dumps(TASKS[title]), step


def test_every_function_is_a_task_or_named_as_outside_the_machine() -> None:
    placeholders = {
        re.sub(r"(?<!^)([A-Z])", r"_\1", n).lower() for n in re.findall(r"\$\{(\w+)FunctionArn\}", json.dumps(ASL))
    }
    assert placeholders | OUTSIDE_THE_MACHINE == set(functions())


def test_error_names_of_the_machine_are_ours_or_aws() -> None:
    rules = [rule for state in TASKS.values() for kind in ("Retry", "Catch") for rule in state.get(kind, [])]  # type: ignore[attr-defined]
    names = {name for rule in rules for name in rule["ErrorEquals"]}
    ours = {name for name in names if not name.startswith(AWS_ERRORS)}
    assert ours == {
        name
        for name in errors.__all__
        if _is(kind := getattr(errors, name), TransientError) and kind is not TransientError
    }
    assert not [name for name in ours if issubclass(getattr(errors, name), InvalidInput)]


def _is(kind: object, base: type[ParleyError]) -> bool:
    return isinstance(kind, type) and issubclass(kind, base)


@pytest.mark.parametrize("name", sorted(TASKS))
def test_every_task_has_a_timeout_a_retry_with_jitter_and_a_catch(name: str) -> None:
    task = TASKS[name]
    assert task["TimeoutSeconds"]
    for rule in task["Retry"]:  # type: ignore[attr-defined]
        assert rule["JitterStrategy"] == "FULL"
        assert rule["MaxDelaySeconds"]
        assert rule["MaxAttempts"]
    # Conclude Run fails the execution on purpose: its Comment says why. A Map catches what fails within it.
    assert "Catch" in task or name in {"Conclude Run", *within_a_map()}


def within_a_map() -> set[str]:
    maps = [state for _, state in states(ASL) if state["Type"] == "Map"]
    assert all("Catch" in state for state in maps)
    return {name for state in maps for name, _ in states(state["ItemProcessor"])}  # type: ignore[arg-type]


def assigned(value: object) -> set[str]:
    """The variables that states assign, themselves or in a Catch, without those of the branches within them."""
    if isinstance(value, list):
        return {name for item in value for name in assigned(item)}
    if not isinstance(value, dict):
        return set()
    own = {key: item for key, item in value.items() if key not in {"Branches", "ItemProcessor"}}
    inner = {name for item in own.values() for name in assigned(item)}
    return inner | set(value.get("Assign", {}))


def test_branches_assign_no_variable_of_the_machine_s_own() -> None:
    """Step Functions refuses a variable of an inner scope that has the name of one in an outer scope."""
    outer = assigned(ASL["States"])
    branches = [within for _, state in states(ASL) for within in machines_in(state)]
    inner = [assigned(branch["States"]) for branch in branches]
    assert inner
    assert [names & outer for names in inner] == [set()] * len(inner)


def test_only_ids_and_references_travel_in_the_state() -> None:
    arguments = {key for task in TASKS.values() for key in task["Arguments"]["Payload"]}  # type: ignore[index]
    assert arguments == {
        "organisationId", "interviewId", "run", "step", "error", "cause", "mediaUrl", "metadata", "projectId",
        "fullTranscript", "evidenceUnits", "redrives", "redrivesPlanned", "piece", "taskToken", "heardAs",
        "jobError", "stoodIn",
    }  # fmt: skip


@pytest.mark.parametrize("name", functions())
def test_handlers_are_thin(name: str) -> None:
    lines = (ROOT / "functions" / name / "handler.py").read_text().splitlines()
    assert len(lines) <= HANDLER_LINES


def test_files_and_functions_are_small() -> None:
    long_files = {str(p.relative_to(ROOT)) for p in sources() if len(p.read_text().splitlines()) > MAX_FILE_LINES}
    assert long_files == set()
    assert statistics.median(_function_lengths()) <= MAX_MEDIAN_FUNCTION


def _function_lengths() -> list[int]:
    trees = [ast.parse(path.read_text()) for path in sources()]
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return [(node.end_lineno or node.lineno) - node.lineno + 1 for node in nodes]


def test_the_map_in_the_readme_is_true() -> None:
    readme = (ROOT / "README.md").read_text()
    rooms = set(re.findall(r"^\| `([\w./]+?)/?` \|", readme, flags=re.M))
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    folders = {line.split("/")[0] for line in tracked.splitlines() if "/" in line}
    assert {room.split("/")[0] for room in rooms if (ROOT / room).is_dir()} == folders - {".ci"}
    assert all((ROOT / room).exists() for room in rooms)


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", *("docs/" + name for name in HOW_TO)])
def test_make_targets_and_commands_in_the_documents_exist(document: str) -> None:
    text = (ROOT / document).read_text()
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.M))
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", text, flags=re.M)) <= targets
    done = subprocess.run([sys.executable, "-m", "cli", "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
    commands = set(re.findall(r"`parley ([a-z]+)", text)) | set(re.findall(r"^parley ([a-z]+)", text, flags=re.M))
    assert {command for command in commands if command not in done.stdout} == set()


def test_lock_files_hold_no_registry_address() -> None:
    locks = [ROOT / "requirements.txt", ROOT / "package-lock.json", *(ROOT / "layers").glob("*/requirements.txt")]
    assert [
        path.name for path in locks if re.search(r"registry\.|pythonhosted|index-url|resolved", path.read_text())
    ] == []


def test_the_truth_of_the_samples_never_reaches_an_engine() -> None:
    shipped = [path for room in ("shared", "functions", "infra") for path in (ROOT / room).rglob("*.py")]
    named = re.compile("|".join(path.stem for path in (ROOT / "samples").glob("*.json")) + "|samples/")
    assert [str(path) for path in shipped if named.search(path.read_text())] == []
