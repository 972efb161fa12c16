"""A deployment happens when something it is made of changed, and otherwise not."""

import json
from pathlib import Path

import pytest

from local import deploy
from local.deploy import DeployFailed
from local.emulator import Emulator
from local.piper import Piper

SOURCES = ["app.py", "cdk.json", "functions/step/handler.py", "infra/stack.py", "local/bootstrap", "requirements.txt"]
CDK = """#!/bin/sh
echo run >> "{root}/runs"
echo "$@" > "{root}/arguments"
env > "{root}/environment"
cat "{root}/says"
exit $(cat "{root}/code")
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project whose `cdk` only writes down that it was called."""
    root = tmp_path / "project"
    for name in [*SOURCES, "shared/domain/run.py", "statemachines/process.asl.json", "README.md", "says"]:
        _write(root / name, f"{name}\n")
    _write(root / "code", "0")
    cdk = _write(root / "node_modules/.bin/cdk", CDK.format(root=root))
    cdk.chmod(0o755)
    return root


@pytest.fixture
def emulator(tmp_path: Path) -> Emulator:
    folder = tmp_path / "aws"
    _write(folder / "cdk.out/manifest.json", json.dumps({"artifacts": {"Parley": _stack(), "Tree": {"type": "tree"}}}))
    return Emulator(pid=1, port=4566, endpoint_url="http://127.0.0.1:4566", folder=folder)


@pytest.fixture
def stacks(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the local AWS would say about its stacks."""
    states = {"parley-local": "id CREATE_COMPLETE today"}
    monkeypatch.setattr(deploy, "_states", lambda _, names: {name: states[name] for name in names if name in states})
    monkeypatch.setattr(deploy, "_create_assets_bucket", lambda _: None)
    return states


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def _stack() -> dict[str, object]:
    return {"type": "aws:cloudformation:stack", "properties": {"stackName": "parley-local"}}


def _runs(root: Path) -> int:
    return len((root / "runs").read_text().split()) if (root / "runs").exists() else 0


@pytest.mark.parametrize("name", [*SOURCES, "shared/domain/run.py", "statemachines/process.asl.json", "infra/new.py"])
def test_a_change_of_any_source_changes_the_fingerprint(root: Path, emulator: Emulator, name: str) -> None:
    before = deploy.fingerprint(emulator, root)
    _write(root / name, "changed")
    assert deploy.fingerprint(emulator, root) != before


@pytest.mark.parametrize("name", ["README.md", "tests/test_it.py", "infra/__pycache__/stack.pyc", "local/emulator.py"])
def test_what_is_not_deployed_does_not_change_it(root: Path, emulator: Emulator, name: str) -> None:
    before = deploy.fingerprint(emulator, root)
    _write(root / name, "changed")
    assert deploy.fingerprint(emulator, root) == before


def test_a_file_by_another_name_changes_it(root: Path, emulator: Emulator) -> None:
    before = deploy.fingerprint(emulator, root)
    (root / "infra/stack.py").rename(root / "infra/other.py")
    assert deploy.fingerprint(emulator, root) != before


def test_another_address_changes_it_because_functions_know_the_address(root: Path, emulator: Emulator) -> None:
    moved = Emulator(pid=1, port=4567, endpoint_url="http://127.0.0.1:4567", folder=emulator.folder)
    assert deploy.fingerprint(moved, root) != deploy.fingerprint(emulator, root)


def test_the_same_is_deployed_once(root: Path, emulator: Emulator, stacks: dict[str, str]) -> None:
    deploy.ensure_deployed(emulator, root)
    deploy.ensure_deployed(emulator, root)
    assert _runs(root) == 1


def test_a_change_is_deployed(root: Path, emulator: Emulator, stacks: dict[str, str]) -> None:
    deploy.ensure_deployed(emulator, root)
    _write(root / "infra/stack.py", "changed")
    deploy.ensure_deployed(emulator, root)
    assert _runs(root) == 2


@pytest.mark.parametrize("state", ["id CREATE_COMPLETE yesterday", None])
def test_a_stack_that_fell_back_or_vanished_is_deployed_again(
    root: Path, emulator: Emulator, stacks: dict[str, str], state: str | None
) -> None:
    deploy.ensure_deployed(emulator, root)
    stacks.clear()
    if state:
        stacks["parley-local"] = state
    deploy.ensure_deployed(emulator, root)
    assert _runs(root) == 2


def test_a_torn_record_only_costs_a_deployment(root: Path, emulator: Emulator, stacks: dict[str, str]) -> None:
    deploy.ensure_deployed(emulator, root)
    (emulator.folder / "deployed.json").write_text('{"fingerprint": ')
    deploy.ensure_deployed(emulator, root)
    assert _runs(root) == 2


def test_cdk_is_told_the_local_aws_and_no_other(
    root: Path, emulator: Emulator, stacks: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    deploy.ensure_deployed(emulator, root)
    environment = (root / "environment").read_text().splitlines()
    assert "AWS_ENDPOINT_URL=http://127.0.0.1:4566" in environment
    assert "AWS_ACCESS_KEY_ID=test" in environment
    assert not [line for line in environment if line.startswith("AWS_PROFILE=")]
    assert "-c stage=local -c endpointUrl=http://127.0.0.1:4566" in (root / "arguments").read_text()


def test_a_failure_shows_the_end_of_what_cdk_said_and_where_the_rest_is(
    root: Path, emulator: Emulator, stacks: dict[str, str]
) -> None:
    _write(root / "says", "first line\n" + "step\n" * 40 + "Parley | CREATE_FAILED | no such type\n")
    _write(root / "code", "1")
    with pytest.raises(DeployFailed, match=r"(?s)ended with 1.*no such type.*deploy\.log") as failure:
        deploy.ensure_deployed(emulator, root)
    assert "first line" not in str(failure.value)
    assert not (emulator.folder / "deployed.json").exists()


def test_without_cdk_the_way_to_get_it_is_named(root: Path, emulator: Emulator, stacks: dict[str, str]) -> None:
    (root / "node_modules/.bin/cdk").unlink()
    with pytest.raises(DeployFailed, match="make install"):
        deploy.ensure_deployed(emulator, root)


def test_outputs_of_all_stacks_are_one_table(tmp_path: Path) -> None:
    _write(tmp_path / "outputs.json", json.dumps({"A": {"Table": "t"}, "B": {"Bucket": "b"}}))
    assert deploy.outputs(tmp_path) == {"Table": "t", "Bucket": "b"}


def test_before_the_first_deployment_there_are_no_outputs(tmp_path: Path) -> None:
    assert deploy.outputs(tmp_path) == {}


def test_where_the_voice_is_belongs_to_what_is_deployed(
    root: Path, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = deploy.fingerprint(emulator, root)
    monkeypatch.setattr("local.piper.running", lambda _: Piper(1, 5000))
    assert deploy.fingerprint(emulator, root) != before
