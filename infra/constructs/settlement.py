"""Runs that end are settled and the next ones let go: told by the machine, and looked for every minute."""

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda_destinations as destinations
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra.constructs.dead_letters import DeadLetters
from infra.constructs.monitoring import Monitoring
from infra.constructs.python_function import PythonFunction, Shape, physical_name
from infra.stages import Stage

ENDED = ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]
SHAPE = Shape(seconds=60)


class Settlement(Construct):
    """What calls `settle_run`, and where calls go that it could not answer."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: Stage, monitoring: Monitoring) -> None:
        super().__init__(scope, construct_id)
        self._stage = stage
        self._dead_letters = DeadLetters(self, stage=stage, monitoring=monitoring, of="settlement")
        self._build_alarms(monitoring)

    @property
    def on_failure(self) -> destinations.SqsDestination:
        """Where Lambda puts a call that failed after its retries."""
        return destinations.SqsDestination(self._dead_letters.queue)

    def settle_with(self, settle_run: PythonFunction, machine: sfn.StateMachine) -> None:
        """Calls the function when an execution ends, and by the clock."""
        queue = self._dead_letters.queue
        ended = events.EventPattern(
            source=["aws.states"],
            detail_type=["Step Functions Execution Status Change"],
            detail={"stateMachineArn": [machine.state_machine_arn], "status": ENDED},
        )
        self._rule("ExecutionEnded", "An execution ended", ended).add_target(_target(settle_run, queue))
        every_minute = events.Schedule.rate(Duration.minutes(1))
        self._rule("Reconciler", "Looks for runs that ended unnoticed", schedule=every_minute).add_target(
            _target(settle_run, queue)
        )

    def _build_alarms(self, monitoring: Monitoring) -> None:
        """By lane: somebody waits for an interactive run, while bulk may take its day."""
        for lane, seconds, words in (("interactive", 1800, "30 minutes"), ("backfill", 86_400, "a day")):
            metric = monitoring.measured("settle_run", f"OldestWaitOf{lane.capitalize()}", "Maximum")
            text = f"a run has waited in lane {lane} for more than {words}"
            monitoring.alarm(f"{lane}-late", metric, text, above=seconds)

    def _rule(
        self,
        name: str,
        description: str,
        pattern: events.EventPattern | None = None,
        schedule: events.Schedule | None = None,
    ) -> events.Rule:
        words = "execution-ended" if pattern else "reconciler"
        return events.Rule(
            self,
            name,
            rule_name=physical_name(self._stage, words),
            description=description,
            event_pattern=pattern,
            schedule=schedule,
        )


def _target(function: PythonFunction, dead_letters: sqs.IQueue) -> targets.LambdaFunction:
    return targets.LambdaFunction(function.function, dead_letter_queue=dead_letters, retry_attempts=3)
