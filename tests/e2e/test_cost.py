"""What an interview has cost, on real parts: embedded engines at nothing, and AWS's part counted."""

import pytest

from shared.domain.engines import EngineUse, month_of, sum_uses
from shared.domain.interview_status import InterviewStatus
from shared.domain.platform import AwsUnit
from shared.domain.step_record import StepUse
from shared.domain.steps import STEPS_OF_RECORDINGS, Step
from tests.e2e.deployed import ORGANISATION, Deployed
from tests.polling import poll

pytestmark = pytest.mark.emulator

TALK = b"Interviewer: What is hard about your day?\nAna: The reports are wrong, and I count by hand every evening.\n"


def units(costs: list[StepUse], step: Step | None) -> dict[str, float]:
    return {cost.use.model: cost.use.units for cost in costs if cost.step is step and cost.use.provider == "aws"}


def test_aws_s_part_is_counted_by_step_and_around_them(deployed: Deployed) -> None:
    key = deployed.submit(TALK, deployed.project(), name="talk.txt")
    assert deployed.settled(key).status is InterviewStatus.COMPLETED

    def look() -> list[StepUse] | None:
        costs = list(deployed.root.ledger.costs_of_interview(key))
        return costs if units(costs, None) else None

    costs = poll(look, seconds=60, every=0.5)
    around = units(costs, None)
    assert around[AwsUnit.TRANSITIONS] >= len(STEPS_OF_RECORDINGS)
    assert around[AwsUnit.LAMBDA_REQUESTS] >= len(STEPS_OF_RECORDINGS) + 2
    for step in STEPS_OF_RECORDINGS:
        used = units(costs, step)
        assert 0 < used[AwsUnit.LAMBDA_GB_SECONDS] < 300, step
        assert used[AwsUnit.DYNAMODB_WRITES] >= 6, step
        assert used[AwsUnit.DYNAMODB_READS] >= 1, step
    assert units(costs, Step.UPLOAD)[AwsUnit.S3_WRITES] == 2  # the transcript, with its segments and as text
    assert units(costs, Step.EVIDENCE)[AwsUnit.S3_READS] == 1
    engines = [cost.use for cost in costs if cost.use.provider != "aws"]
    assert engines
    assert {use.price_nanodollars for use in engines} == {0}
    _sums_agree(deployed, [cost.use for cost in costs])


def _sums_agree(deployed: Deployed, uses: list[EngineUse]) -> None:
    """The organisation's month has at least what this interview used; other tests have their interviews."""
    month = month_of(deployed.root.clock.now())
    whole = {use.which: use for use in deployed.root.ledger.costs_of_organisation(ORGANISATION, month)}
    for use in sum_uses(uses):
        assert whole[use.which].price_nanodollars >= use.price_nanodollars
        assert whole[use.which].units >= use.units
