"""What things cost, for the eye and for programs."""

import pytest

from cli.render_cost import dollars
from shared.domain.engines import NANODOLLARS, EngineKind, EngineUse, month_of
from shared.domain.interview_key import InterviewKey
from shared.domain.platform import AwsUnit
from shared.domain.steps import Step
from tests.fakes import ScriptedPlatform
from tests.unit.cli.conftest import Parley

PAID = EngineUse(
    provider="openai",
    model="gpt-5-mini",
    kind=EngineKind.ANALYSIS,
    retries=1,
    tokens_in=12_345,
    tokens_out=678,
    tokens_cached=1_000,
    seconds=4.25,
    price_nanodollars=4_442_500,
)
AWS = ScriptedPlatform().use(AwsUnit.LAMBDA_GB_SECONDS, 2.5)


def paid(parley: Parley) -> str:
    """An interview whose evidence cost something."""
    interview_id = parley.submitted()
    [run] = parley.root.runs.list_runs(InterviewKey(organisation_id="demo", interview_id=interview_id))
    parley.root.ledger.record(run, Step.EVIDENCE, (PAID, AWS), parley.root.clock.now(), "r1")
    return interview_id


def test_an_interview_by_step_and_model(parley: Parley) -> None:
    shown = parley("cost", paid(parley)).stdout
    for expected in (
        "evidence",
        "openai gpt-5-mini",
        "12,345",
        "678",
        "1,000",
        "4.25",
        "$0.00444",
        "aws lambda-gb-seconds (estimate)",
    ):
        assert expected in shown
    assert "total $0.00445, of which AWS $0.00000250 (estimate)" in shown


def test_engines_that_cost_nothing_are_listed(parley: Parley) -> None:
    shown = parley("cost", parley.submitted()).stdout
    assert "scripted" in shown
    assert "$0" in shown


def test_for_programs(parley: Parley) -> None:
    cost = parley.json("cost", paid(parley))
    assert cost["priceNanodollars"] == PAID.price_nanodollars + AWS.price_nanodollars
    assert cost["awsNanodollars"] == AWS.price_nanodollars
    assert {"step": "evidence", "use": PAID.model_dump(mode="json", by_alias=True)} in cost["steps"]


def test_the_sums_agree(parley: Parley) -> None:
    one = parley.json("cost", paid(parley))
    project = parley.json("cost", "--project", "front-desk")
    month = month_of(parley.root.clock.now())
    assert parley.json("cost", "--project", "front-desk", "--month", month) == project
    assert parley.json("cost", "--org", "--month", month) == project
    assert parley.json("cost", "--month", month) == project, "a month alone is the organisation's"
    assert parley.json("cost", "--org") == project
    assert project == {name: value for name, value in one.items() if name != "steps"}
    assert "openai" in parley("cost", "--org").stdout


def test_of_a_month_without_any(parley: Parley) -> None:
    assert "nothing was used" in parley("cost", "--org", "--month", "2001-01").stdout
    assert "nothing was used" in parley("cost", "--month", "2001-01").stdout


def test_is_in_the_results(parley: Parley) -> None:
    interview_id = paid(parley)
    assert parley.json("show", interview_id)["cost"] == parley.json("cost", interview_id)
    assert "Cost over all runs: $0.00445, of which AWS" in parley("show", interview_id).stdout


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("int_1", "--org"),
        ("int_1", "--month", "2026-11"),
        ("int_1", "--project", "front-desk"),
        ("--org", "--project", "front-desk"),
        ("--org", "--project", "front-desk", "--month", "2026-11"),
    ],
)
def test_it_must_be_clear_whose_cost_is_meant(parley: Parley, arguments: tuple[str, ...]) -> None:
    assert parley.json("cost", *arguments, code=3)["error"]["type"] == "InvalidRequest"


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "november", "2026-11-01", "2026-11#"])
def test_a_month_that_is_none(parley: Parley, month: str) -> None:
    assert parley.json("cost", "--month", month, code=3)["error"]["field"] == "month"
    assert parley.json("cost", "--project", "front-desk", "--month", month, code=3)["error"]["field"] == "month"


def test_what_is_unknown(parley: Parley) -> None:
    assert parley.json("cost", "int_nope", code=3)["error"]["type"] == "UnknownInterview"
    assert parley.json("cost", "--project", "nope", code=3)["error"]["type"] == "UnknownProject"


@pytest.mark.parametrize(
    ("nanodollars", "text"),
    [
        (0, "$0"),
        (1, "$0.000000001"),
        (2_500, "$0.00000250"),
        (4_442_500, "$0.00444"),
        (NANODOLLARS, "$1.0000"),
        (1234 * NANODOLLARS + 56_780_000, "$1,234.0568"),
    ],
)
def test_no_price_is_rounded_to_nothing(nanodollars: int, text: str) -> None:
    assert dollars(nanodollars) == text
