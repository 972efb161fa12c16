"""What the end of a provider's job calls for, as EventBridge and the clock say it."""

from typing import Any

import pytest

from shared.usecases.start_transcription_job import start_transcription_job
from tests.builders import run_key
from tests.fakes import ScriptedJobs
from tests.unit.functions.conftest import Invoke
from tests.unit.said import HEARD
from tests.unit.world import World

FUNCTION = "finish_transcription_job"


@pytest.fixture
def name(world: World) -> str:
    """The job that the run's task waits for; it has ended since."""
    world.engines.job = jobs = ScriptedJobs(heard=HEARD)
    world.split()
    started = start_transcription_job(run_key(), "token-1", steps=world.steps, ports=world.jobs, media=world.media)
    jobs.done = True
    return started.job


def told(name: str, status: str = "COMPLETED") -> dict[str, Any]:
    """The event of a job that has ended, as Amazon Transcribe documents it."""
    return {
        "version": "0",
        "id": "event-1",
        "detail-type": "Transcribe Job State Change",
        "source": "aws.transcribe",
        "account": "123456789012",
        "time": "2026-11-21T12:00:00Z",
        "region": "us-east-1",
        "resources": [],
        "detail": {"TranscriptionJobName": name, "TranscriptionJobStatus": status},
    }


def test_the_event_of_its_end_tells_the_task_that_waits(invoke: Invoke, world: World, name: str) -> None:
    assert world.tokens.told == [("token-1", "waits")]
    assert [invoke(FUNCTION, told(name)) for _ in range(2)] == [{"finished": 1}, {"finished": 0}]
    assert world.tokens.told[1:] == [("token-1", "succeeded")]


@pytest.mark.usefixtures("name")
def test_a_job_that_is_not_ours_ends_nothing(invoke: Invoke, world: World) -> None:
    assert invoke(FUNCTION, told("somebody-else-s")) == {"finished": 0}
    assert world.tokens.told == [("token-1", "waits")]


@pytest.mark.usefixtures("name")
@pytest.mark.parametrize("tick", [{}, {"detail-type": "Scheduled Event", "source": "aws.events", "detail": {}}])
def test_the_clock_finds_what_no_event_told(invoke: Invoke, world: World, tick: dict[str, Any]) -> None:
    assert invoke(FUNCTION, tick) == {"finished": 1}
    assert world.tokens.told[-1] == ("token-1", "succeeded")
