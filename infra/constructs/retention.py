"""What calls `enforce_retention` once a day, and where calls go that it could not answer."""

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda_destinations as destinations
from constructs import Construct

from infra.constructs.dead_letters import DeadLetters
from infra.constructs.monitoring import Monitoring
from infra.constructs.python_function import PythonFunction, Shape, physical_name
from infra.stages import MAX_LAMBDA_SECONDS, Stage

SHAPE = Shape(seconds=MAX_LAMBDA_SECONDS)


class Retention(Construct):
    """The daily tick."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: Stage, monitoring: Monitoring) -> None:
        super().__init__(scope, construct_id)
        self._stage = stage
        self._dead_letters = DeadLetters(self, stage=stage, monitoring=monitoring, of="retention")

    @property
    def on_failure(self) -> destinations.SqsDestination:
        """Where Lambda puts a call that failed after its retries."""
        return destinations.SqsDestination(self._dead_letters.queue)

    def enforce_with(self, enforce_retention: PythonFunction) -> None:
        """Calls the function every day."""
        rule = events.Rule(
            self,
            "Daily",
            rule_name=physical_name(self._stage, "retention"),
            description="Lets go of what was kept long enough",
            schedule=events.Schedule.rate(Duration.days(1)),
        )
        queue = self._dead_letters.queue
        rule.add_target(targets.LambdaFunction(enforce_retention.function, dead_letter_queue=queue, retry_attempts=2))
