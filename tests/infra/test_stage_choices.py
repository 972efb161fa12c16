"""What only the local stage may be told: which engines it has, where its voice is, and which calls shall fail."""

from pathlib import Path
from runpy import run_path

import pytest
from aws_cdk import App

from infra.stages import STAGES, Stage, stage_from
from shared.domain.errors import CatalogueInvalid

PIPER = "http://127.0.0.1:5000"
CHAOS = '{"rate": 0.2, "seed": 1, "journal": "/tmp"}'


def told(stage: str) -> Stage:
    return stage_from(App(context={"stage": stage, "aiEnv": "scripted", "chaos": CHAOS, "piperUrl": PIPER}).node)


def test_the_local_stage_may_have_scripted_engines_and_chaos() -> None:
    stage = told("local")
    assert stage.ai_env == "scripted"
    assert stage.local_environment["PARLEY_CHAOS"] == CHAOS
    assert stage.local_environment["PARLEY_PIPER_URL"] == PIPER


@pytest.mark.parametrize("name", ["dev", "prod"])
def test_no_other_stage_listens(name: str) -> None:
    stage = told(name)
    assert stage.ai_env != "scripted"
    assert stage.local_environment == {}
    assert not stage.faults_allowed


def test_without_being_told_the_local_stage_has_neither() -> None:
    stage = stage_from(App(context={"stage": "local"}).node)
    assert stage.ai_env == "embedded"
    assert not {"PARLEY_CHAOS", "PARLEY_PIPER_URL"} & stage.local_environment.keys()


def test_a_catalogue_with_a_mistake_is_refused_before_anything_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def mistaken() -> None:
        raise CatalogueInvalid("the price is missing", field="models.any.price")

    monkeypatch.setattr("shared.runtime.catalogue.load_catalogue", mistaken)
    with pytest.raises(CatalogueInvalid):
        run_path(str(Path(__file__).parents[2] / "app.py"))


def test_an_operator_may_say_whose_pages_those_are() -> None:
    ours = "https://jobs.example.org,https://practice.example.org"
    named = stage_from(App(context={"stage": "prod", "allowedOrigins": ours}).node)
    assert named.allowed_origins == ("https://jobs.example.org", "https://practice.example.org")
    assert STAGES["prod"].allowed_origins == STAGES["dev"].allowed_origins == ("*",)
