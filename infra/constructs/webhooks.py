"""Webhooks on their way: from the table's stream to deliveries, through two queues to the sender, and by schedules."""

from aws_cdk import ArnFormat, Duration, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda_destinations as destinations
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.acknowledge import acknowledge_names_below
from infra.constructs.dead_letters import DeadLetters
from infra.constructs.monitoring import Monitoring
from infra.constructs.outbox_feed import alarm_of_feed, outbox_feed
from infra.constructs.python_function import PythonFunction, Shape, physical_name
from infra.constructs.work_queue import work_queue
from infra.stages import Stage

MAX_RECEIVES = 5
BATCH = 10
EVENTS_BATCH = 500
BATCHES_OF_SHARD = 10
CROWDS_AT_ONCE = 5
LATE_SECONDS = 60
FAN_OUT = Shape(seconds=60)
SENDING = Shape(seconds=60, layers=("webhooks",))
RECONCILING = Shape(seconds=60)


class Webhooks(Construct):
    """The queues, what fills them and what empties them."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: Stage, monitoring: Monitoring) -> None:
        super().__init__(scope, construct_id)
        self._stage, self._monitoring = stage, monitoring
        self._dead_letters = DeadLetters(self, stage=stage, monitoring=monitoring, of="webhooks")
        fan_out = Construct(self, "FanOut")
        self._lost_events = DeadLetters(fan_out, stage=stage, monitoring=monitoring, of="fan-out")
        self.first = self._build_queue("First", "first-sends")
        self.repeats = self._build_queue("Repeats", "repeated-sends")
        self.crowds = self._build_queue("Crowds", "crowds")
        self.group = self._build_group()
        self._schedules_role = self._build_role()
        self._build_alarms()

    @property
    def catalogue(self) -> dict[str, str]:
        """The settings of who makes, sends and wakes deliveries."""
        return {
            "FIRST_SENDS_URL": self.first.queue_url,
            "REPEATED_SENDS_URL": self.repeats.queue_url,
            "REPEATED_SENDS_ARN": self.repeats.queue_arn,
            "CROWDS_URL": self.crowds.queue_url,
            "SEND_DEAD_LETTERS_ARN": self._dead_letters.queue.queue_arn,
            "SEND_SCHEDULES": physical_name(self._stage, "sends"),
            "SEND_SCHEDULES_ROLE": self._schedules_role.role_arn,
            "BATCHES_OF_TENANT": str(self._stage.batches_of_tenant),
            "LOOPBACK_WEBHOOKS": str(self._stage.webhooks_to_loopback).lower(),
        }

    @property
    def on_failure(self) -> destinations.SqsDestination:
        """Where Lambda puts a look of the reconciler that failed after its retries."""
        return destinations.SqsDestination(self._dead_letters.queue)

    def allow_to_queue(self, function: PythonFunction) -> None:
        """Lets the function put attempts into the queues."""
        function.allow(self._stage.may_send, self.first.queue_arn, self.repeats.queue_arn)

    def fan_out_with(self, fan_out_event: PythonFunction, *, stream_arn: str) -> None:
        """Feeds the function from the outbox; what it cannot handle is kept with the place in the stream."""
        self.allow_to_queue(fan_out_event)
        fan_out_event.allow(self._stage.may_send, self.crowds.queue_arn)
        outbox_feed(
            self,
            fan_out_event,
            stream_arn=stream_arn,
            batch=EVENTS_BATCH,
            dead_letters=self._lost_events.queue,
            side_by_side=BATCHES_OF_SHARD,
        )
        late = "events have waited for their webhooks for more than a minute"
        alarm_of_feed(self._monitoring, fan_out_event, name="fan-out-late", words=late)

    def fan_out_crowds_with(self, fan_out_crowd: PythonFunction) -> None:
        """Feeds the function with events that were too many at once, with few copies: nobody else waits for it."""
        self.allow_to_queue(fan_out_crowd)
        source = sources.SqsEventSource(
            self.crowds, batch_size=1, report_batch_item_failures=True, max_concurrency=CROWDS_AT_ONCE
        )
        fan_out_crowd.function.add_event_source(source)

    def send_with(self, send_webhook: PythonFunction) -> None:
        """Feeds the function from both queues. Each has senders of its own, so that repeats never delay first ones."""
        self.allow_to_queue(send_webhook)
        self._allow_to_schedule(send_webhook)
        lanes = (
            (self.first, self._stage.first_sends_concurrency),
            (self.repeats, self._stage.repeated_sends_concurrency),
        )
        for queue, concurrency in lanes:
            send_webhook.function.add_event_source(
                sources.SqsEventSource(
                    queue, batch_size=BATCH, report_batch_item_failures=True, max_concurrency=concurrency
                )
            )

    def reconcile_with(self, reconcile_deliveries: PythonFunction) -> None:
        """Calls the function every five minutes."""
        self.allow_to_queue(reconcile_deliveries)
        events.Rule(
            self,
            "Reconciler",
            rule_name=physical_name(self._stage, "deliveries"),
            description="Looks for deliveries that have lost their timer or their sender",
            schedule=events.Schedule.rate(Duration.minutes(5)),
            targets=[
                targets.LambdaFunction(
                    reconcile_deliveries.function, dead_letter_queue=self._dead_letters.queue, retry_attempts=3
                )
            ],
        )

    def _build_queue(self, construct_id: str, name: str) -> sqs.Queue:
        return work_queue(
            self,
            construct_id,
            stage=self._stage,
            name=name,
            seconds=SENDING.seconds,
            dead_letters=self._dead_letters.queue,
            max_receives=MAX_RECEIVES,
        )

    def _build_group(self) -> scheduler.CfnScheduleGroup:
        return scheduler.CfnScheduleGroup(self, "Schedules", name=physical_name(self._stage, "sends"))

    def _build_role(self) -> iam.Role:
        role = iam.Role(
            self,
            "SchedulesRole",
            assumed_by=iam.ServicePrincipal("scheduler.amazonaws.com"),
            description="What schedules of repeated sends may do",
        )
        queues = [self.repeats.queue_arn, self._dead_letters.queue.queue_arn]
        role.add_to_policy(iam.PolicyStatement(actions=["sqs:SendMessage"], resources=queues))
        return role

    def _allow_to_schedule(self, function: PythonFunction) -> None:
        name = f"{physical_name(self._stage, 'sends')}/*"
        arn = Stack.of(self).format_arn(
            service="scheduler", resource="schedule", resource_name=name, arn_format=ArnFormat.SLASH_RESOURCE_NAME
        )
        function.allow(["scheduler:CreateSchedule"], arn)
        function.allow(["iam:PassRole"], self._schedules_role.role_arn)
        acknowledge_names_below(function.role, "scheduler", f"schedule/{name}", "a schedule is named by what it wakes")

    def _build_alarms(self) -> None:
        exhausted = self._monitoring.measured("send_webhook", "WebhooksExhausted", "Sum")
        self._monitoring.alarm("webhooks-exhausted", exhausted, "a webhook was given up after two days of attempts")
        self._monitoring.alarm(
            "webhooks-late",
            self.first.metric_approximate_age_of_oldest_message(period=Duration.minutes(5), statistic="Maximum"),
            "a webhook has waited for its first attempt for more than a minute",
            above=LATE_SECONDS,
        )
