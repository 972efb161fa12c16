"""What tells others by webhook, put together from the settings."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from shared.runtime.outside import Outside

if TYPE_CHECKING:
    # For the checker only: a function imports the ports and use cases that it uses, not those of all.
    from shared.adapters.sqs_deliveries import SqsDeliveries
    from shared.domain.webhooks.sending import SendLane
    from shared.ports import DeliveryStore, EndpointStore, EventOutbox, Timer, WebhookSender
    from shared.runtime.batches import QueueMessage
    from shared.usecases.fan_out_event import FanOutPorts, SharePorts
    from shared.usecases.manage_webhooks import WebhookPorts
    from shared.usecases.send_webhooks import BatchPorts


class Webhooks(Outside):
    """Builds the ports of webhooks. `own_hosts` are those that no webhook may go to, a comma between."""

    first_sends_url: str = ""
    repeated_sends_url: str = ""
    repeated_sends_arn: str = ""
    send_dead_letters_arn: str = ""
    send_schedules: str = ""
    send_schedules_role: str = ""
    crowds_url: str = ""
    batches_of_tenant: int = 0
    loopback_webhooks: bool = False
    own_hosts: str = ""
    api_url: str = ""

    @cached_property
    def outbox(self) -> EventOutbox:
        """Events whose webhooks are not made yet."""
        from shared.adapters.dynamodb_outbox import DynamoOutbox

        return DynamoOutbox(self.table)

    @cached_property
    def endpoints(self) -> EndpointStore:
        """Webhook endpoints."""
        from shared.adapters.dynamodb_endpoints import DynamoEndpoints

        return DynamoEndpoints(self.table)

    @cached_property
    def deliveries(self) -> DeliveryStore:
        """Deliveries and their attempts."""
        from shared.adapters.dynamodb_deliveries import DynamoDeliveries

        return DynamoDeliveries(self.table, self.kept)

    @cached_property
    def delivery_queue(self) -> SqsDeliveries:
        """Where attempts wait for a sender."""
        from shared.adapters.sqs_deliveries import SqsDeliveries
        from shared.domain.webhooks.sending import SendLane

        urls = {SendLane.FIRST: self.first_sends_url, SendLane.REPEAT: self._need("repeated_sends_url")}
        return SqsDeliveries(self.client("sqs"), urls)

    @cached_property
    def webhook_sender(self) -> WebhookSender:
        """HTTP to whoever wants to be told."""
        from shared.adapters.http_webhooks import HttpWebhooks
        from shared.domain.webhooks.destination import Destinations

        refused = tuple(host for host in self.own_hosts.split(",") if host)
        return HttpWebhooks(Destinations(loopback=self.loopback_webhooks, refused=refused))

    @property
    def managing_webhooks(self) -> WebhookPorts:
        """What managing endpoints needs."""
        from shared.usecases.manage_webhooks import WebhookPorts

        return WebhookPorts(self.endpoints, self.webhook_sender, self.clock)

    @property
    def fanning_out(self) -> FanOutPorts:
        """What making deliveries needs."""
        from shared.usecases.fan_out_event import FanOutPorts

        return FanOutPorts(self.outbox, self.endpoints, self.deliveries, self.delivery_queue, self.clock)

    @property
    def sharing_out(self) -> SharePorts:
        """What making deliveries of a batch of events needs."""
        from shared.adapters.sqs_crowds import SqsCrowds
        from shared.usecases.fan_out_event import SharePorts

        return SharePorts(self.fanning_out, SqsCrowds(self.client("sqs"), self._need("crowds_url")))

    @property
    def sending(self) -> BatchPorts:
        """What a batch of attempts needs."""
        from shared.adapters.dynamodb_send_slots import DynamoSendSlots
        from shared.usecases.send_webhook import SendPorts
        from shared.usecases.send_webhooks import BatchPorts
        from shared.usecases.tell_of_event import TellPorts

        telling = TellPorts(self.interviews, self.results, lambda: self.artifacts, self.sessions, self.api_url)
        ports = SendPorts(self.endpoints, self.deliveries, self.webhook_sender, self._timer, self.clock, telling)
        return BatchPorts(
            ports, self.delivery_queue, DynamoSendSlots(self.table, holders=self._need("batches_of_tenant"))
        )

    @cached_property
    def _timer(self) -> Timer:
        from shared.adapters.sqs_deliveries import AwsTimer, ScheduleTarget

        target = ScheduleTarget(
            group=self._need("send_schedules"),
            queue_arn=self._need("repeated_sends_arn"),
            role_arn=self._need("send_schedules_role"),
            dead_letter_arn=self._need("send_dead_letters_arn"),
        )
        return AwsTimer(self.delivery_queue, lambda: self.client("scheduler"), target, self.clock)

    @staticmethod
    def new_endpoint_id() -> str:
        """An id for a new endpoint."""
        from shared.adapters.webhook_names import new_endpoint_id

        return new_endpoint_id()

    @staticmethod
    def new_test_id() -> str:
        """What tells one test from the others."""
        from shared.adapters.webhook_names import new_test_id

        return new_test_id()

    @staticmethod
    def new_webhook_secret() -> str:
        """A secret for an endpoint whose owner has none of their own."""
        from shared.adapters.webhook_names import new_webhook_secret

        return new_webhook_secret()

    def lane_of(self, message: QueueMessage) -> SendLane:
        """The lane that a message came out of."""
        from shared.domain.webhooks.sending import SendLane

        repeated = message.source_arn == self._need("repeated_sends_arn")
        return SendLane.REPEAT if repeated else SendLane.FIRST
