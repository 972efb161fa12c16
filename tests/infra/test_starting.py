"""Who may start runs, and how many functions they take."""

from typing import Any

import pytest

from infra.stages import STAGES
from shared.domain.lane import Lane
from tests.infra.conftest import Synthesised

ACCOUNT_CONCURRENCY = 1_000  # functions at once: AWS's default, for an account and region
STARTERS = ("start_run", "settle_run", "api")


@pytest.mark.parametrize("function", STARTERS)
def test_on_aws_runs_are_started_by_the_right_to_the_machine(prod: Synthesised, function: str) -> None:
    """AWS does not look at a policy for the alias's own ARN: nobody could start anything."""
    (machine,) = prod.all("StepFunctions::StateMachine")
    (statement,) = _about_starting(prod, function)
    assert statement["Resource"] == {"Ref": machine}
    assert statement["Condition"] == {"ForAnyValue:StringEquals": {"states:StateMachineQualifier": ["live"]}}
    (alias,) = prod.all("StepFunctions::StateMachineAlias").values()
    assert alias["Name"] == "live"


@pytest.mark.parametrize("function", STARTERS)
def test_a_laptop_has_no_alias_to_ask_for(local: Synthesised, function: str) -> None:
    (machine,) = local.all("StepFunctions::StateMachine")
    (statement,) = _about_starting(local, function)
    assert statement["Resource"] == {"Ref": machine}
    assert "Condition" not in statement


def test_nobody_else_starts_runs(either: Synthesised) -> None:
    assert {name for name in either.functions() if _about_starting(either, name)} == set(STARTERS)


def _about_starting(stage: Synthesised, function: str) -> list[dict[str, Any]]:
    return stage.statements_about(function, "states:StartExecution")


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_recordings_leave_room_for_callers_and_candidates(stage: str) -> None:
    chosen = STAGES[stage]
    at_once = len(Lane) * chosen.lane_slots * chosen.piece_concurrency
    assert at_once <= ACCOUNT_CONCURRENCY / 2
