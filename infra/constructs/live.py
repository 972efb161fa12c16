"""Live interviews: what may be done by who holds them, and what follows their end."""

from typing import Protocol

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_destinations as destinations
from constructs import Construct

from infra.acknowledge import acknowledge_all_below
from infra.constructs.dead_letters import DeadLetters
from infra.constructs.doors import Doors
from infra.constructs.monitoring import Monitoring
from infra.constructs.python_function import PythonFunction, Shape, physical_name
from infra.constructs.steps import allow_table, allow_to_read_media
from infra.constructs.storage import BY_STATUS, Storage
from infra.stages import Stage

# API Gateway waits for 29 seconds, and a candidate for every one of them: a cold start is none of theirs. One whole
# processor: speech may be heard by an engine of our own.
HOLDING = Shape(memory_mb=3008, seconds=28, layers=("http", "audio", "models"), starts_from_snapshot=True)
CLOSING = Shape(memory_mb=512, seconds=120)
HOLDS = ("GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem")
CLOSES = ("GetItem", "Query", "PutItem", "UpdateItem", "ConditionCheckItem")
SLOW_MILLISECONDS = 15_000


class Make(Protocol):
    """Makes a function of the stack."""

    def __call__(
        self, name: str, shape: Shape, *, on_failure: lambda_.IDestination | None = None
    ) -> PythonFunction: ...


class Live(Construct):
    """What calls `close_sessions`, and where calls go that it could not answer."""

    def __init__(
        self, scope: Construct, construct_id: str, *, stage: Stage, bus: events.IEventBus, monitoring: Monitoring
    ) -> None:
        super().__init__(scope, construct_id)
        self._stage, self._bus, self._monitoring = stage, bus, monitoring
        self._dead_letters = DeadLetters(self, stage=stage, monitoring=monitoring, of="sessions")

    def hold(self, make: Make, storage: Storage, doors: Doors) -> PythonFunction:
        """The function that holds interviews, and the one that closes what was left."""
        hold_interview = make("hold_interview", HOLDING)
        allow_table(hold_interview, storage, HOLDS)
        doors.allow_to_sign(hold_interview)
        allow_to_read_media(hold_interview, storage)
        _allow_to_keep(hold_interview, storage)
        self._build_alarm(hold_interview)
        self._hear_what_is_left(hold_interview)
        self._close(make, storage)
        return hold_interview

    def _hear_what_is_left(self, hold_interview: PythonFunction) -> None:
        """Who closes what was left has no engine, and need not have one."""
        abandoned = events.Rule(
            self,
            "Abandoned",
            event_bus=self._bus,
            rule_name=physical_name(self._stage, "interview-abandoned"),
            description="A live interview was abandoned: what nobody has heard of it is heard",
            event_pattern=events.EventPattern(source=["parley"], detail_type=["interview.abandoned"]),
        )
        queue = self._dead_letters.queue
        abandoned.add_target(targets.LambdaFunction(hold_interview.function, dead_letter_queue=queue, retry_attempts=2))

    def _build_alarm(self, hold_interview: PythonFunction) -> None:
        slow = hold_interview.function.metric_duration(statistic="p95", period=Duration.minutes(5))
        self._monitoring.alarm(
            "turns-slow", slow, "candidates wait for more than 15 seconds for what comes next", above=SLOW_MILLISECONDS
        )

    def _close(self, make: Make, storage: Storage) -> None:
        on_failure = destinations.SqsDestination(self._dead_letters.queue)
        close_sessions = make("close_sessions", CLOSING, on_failure=on_failure)
        allow_table(close_sessions, storage, CLOSES)
        close_sessions.allow(["dynamodb:Query"], storage.index_arn(BY_STATUS))
        _allow_to_keep(close_sessions, storage)
        queue = self._dead_letters.queue
        for rule in self._rules():
            rule.add_target(targets.LambdaFunction(close_sessions.function, dead_letter_queue=queue, retry_attempts=2))

    def _rules(self) -> tuple[events.Rule, events.Rule]:
        """At once, for each session that ends; and by the clock, for those that nobody goes on with."""
        ended = events.Rule(
            self,
            "Ended",
            event_bus=self._bus,
            rule_name=physical_name(self._stage, "session-ended"),
            description="A live interview is over: its transcript is made",
            event_pattern=events.EventPattern(source=["parley"], detail_type=["session.ended"]),
        )
        left = events.Rule(
            self,
            "Closing",
            rule_name=physical_name(self._stage, "sessions"),
            description="Closes live interviews that nobody goes on with",
            schedule=events.Schedule.rate(Duration.minutes(5)),
        )
        return ended, left


def _allow_to_keep(function: PythonFunction, storage: Storage) -> None:
    function.allow(["s3:PutObject"], storage.media.arn_for_objects("*"))
    acknowledge_all_below(function.role, storage.media, "/*", "objects have no names before they are written")
