"""What the local AWS itself can do: the machine of the app, with functions that do nothing."""

import io
import json
import re
import sys
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from bench.machine import Stopwatch
from bench.record import ROOT
from bench.sandbox import Sandbox, wait_for

ROLE = "arn:aws:iam::000000000000:role/any"
ASL = ROOT / "statemachines" / "process_interview.asl.json"
ROWS = {"run": 1, "count": 1}
TEXT = {"run": 1, "uri": "s3://bucket/key"}
STEPS = ("upload", "evidence", "insights", "personas", "answers", "finalize")
# What any Task reads of any function's answer; a ready transcript needs no pieces.
ANSWER: Mapping[str, object] = {
    "projectId": "p",
    "mediaUrl": "m",
    "plan": dict.fromkeys(STEPS, True),
    "transcript": None,
    "evidence": ROWS,
    "heardAs": "transcript",
    "pieces": [],
    "transcriptData": TEXT,
    "evidenceUnits": ROWS,
    "again": False,
}
_PLACEHOLDER = re.compile(r"\$\{(\w+)FunctionArn\}")


def empty_machine(stage: Sandbox, *, reserved: int = 2) -> str:
    """The ARN of the definition with one empty function for each Task's function, each as narrow as the app's."""
    definition = ASL.read_text().replace("${ThrottledError}", "Lambda.Unknown").replace("${PieceConcurrency}", "1")
    names = sorted(set(_PLACEHOLDER.findall(definition)))
    for name in names:
        arn = empty_function(stage, f"empty-{name}", ANSWER, reserved=reserved)
        definition = definition.replace(f"${{{name}FunctionArn}}", arn)
    states = stage.client("stepfunctions")
    machine = states.create_state_machine(name="empty", definition=definition, roleArn=ROLE)
    return str(machine["stateMachineArn"])


def empty_function(stage: Sandbox, name: str, answer: Mapping[str, object], *, reserved: int = 2) -> str:
    """The ARN of a function that does nothing but answer so."""
    client = stage.client("lambda")
    created = client.create_function(
        FunctionName=name,
        Runtime="provided.al2023",
        Handler="empty.handler",
        Role=ROLE,
        Code={"ZipFile": _package(answer)},
        Environment={"Variables": {"PARLEY_PYTHON": sys.executable}},
    )
    client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=reserved)
    return str(created["FunctionArn"])


def run_through(stage: Sandbox, arn: str, count: int, *, at_once: int) -> float:
    """Seconds for `count` executions, as many at once as the app would admit; the first few only warm the workers."""
    states = stage.client("stepfunctions")

    def run(number: int) -> None:
        body = json.dumps({"organisationId": "bench", "interviewId": f"empty-{number}", "run": 1})
        started = states.start_execution(stateMachineArn=arn, input=body)["executionArn"]
        wait_for(lambda: states.describe_execution(executionArn=started)["status"] != "RUNNING" or None, 300, 0.05)

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(run, range(2 * at_once)))
        watch = Stopwatch()
        list(pool.map(run, range(count)))
        return watch.seconds


def _package(answer: Mapping[str, object]) -> bytes:
    code = f"def handler(event, context):\n    return {dict(answer)!r}\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        bootstrap = zipfile.ZipInfo("bootstrap")
        bootstrap.external_attr = 0o755 << 16
        archive.writestr(bootstrap, (ROOT / "local" / "bootstrap").read_text())
        archive.writestr("empty.py", code)
    return packed.getvalue()
