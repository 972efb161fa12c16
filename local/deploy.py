"""The CDK app in the local AWS: deployed by the CDK command itself, and only when something it is made of changed."""

import contextlib
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from local import piper
from local.concurrency import reserve_concurrency
from local.emulator import Emulator
from local.environment import ACCOUNT, REGION, local_client, local_environment
from local.files import last_lines, locked, read_json, write_json
from shared.domain.errors import ParleyError

SOURCES: Final = (
    "app.py",
    "cdk.json",
    "functions",
    "infra",
    "local/bootstrap",
    "requirements.txt",
    "shared",
    "statemachines",
)
ASSETS_BUCKET: Final = f"cdk-hnb659fds-assets-{ACCOUNT}-{REGION}"
DEPLOY_SECONDS: Final = 900
CONTEXT: Final = "context.json"  # in a stage's folder: what it alone is told, such as which engines it has


class DeployFailed(ParleyError):
    """The CDK command could not deploy the app into the local AWS."""

    remedy = "the whole output is in the file named"


def ensure_deployed(emulator: Emulator, root: Path, own_server: str = "") -> None:
    """Deploy the CDK app in `root` into `emulator`, unless just this is there already.

    `own_server` is the user's own language model as JSON, or empty.

    Raises DeployFailed with the end of CDK's output; waits at most DEPLOY_SECONDS for another deployment and as long
    for its own.
    """
    record = emulator.folder / "deployed.json"
    with locked(emulator.folder / "deploy.lock", DEPLOY_SECONDS):
        wanted = fingerprint(emulator, root, own_server)
        deployed = read_json(record)
        if deployed.get("fingerprint") == wanted and _still_there(emulator, deployed.get("stacks")):
            return
        _create_assets_bucket(emulator)
        _run_cdk(emulator, root, own_server)
        reserve_concurrency(emulator, emulator.folder / "cdk.out")
        names = _stack_names(emulator.folder / "cdk.out")
        write_json(record, {"fingerprint": wanted, "stacks": _states(emulator, names)})


def outputs(folder: Path) -> dict[str, str]:
    """The outputs of all deployed stacks by their names; empty before the first deployment."""
    stacks: dict[str, dict[str, str]] = read_json(folder / "outputs.json")
    return {name: value for stack in stacks.values() for name, value in stack.items()}


def fingerprint(emulator: Emulator, root: Path, own_server: str = "") -> str:
    """SHA-256 over everything that goes into the deployment: the sources, the addresses and the interpreter."""
    digest = hashlib.sha256(json.dumps(_context(emulator, own_server)).encode())
    for path in sorted(_files(root)):
        digest.update(f"\0{path.relative_to(root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for name in SOURCES:
        source = root / name
        found = source.rglob("*") if source.is_dir() else [source]
        yield from (path for path in found if path.is_file() and "__pycache__" not in path.parts)


def _context(emulator: Emulator, own_server: str) -> dict[str, str]:
    voice = piper.running(emulator.folder)
    told = {"ownServer": own_server, "piperUrl": voice.url if voice else ""}
    return {name: value for name, value in told.items() if value} | {
        "stage": "local",
        "endpointUrl": emulator.endpoint_url,
        "pythonPath": sys.executable,
        "modelCache": str(emulator.folder / "models"),
        **read_json(emulator.folder / CONTEXT),
    }


def _still_there(emulator: Emulator, recorded: object) -> bool:
    """Whether the stacks are just those that were recorded: after a hard end, the local AWS knows an older state."""
    return isinstance(recorded, dict) and bool(recorded) and _states(emulator, recorded) == recorded


def _states(emulator: Emulator, names: Iterable[str]) -> dict[str, str]:
    """Id, status and time of the last change of each stack in `names` that exists."""
    client = local_client("cloudformation", emulator.endpoint_url)
    stacks = {stack["StackName"]: stack for stack in client.describe_stacks()["Stacks"]}
    return {name: _state(stacks[name]) for name in names if name in stacks}


def _state(stack: dict[str, Any]) -> str:
    changed = stack.get("LastUpdatedTime", stack["CreationTime"])
    return f"{stack['StackId']} {stack['StackStatus']} {changed.isoformat()}"


def _create_assets_bucket(emulator: Emulator) -> None:
    """CDK uploads to it and, without `cdk bootstrap`, takes it for granted."""
    client = local_client("s3", emulator.endpoint_url)
    with contextlib.suppress(client.exceptions.BucketAlreadyOwnedByYou):
        client.create_bucket(Bucket=ASSETS_BUCKET)


def _run_cdk(emulator: Emulator, root: Path, own_server: str) -> None:
    log = emulator.folder / "deploy.log"
    with log.open("w", encoding="utf-8") as output:
        try:
            done = subprocess.run(
                _command(emulator, root, own_server),
                cwd=root,
                env=_environment(emulator),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=DEPLOY_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise DeployFailed(f"cdk deploy could not finish: {error}; {log}", remedy="run `make install`") from error
    if done.returncode:
        raise DeployFailed(f"cdk deploy ended with {done.returncode}:\n{last_lines(log)}\n{log}")


def _command(emulator: Emulator, root: Path, own_server: str) -> list[str]:
    folder = emulator.folder
    context = [argument for item in _context(emulator, own_server).items() for argument in ("-c", "=".join(item))]
    files = ["--outputs-file", str(folder / "outputs.json"), "--output", str(folder / "cdk.out")]
    quiet = ["--require-approval", "never", "--no-notices", "--progress", "events"]
    return [str(root / "node_modules" / ".bin" / "cdk"), "deploy", "--all", *quiet, *files, *context]


def _environment(emulator: Emulator) -> dict[str, str]:
    """The environment of CDK: node and the app's Python are those of this interpreter's folder."""
    environment = local_environment(emulator.endpoint_url)
    path = f"{Path(sys.executable).parent}{os.pathsep}{environment.get('PATH', os.defpath)}"
    return environment | {"PATH": path, "CDK_DISABLE_CLI_TELEMETRY": "true"}


def _stack_names(assembly: Path) -> list[str]:
    artifacts = read_json(assembly / "manifest.json").get("artifacts", {})
    stacks = {name: item for name, item in artifacts.items() if item["type"] == "aws:cloudformation:stack"}
    return [item.get("properties", {}).get("stackName", name) for name, item in stacks.items()]
