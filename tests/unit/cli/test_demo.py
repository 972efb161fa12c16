"""The demo on a stage in memory: all of its claims hold there, and one that does not is an error."""

import pytest

from local.emulator import Emulator
from shared.domain.made_by import Engine
from shared.domain.own_server import own_server
from tests.unit.cli.conftest import Parley
from tests.unit.cli.machine import TALK


@pytest.fixture(autouse=True)
def _stage_is_up(parley: Parley, monkeypatch: pytest.MonkeyPatch) -> None:
    emulator = Emulator(pid=77, port=4566, endpoint_url="http://127.0.0.1:4566", folder=parley.folder)
    monkeypatch.setattr("cli.demo.bring_up", lambda *_, **__: emulator)
    # It calls the API over HTTP: tests/e2e/test_integrating.py plays it.
    monkeypatch.setattr("cli.demo_platform.DemoPlatform.play", lambda _: None)


def test_the_demo(parley: Parley) -> None:
    shown = parley("demo", "--file", parley.file(TALK)).stdout
    interview = parley.json("interviews")["items"][0]
    assert (interview["status"], interview["lastRun"]) == ("completed", 3)
    assert shown.count("✓ ") > 10
    assert "reused from run 2" in shown
    assert parley.root.faults.set_on == {}  # type: ignore[attr-defined]


def test_again_is_another_interview(parley: Parley) -> None:
    for _ in range(2):
        parley("demo", "--file", parley.file(TALK))
    assert len(parley.json("interviews")["items"]) == 2


def test_a_first_run_that_fails(parley: Parley) -> None:
    parley("fault", "set", "--step", "answers", "--error", "EngineUnavailable")
    assert "error: DemoFailed: the first run" in parley("demo", "--file", parley.file(TALK), code=1).stderr


def test_a_claim_that_does_not_hold(parley: Parley) -> None:
    parley.root.engines.the_analyst.personas = ()  # type: ignore[attr-defined]
    said = parley("demo", "--file", parley.file(TALK), code=1).stderr
    assert "error: DemoFailed: this should be so, and is not: every person has a persona" in said


def test_without_an_engine_that_hears(parley: Parley, monkeypatch: pytest.MonkeyPatch) -> None:
    class Missing:
        name, missing = "speech to text", ("weights",)

    monkeypatch.setattr("local.weights.status", lambda: (Missing(),))
    assert "make weights" in parley("demo", code=5).stderr


def test_a_file_that_is_not_there(parley: Parley) -> None:
    assert "error: InvalidRequest: file: " in parley("demo", "--file", "nowhere.vtt", code=3).stderr


def test_it_says_which_model_of_the_user_s_own_analysed(parley: Parley) -> None:
    parley.root.own_server = own_server("http://127.0.0.1:11434/v1", "m", has_key=False).model_dump_json()
    parley.root.engines.the_analyst.engine = Engine(name="llama3.1:8b", version="local")  # type: ignore[attr-defined]
    shown = parley("demo", "--file", parley.file(TALK)).stdout
    assert "analysis by llama3.1:8b at http://127.0.0.1:11434/v1" in shown
    assert "D R A F T" not in shown


def test_it_says_that_the_embedded_analysis_is_a_draft(parley: Parley) -> None:
    assert "analysis by scripted, embedded: a draft" in parley("demo", "--file", parley.file(TALK)).stdout
