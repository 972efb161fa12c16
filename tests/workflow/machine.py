"""The real state machine on the local AWS, its functions scripted."""

import io
import itertools
import json
import re
import sys
import uuid
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.polling import poll

ROOT = Path(__file__).parents[2]
ASL = ROOT / "statemachines" / "process_interview.asl.json"
ROLE = "arn:aws:iam::000000000000:role/any"
TIMEOUT_SECONDS = 60
THROTTLED = "Lambda.Unknown"  # what the local AWS calls it
Script = dict[str, list[dict[str, Any]]]
PLACEHOLDER = re.compile(r"\$\{(\w+)FunctionArn\}")


def functions() -> list[str]:
    """The functions that the definition names."""
    return sorted(set(PLACEHOLDER.findall(ASL.read_text())))


@dataclass(frozen=True)
class Ended:
    """An execution that has ended: its status, what it entered, how often each function was called and with what."""

    status: str
    error: str | None
    entered: list[str]
    calls: Counter[str]
    events: dict[str, list[dict[str, Any]]]


@dataclass
class Machine:
    """Runs the definition and remembers every state entered and every transition taken."""

    states: Any
    functions: Any
    arn: str
    scripts: Path
    taken: set[tuple[str, str]] = field(default_factory=set)
    entered: set[str] = field(default_factory=set)

    def run(self, script: Script, *, meanwhile: Callable[[str], None] = lambda _arn: None) -> Ended:
        """Runs one execution to its end; `meanwhile` is called with its ARN when it has started."""
        interview = f"int-{uuid.uuid4().hex[:12]}"
        folder = self.scripts / interview
        folder.mkdir(parents=True)
        (folder / "script.json").write_text(json.dumps(script))
        started = self.states.start_execution(
            stateMachineArn=self.arn,
            name=f"{interview}-r1",
            input=json.dumps({"organisationId": "acme", "interviewId": interview, "run": 1}),
        )
        arn = started["executionArn"]
        meanwhile(arn)
        status = poll(lambda: self._ended(arn), seconds=TIMEOUT_SECONDS)
        return self._report(arn, status, folder)

    def _ended(self, arn: str) -> dict[str, Any] | None:
        answer: dict[str, Any] = self.states.describe_execution(executionArn=arn)
        return answer if answer["status"] != "RUNNING" else None

    def await_failure(self, arn: str, error: str) -> None:
        """Waits until a call within the execution has failed with that error."""

        def seen() -> bool | None:
            history = self.states.get_execution_history(executionArn=arn)["events"]
            return True if any(error in json.dumps(event, default=str) for event in history) else None

        poll(seen, seconds=TIMEOUT_SECONDS)

    def _report(self, arn: str, status: dict[str, Any], folder: Path) -> Ended:
        pages = self.states.get_paginator("get_execution_history").paginate(executionArn=arn)
        history = [event for page in pages for event in page["events"]]
        names = [e["stateEnteredEventDetails"]["name"] for e in history if e["type"].endswith("StateEntered")]
        self.entered.update(names)
        for region in regions(json.loads(ASL.read_text())):
            within = [name for name in names if name in region]
            self.taken.update(itertools.pairwise(within))
        events = {
            file.stem: [json.loads(line) for line in file.read_text().splitlines()] for file in folder.glob("*.calls")
        }
        calls = Counter({name: len(lines) for name, lines in events.items()})
        return Ended(status["status"], status.get("error"), names, calls, events)


def regions(definition: dict[str, Any]) -> list[set[str]]:
    """The names of states that follow one another: the top level, and each branch of a Parallel."""
    states = definition["States"]
    inner = [region for state in states.values() for within in machines_in(state) for region in regions(within)]
    return [set(states), *inner]


def machines_in(state: dict[str, Any]) -> list[dict[str, Any]]:
    """The branches of a Parallel, what a Map does with each item."""
    return [*state.get("Branches", []), *([state["ItemProcessor"]] if "ItemProcessor" in state else [])]


def transitions(definition: dict[str, Any]) -> set[tuple[str, str]]:
    """Every way from one state to another, at the top level: the local AWS writes no history of what is within."""
    found: set[tuple[str, str]] = set()
    for name, state in definition["States"].items():
        targets = [state.get("Next"), state.get("Default"), *(catch["Next"] for catch in state.get("Catch", []))]
        targets += [choice["Next"] for choice in state.get("Choices", [])]
        found.update((name, target) for target in targets if target)
    return found


def deploy(lambda_client: Any, states: Any, endpoint_url: str, scripts: Path) -> Machine:
    """Creates the scripted functions and the machine."""
    package = _package()
    definition = ASL.read_text().replace("${ThrottledError}", THROTTLED).replace("${PieceConcurrency}", "2")
    for name in functions():
        arn = _create(lambda_client, name, package, endpoint_url, scripts)
        definition = definition.replace(f"${{{name}FunctionArn}}", arn)
    created = states.create_state_machine(name="workflow-under-test", definition=definition, roleArn=ROLE)
    return Machine(states, lambda_client, created["stateMachineArn"], scripts)


def _create(client: Any, name: str, package: bytes, endpoint_url: str, scripts: Path) -> str:
    variables = {
        "FUNCTION": name,
        "SCRIPTS": str(scripts),
        "PARLEY_PYTHON": sys.executable,
        "PARLEY_ENDPOINT_URL": endpoint_url,
    }
    created = client.create_function(
        FunctionName=f"scripted-{name}",
        Runtime="provided.al2023",
        Handler="scripted_function.handler",
        Role=ROLE,
        Code={"ZipFile": package},
        Timeout=30,
        Environment={"Variables": variables},
    )
    return str(created["FunctionArn"])


def _package() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        bootstrap = zipfile.ZipInfo("bootstrap")
        bootstrap.external_attr = 0o755 << 16
        archive.writestr(bootstrap, (ROOT / "local" / "bootstrap").read_text())
        archive.write(Path(__file__).parent / "scripted_function.py", "scripted_function.py")
    return buffer.getvalue()
