"""Admission in the deployed app: never more at once than there are slots, and a stuck one frees its own."""

import pytest

from shared.adapters.faults import TableFaults
from shared.domain.admission import held_slots
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.lane import Lane
from shared.domain.run import RunRequest
from shared.domain.run_status import RunStatus
from shared.domain.steps import Step
from shared.usecases.redrive_interview import redrive_interview
from tests.e2e.deployed import ORGANISATION, SETTLED, Deployed
from tests.e2e.test_bad_input import VTT
from tests.polling import poll

pytestmark = pytest.mark.emulator

LIMIT = 2


def executions_under_way(deployed: Deployed) -> int:
    machine = deployed.outputs["StateMachineArn"]
    found = deployed.client("stepfunctions").list_executions(stateMachineArn=machine, statusFilter="RUNNING")
    return len(found["executions"])


def all_free(deployed: Deployed) -> bool | None:
    admission, now = deployed.root.admission, deployed.root.clock.now()
    slots = [slot for lane in Lane for slot in admission.lane_slots(lane)]
    return None if held_slots([*slots, *admission.organisation_slots(ORGANISATION)], now) else True


def submitted(deployed: Deployed, count: int) -> list[InterviewKey]:
    project = deployed.project()
    return [deployed.submit(VTT, project) for _ in range(count)]


def test_six_at_once_are_two_at_a_time_and_all_are_done(deployed: Deployed) -> None:
    keys = submitted(deployed, 6)
    seen: list[int] = []

    def all_settled() -> list[InterviewStatus] | None:
        seen.append(executions_under_way(deployed))
        found = [deployed.interview(key).status for key in keys]
        return found if set(found) <= SETTLED else None

    assert set(poll(all_settled, seconds=240, every=0.1)) == {InterviewStatus.COMPLETED}
    assert max(seen) <= LIMIT
    runs = sorted((deployed.run(key, 1) for key in keys), key=lambda run: str(run.queued_at))
    assert [run.started_at for run in runs] == sorted(run.started_at for run in runs)
    assert all(run.lane_slot in range(LIMIT) and run.organisation_slot in range(LIMIT) for run in runs)
    poll(lambda: all_free(deployed), seconds=90)


def test_a_function_that_is_killed_keeps_no_slot(deployed: Deployed) -> None:
    faults = TableFaults(deployed.root.table)
    faults.set(ORGANISATION, Step.EVIDENCE, "die")
    try:
        keys = submitted(deployed, 3)
        assert {deployed.settled(key).status for key in keys} == {InterviewStatus.FAILED}
    finally:
        faults.clear(ORGANISATION)
    poll(lambda: all_free(deployed), seconds=90)


def test_an_execution_that_is_stopped_makes_room_for_who_waits(deployed: Deployed) -> None:
    keys = submitted(deployed, 3)
    for key in keys:
        deployed.settled(key)
    poll(lambda: all_free(deployed), seconds=90)
    runs = [redrive_interview(key, RunRequest(resume_from=Step.UPLOAD), ports=deployed.root.starting) for key in keys]
    going = deployed.root.runs.get_run(runs[0].key)
    assert deployed.interview(keys[2]).status is InterviewStatus.QUEUED
    deployed.client("stepfunctions").stop_execution(executionArn=str(going.execution_arn))
    assert deployed.ended(keys[0], 2).status is RunStatus.STOPPED
    assert [deployed.ended(key, 2).status for key in keys[1:]] == [RunStatus.SUCCEEDED] * 2
    poll(lambda: all_free(deployed), seconds=90)
