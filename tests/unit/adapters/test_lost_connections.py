"""A service of AWS that cannot be reached is waited for: no adapter lets botocore's own errors of transport through."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from shared.adapters.event_bus import EventBridgeBus
from shared.adapters.signing_secret import SecretSigningKeys
from shared.adapters.sqs_crowds import SqsCrowds
from shared.adapters.sqs_deliveries import AwsTimer, ScheduleTarget, SqsDeliveries
from shared.adapters.sqs_erasures import SqsErasures
from shared.adapters.step_functions import StepFunctionsWorkflow
from shared.adapters.task_tokens import StepFunctionsTokens
from shared.adapters.transcribe_erasables import ErasableJobs
from shared.domain.errors import StorageThrottled, TransientError, WorkflowUnavailable
from shared.domain.events import EventName, interview_event
from shared.domain.webhooks.crowd import Crowd
from shared.domain.webhooks.delivery import DeliveryReference
from shared.domain.webhooks.sending import SendLane
from tests.builders import INTERVIEW, at, run_key
from tests.fakes.world import SettableClock

MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:parley"
EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:parley:int_1-r1"
QUEUE = "https://sqs.us-east-1.amazonaws.com/123456789012/q"
Use = Callable[[Any], object]

WORKFLOW: dict[str, Use] = {
    "start": lambda client: StepFunctionsWorkflow(client, MACHINE).start(run_key()),
    "describe": lambda client: StepFunctionsWorkflow(client, MACHINE).describe(run_key(), None),
    "count_work": lambda client: StepFunctionsWorkflow(client, MACHINE).count_work(EXECUTION),
    "stop": lambda client: StepFunctionsWorkflow(client, MACHINE).stop(run_key(), "InterviewErased"),
    "redrive": lambda client: StepFunctionsWorkflow(client, MACHINE).redrive(EXECUTION),
    "beat": lambda client: StepFunctionsTokens(client).beat("token"),
}
REFERENCE = DeliveryReference(organisation_id="acme", delivery_id="del_1", attempt=1)
TARGET = ScheduleTarget(group="g", queue_arn="a", role_arn="r", dead_letter_arn="d")
LATER: dict[str, tuple[str, Use]] = {
    "an erasure": ("sqs", lambda client: SqsErasures(client, QUEUE).put(INTERVIEW)),
    "a delivery": ("sqs", lambda client: _deliveries(client).send(REFERENCE, SendLane.FIRST)),
    "deliveries": ("sqs", lambda client: _deliveries(client).send_all([(REFERENCE, 0)], SendLane.FIRST)),
    "crowds": ("sqs", lambda client: SqsCrowds(client, QUEUE).put([_crowd()])),
    "a schedule": ("scheduler", lambda client: _timer(client).wake(REFERENCE, at(3600))),
    "an event": ("events", lambda client: EventBridgeBus(client, "bus").publish([_event()])),
    "a signing key": ("secretsmanager", lambda client: SecretSigningKeys(client, "secret").keys()),
    "a job": ("transcribe", lambda client: ErasableJobs(client).erase(INTERVIEW, limit=10)),
}


@pytest.mark.parametrize("lost", [EndpointConnectionError, ConnectTimeoutError, ReadTimeoutError])
@pytest.mark.parametrize("operation", WORKFLOW)
def test_step_functions_out_of_reach(operation: str, lost: type[Exception]) -> None:
    _lost(lambda: WORKFLOW[operation](_unreachable("stepfunctions", lost)), WorkflowUnavailable, lost)


@pytest.mark.parametrize("lost", [EndpointConnectionError, ConnectTimeoutError, ReadTimeoutError])
@pytest.mark.parametrize("what", LATER)
def test_other_services_out_of_reach(what: str, lost: type[Exception]) -> None:
    service, use = LATER[what]
    _lost(lambda: use(_unreachable(service, lost)), StorageThrottled, lost)


def _lost(use: Callable[[], object], error: type[TransientError], lost: type[Exception]) -> None:
    with pytest.raises(error, match=f"could not be reached: {lost.__name__}"):
        use()


def _unreachable(service: str, lost: Any) -> Any:
    """A client whose requests all get lost."""
    once = Config(retries={"total_max_attempts": 1})
    client = boto3.client(service, region_name="us-east-1", config=once)

    def lose(**_: Any) -> None:
        raise lost(endpoint_url="http://127.0.0.1")

    client.meta.events.register("before-send", lose)
    return client


def _deliveries(client: Any) -> SqsDeliveries:
    return SqsDeliveries(client, {SendLane.FIRST: QUEUE, SendLane.REPEAT: QUEUE})


def _timer(client: Any) -> AwsTimer:
    return AwsTimer(_deliveries(client), lambda: client, TARGET, SettableClock())


def _event() -> Any:
    return interview_event(EventName.INTERVIEW_SCHEDULED, INTERVIEW, at(0))


def _crowd() -> Crowd:
    return Crowd(events=(_event(),))
