"""The stage: up, down, how it is, and the way in."""

import io
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from cli.live import watch
from cli.stage import Session, StageName
from cli.watch import follow
from local.emulator import Emulator
from local.piper import Piper
from shared.domain.interview_key import InterviewKey
from tests.unit.cli.conftest import Parley
from tests.unit.cli.machine import TALK

OUTPUTS = {
    "TableName": "table",
    "MediaBucketName": "media",
    "ArtifactsBucketName": "artifacts",
    "StateMachineArn": "arn:aws:states:us-east-1:000000000000:stateMachine:parley",
    "EventBusName": "bus",
    "LaneSlots": "2",
    "OrganisationSlots": "2",
}


@pytest.fixture
def emulator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    made = Emulator(pid=77, port=4566, endpoint_url="http://127.0.0.1:4566", folder=tmp_path)
    monkeypatch.setattr("local.emulator.running", lambda _: made)
    monkeypatch.setattr("cli.bringing_up.start", lambda *_, **__: made)
    monkeypatch.setattr("cli.bringing_up.ensure_deployed", lambda *_: None)
    monkeypatch.setattr("local.piper.start", lambda _: Piper(78, 4567))
    return made


def test_up(parley: Parley, emulator: Emulator) -> None:
    assert parley.json("up") == {"stage": "local", "endpointUrl": emulator.endpoint_url, "pid": 77}
    said = parley("up").stderr
    assert "deployed" in said
    assert "voice at http://127.0.0.1:4567, pid 78" in said


@pytest.mark.parametrize(("installed", "why"), [(False, "no voice is installed"), (True, "the voice did not start")])
def test_up_without_a_voice_says_that_interviews_are_held_by_text(
    parley: Parley, emulator: Emulator, monkeypatch: pytest.MonkeyPatch, installed: bool, why: str
) -> None:
    monkeypatch.setattr("local.piper.start", lambda _: None)
    monkeypatch.setattr("local.piper.installed", lambda: installed)
    said = parley("up").stderr
    assert why in said
    assert "held by text" in said


def test_down(parley: Parley, emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped: list[Path] = []
    monkeypatch.setattr("local.emulator.stop", stopped.append)
    assert parley.json("down") == {"stage": "local", "wasUp": True}
    assert stopped == [parley.folder]


def test_status_when_all_is_well(parley: Parley, emulator: Emulator) -> None:
    parley.submitted()
    report = parley.json("status")
    assert (report["pid"], report["interviews"]["completed"]) == (77, 1)
    assert report["uploads"]["completed"] == 1
    assert report["apiUrl"] is None
    parley.session.connection.outputs["ApiUrl"] = "http://127.0.0.1:4566/api"
    assert parley.json("status")["apiUrl"] == "http://127.0.0.1:4566/api"
    shown = parley("status").stdout
    assert "1 completed" in shown
    assert "API  http://127.0.0.1:4566/api" in shown


def test_status_of_an_upload_that_nobody_accounts_for(parley: Parley, emulator: Emulator) -> None:
    parley.bucket.media.upload("demo/int_lost/upload", b"x")
    assert parley.json("status")["uploads"]["arriving"] == ["demo/int_lost/upload"]
    parley.root.clock.advance(minutes=16)  # type: ignore[attr-defined]
    assert parley.json("status", code=1)["uploads"]["unaccounted"] == ["demo/int_lost/upload"]
    parley.machine.held = True
    parley("submit", parley.file(TALK), "-p", "front-desk")
    assert "unaccounted: demo/int_lost/upload" in parley("status", code=1).stdout


def test_the_way_into_the_local_stage(tmp_path: Path, emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local.deploy.outputs", lambda _: OUTPUTS)
    monkeypatch.setenv("AWS_PROFILE", "a-profile-that-is-not-there")
    session = Session(StageName.LOCAL, "demo", tmp_path)
    assert session.root.table_name == "table"
    assert session.root.faults_enabled
    assert session.connection.client("s3").meta.endpoint_url == emulator.endpoint_url
    form = session.root.media.presign_upload("k", max_bytes=5, seconds=5)
    assert form.url.startswith(emulator.endpoint_url)


def test_a_stage_without_a_deployment(parley: Parley, emulator: Emulator) -> None:
    parley.session = Session(StageName.LOCAL, "demo", parley.folder)
    assert parley.json("projects", code=5)["error"]["message"] == "nothing is deployed in the local stage"


class CloudFormation:
    def describe_stacks(self, *, StackName: str) -> Any:  # noqa: N803 - AWS's name
        assert StackName == "parley-dev"
        return {"Stacks": [{"Outputs": [{"OutputKey": k, "OutputValue": v} for k, v in OUTPUTS.items()]}]}


def test_the_way_into_a_stage_on_aws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boto3.session.Session.client", lambda *_, **__: CloudFormation())
    session = Session(StageName.DEV, "demo", tmp_path, region="eu-west-1")
    assert session.root.artifacts_bucket == "artifacts"
    assert not session.root.faults_enabled


def test_a_run_on_a_terminal(parley: Parley) -> None:
    key = InterviewKey(organisation_id="demo", interview_id=parley.submitted())
    console = Console(file=io.StringIO(), force_terminal=True, width=100)
    seen = watch(follow(key, 1, root=parley.root, seconds=1), console, parley.root.clock.now)
    assert seen.succeeded
    assert "✓ completed" in console.file.getvalue()  # type: ignore[attr-defined]
