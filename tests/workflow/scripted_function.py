"""The code of every Lambda in the workflow tests: answers, fails or dies as its script says, and notes each call.

It is zipped alone beside `bootstrap`, so it imports nothing of ours.
"""

import fcntl
import json
import os
import time
from pathlib import Path
from typing import Any


def handler(event: dict[str, Any], _context: object) -> Any:
    """Does what the script says for this execution, this function and this call."""
    folder = Path(os.environ["SCRIPTS"]) / event["interviewId"]
    name = os.environ["FUNCTION"]
    number = _note(folder / f"{name}.calls", event)
    script = json.loads((folder / "script.json").read_text())[name]
    act = script[min(number, len(script) - 1)]
    return _tell(event["taskToken"], act) if "taskToken" in event else _act(act)


def _note(calls: Path, event: Any) -> int:
    """Notes a call; gives its number. Two at once wait for each other, or both would take the later number."""
    with calls.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(json.dumps(event) + "\n")
        file.flush()
        file.seek(0)
        return len(file.readlines()) - 1


def _tell(token: str, act: dict[str, Any]) -> None:
    """What a waiting task is told, by whoever hears of the job's end; the local AWS drops what the function raises."""
    import boto3

    states = boto3.client("stepfunctions")
    if "error" in act:
        states.send_task_failure(taskToken=token, error=act["error"], cause="scripted")
    else:
        states.send_task_success(taskToken=token, output="{}")


def _act(act: dict[str, Any]) -> Any:
    if act.get("die"):
        os._exit(1)
    if "wait" in act:
        time.sleep(act["wait"])
    if "error" in act:
        raise type(act["error"], (Exception,), {})("scripted")
    return act["output"]
