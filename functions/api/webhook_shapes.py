"""What the API says of webhooks: endpoints, deliveries, attempts."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StringConstraints

from functions.api.fields import Instant, Name
from functions.api.pages import PageShape
from functions.api.shapes import Shape
from shared.domain.events import EventName
from shared.domain.tenant import Mode
from shared.domain.webhooks.answer import SendTrouble
from shared.domain.webhooks.delivery import AttemptRecord, Delivery, DeliveryStatus, Trigger
from shared.domain.webhooks.endpoint import DisabledBecause
from shared.domain.webhooks.endpoint_statistics import EndpointStatistics
from shared.domain.webhooks.endpoint_view import EndpointView

URL_CHARACTERS = 2_048
Address = Annotated[str, StringConstraints(pattern=r"^https?://[!-~]+$", max_length=URL_CHARACTERS)]
HeaderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,100}$")]
HeaderText = Annotated[str, StringConstraints(pattern=r"^[ -~]*$", max_length=4_096)]
Headers = Annotated[
    dict[HeaderName, HeaderText], Field(max_length=20, json_schema_extra={"additionalProperties": False})
]
# A test is sent to whoever asks for one.
Subscribed = Literal[
    EventName.INTERVIEW_SCHEDULED,
    EventName.INTERVIEW_STARTED,
    EventName.INTERVIEW_COMPLETED,
    EventName.INTERVIEW_FAILED,
    EventName.INTERVIEW_REJECTED,
    EventName.INTERVIEW_ABANDONED,
    EventName.INTERVIEW_DELETED,
    EventName.INSIGHTS_EXTRACTED,
    EventName.QUALITY_ALERT,
    EventName.RESULTS_UPDATED,
    EventName.WEBHOOK_FAILING,
    EventName.WEBHOOK_DISABLED,
]
Events = Annotated[tuple[Subscribed, ...], Field(min_length=1, max_length=len(EventName))]
Secret = Annotated[str, StringConstraints(pattern=r"^whsec_[A-Za-z0-9+/=]{32,88}$")]


class EndpointAsked(Shape):
    """Where you want to be told of what. Without a secret of your own we make one, which is shown once."""

    name: Name
    url: Address = Field(examples=["https://example.com/parley"])
    events: Events
    secret: Secret | None = None
    headers: Headers = Field(default_factory=dict, description="Sent with each webhook; never shown again.")
    full_transcript: StrictBool = Field(
        default=False, description="Whether a recording's transcript is in the webhook; a live interview's is."
    )


class EndpointChanged(Shape):
    """What shall be different. What is left out stays as it is."""

    name: Name | None = None
    url: Address | None = None
    events: Events | None = None
    headers: Headers | None = None
    full_transcript: StrictBool | None = None
    enabled: StrictBool | None = None


class SecretAsked(Shape):
    """Another secret. The former one signs beside it for a day."""

    secret: Secret | None = None


class RecoveryAsked(Shape):
    """From when on what failed is sent again: at most 14 days ago."""

    since: Instant
    cursor: str | None = Field(default=None, max_length=URL_CHARACTERS)


class EndpointShape(Shape):
    """An endpoint: no secret, and of its headers the names. `disabled` says why nothing is sent to it."""

    id: str
    name: str
    url: str
    events: tuple[EventName, ...]
    header_names: tuple[str, ...]
    full_transcript: bool
    api_version: int
    mode: Mode
    enabled: bool
    disabled: DisabledBecause | None
    disabled_at: datetime | None
    failing_since: datetime | None
    failures: int
    created_at: datetime
    updated_at: datetime


class EndpointWithSecret(EndpointShape):
    """An endpoint with its new secret: keep it now. A repeat of the request shows it again for a day."""

    secret: str | None


class Endpoints(Shape):
    """All endpoints, the oldest first."""

    items: tuple[EndpointShape, ...]


class DeliveryShape(Shape):
    """An event on its way to an endpoint. `attempts` are those that have ended."""

    id: str
    endpoint_id: str
    event_id: str
    event: EventName
    interview_id: str | None
    status: DeliveryStatus
    trigger: Trigger
    attempts: int
    created_at: datetime
    next_attempt_at: datetime | None
    ended_at: datetime | None
    reason: str | None
    resent_as: str | None


class DeliveryPage(PageShape):
    """Deliveries, newest first."""

    items: tuple[DeliveryShape, ...]


class AttemptShape(Shape):
    """An attempt: what the receiver answered, at most its first 16 kB."""

    number: int
    trigger: Trigger
    at: datetime
    status: int | None
    trouble: SendTrouble | None
    seconds: float
    body: str
    next_attempt_at: datetime | None


class DeliveryLogShape(DeliveryShape):
    """A delivery with its attempts, in the order in which they were made."""

    log: tuple[AttemptShape, ...]


class DayShape(Shape):
    """The attempts of a day in UTC."""

    day: date
    attempts: int
    delivered: int
    failed: int
    exhausted: int
    milliseconds: int


class StatisticsShape(Shape):
    """How an endpoint's attempts went. `success_rate` is null where there were none."""

    endpoint: EndpointShape
    days: tuple[DayShape, ...]
    attempts: int
    delivered: int
    failed: int
    exhausted: int
    success_rate: float | None
    mean_milliseconds: int | None


class Recovered(Shape):
    """How many are sent again. With a cursor there are more: ask again with it."""

    recovered: int
    cursor: str | None


def endpoint_shown(view: EndpointView) -> EndpointShape:
    """The endpoint as its owner sees it."""
    return EndpointShape.model_validate(view)


def with_secret(view: EndpointView, secret: str | None) -> EndpointWithSecret:
    """The same, the once that its secret is shown."""
    return EndpointWithSecret(**endpoint_shown(view).model_dump(), secret=secret)


def delivery_shown(delivery: Delivery) -> DeliveryShape:
    """The delivery by its ids: what it says is rendered when it is sent, and kept by nobody."""
    own = {name: getattr(delivery, name) for name in DeliveryShape.model_fields if name in Delivery.model_fields}
    event = delivery.event
    about = {"event_id": event.event_id, "event": event.event, "interview_id": event.interview_id}
    return DeliveryShape.model_validate(own | about)


def log_shown(delivery: Delivery, attempts: tuple[AttemptRecord, ...]) -> DeliveryLogShape:
    """The delivery with its attempts."""
    log = tuple(AttemptShape.model_validate(attempt) for attempt in attempts)
    return DeliveryLogShape(**delivery_shown(delivery).model_dump(), log=log)


def statistics_shown(view: EndpointView, statistics: EndpointStatistics) -> StatisticsShape:
    """How the endpoint is doing."""
    return StatisticsShape.model_validate(statistics.model_dump() | {"endpoint": endpoint_shown(view).model_dump()})
