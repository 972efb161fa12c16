"""The operator's command line as a process, against the deployed app."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from shared.adapters.faults import TableFaults
from shared.domain.steps import Step
from tests.e2e.deployed import ORGANISATION, SAMPLES, Deployed
from tests.e2e.test_bad_input import VTT

pytestmark = pytest.mark.emulator

ROOT = Path(__file__).parents[2]
OK, FAILED, INVALID, CONFLICT = 0, 1, 3, 4


def parley(deployed: Deployed, *arguments: str) -> tuple[int, Any]:
    """Exit code, and what `--json` printed."""
    environment = os.environ | {"PARLEY_HOME": str(deployed.folder), "PARLEY_ORG": ORGANISATION}
    done = subprocess.run(
        [sys.executable, "-m", "cli", *arguments, "--json"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=200,
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout)


@pytest.fixture(scope="module")
def project(deployed: Deployed) -> str:
    code, put = parley(deployed, "project", "put", str(SAMPLES / "scheduling-tool.json"))
    assert code == OK
    return str(put["id"])


@pytest.fixture(scope="module")
def transcript(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("operator") / "talk.vtt"
    path.write_bytes(VTT)
    return str(path)


def test_submit_show_redrive_and_compare(deployed: Deployed, project: str, transcript: str) -> None:
    code, submitted = parley(deployed, "submit", transcript, "--project", project, "--wait")
    assert code == OK
    interview = _find(submitted, "interviewId")
    code, shown = parley(deployed, "show", interview)
    assert code == OK
    assert _find(shown, "themes")
    code, _ = parley(deployed, "redrive", interview, "--from", "insights", "--wait")
    assert code == OK
    code, runs = parley(deployed, "runs", interview)
    assert code == OK
    assert "insights" in json.dumps(runs)
    code, compared = parley(deployed, "diff", interview, "1", "2")
    assert code == OK
    assert (compared["added"], compared["removed"]) == ([], [])
    code, refused = parley(deployed, "redrive", interview, "--native")
    assert code == CONFLICT
    assert refused["error"]["type"] == "RedriveRefused"
    code, logged = parley(deployed, "logs", interview)
    assert code == OK
    assert {"plan_run", "generate_insights", "conclude_run"} <= {line["function"] for line in logged}


def test_a_failed_step_is_listed_and_redriven_in_bulk(deployed: Deployed, project: str, transcript: str) -> None:
    faults = TableFaults(deployed.root.table)
    faults.set(ORGANISATION, Step.PERSONAS, "EngineUnavailable")
    try:
        code, submitted = parley(deployed, "submit", transcript, "--project", project, "--wait")
    finally:
        faults.clear(ORGANISATION)
    assert code == FAILED
    interview = _find(submitted, "interviewId")
    code, listed = parley(deployed, "interviews", "--status", "failed")
    assert interview in json.dumps(listed)
    bulk = ("redrive", "--failed", "--error", "EngineUnavailable", "--since", "2h")
    code, planned = parley(deployed, *bulk, "--dry-run")
    assert (code, interview in json.dumps(planned)) == (OK, True)
    assert deployed.interview(_key(interview)).last_run == 1
    code, _ = parley(deployed, *bulk)
    assert code == OK
    deployed.ended(_key(interview), 2)
    assert {record.step for record in deployed.steps(_key(interview), 2).values()} == {Step.PERSONAS, Step.FINALIZE}


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("show", "int_nobody"), "UnknownInterview"),
        (("redrive", "int_nobody", "--from", "themes"), "UnknownStep"),
        (("submit", "README.md", "--project", "nobody"), "UnknownProject"),
    ],
)
def test_what_is_refused_has_a_name_and_a_remedy(deployed: Deployed, arguments: tuple[str, ...], error: str) -> None:
    code, printed = parley(deployed, *arguments)
    assert code == INVALID
    assert printed["error"]["type"] == error
    assert printed["error"]["remedy"]


def test_status_accounts_for_every_upload(deployed: Deployed) -> None:
    code, status = parley(deployed, "status")
    assert code == OK
    assert "unaccounted" in json.dumps(status)


def _find(printed: Any, name: str) -> Any:
    """The first field of that name, however deep."""
    inner = printed.values() if isinstance(printed, dict) else printed if isinstance(printed, list) else ()
    if isinstance(printed, dict) and name in printed:
        return printed[name]
    return next((found for value in inner if (found := _find(value, name)) is not None), None)


def _key(interview: str) -> Any:
    from shared.domain.interview_key import InterviewKey

    return InterviewKey(organisation_id=ORGANISATION, interview_id=interview)
