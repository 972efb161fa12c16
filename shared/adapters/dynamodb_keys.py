"""Keys and items of the table. Every partition key starts with the organisation, but for what is about none."""

from datetime import UTC, datetime
from typing import Any, TypeVar

from shared.adapters.dynamodb_table import Item, Key
from shared.domain.admission import Waiting
from shared.domain.breaker import BreakerKey
from shared.domain.interview_key import InterviewKey, RunKey
from shared.domain.lane import Lane
from shared.domain.steps import Step
from shared.domain.value import Value

V = TypeVar("V", bound=Value)

# Sparse: only runs that have not ended carry one, for the reconciler. They are an index's keys, not an item's.
ACTIVE_RUNS = "ACTIVE_RUNS"
WAITING_JOBS = "WAITING_JOBS"
QUEUED_RUNS = "QUEUED_RUNS"
OWED = "OWED"
ORGANISATIONS = "ORGANISATIONS"
SLOT_PREFIX = "SLOT#"
TURN_PREFIX = "TURN#"
ADDED = {"pk", "sk", "gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk", "gsi3pk", "gsi3sk", "entity", "expires_at"}


def in_time(at: datetime) -> str:
    """The time as text whose order is the order of time, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def organisation_key(organisation_id: str) -> Key:
    """The key of an organisation itself."""
    return Key(f"ORG#{organisation_id}#ORGANISATION", "ORGANISATION")


def digest_key(digest: str) -> Key:
    """The key of an API key by its digest: a call says no more of whose it is."""
    return Key(f"APIKEY#{digest}", "APIKEY")


def api_keys_of(organisation_id: str) -> str:
    """The partition of an organisation's API keys."""
    return f"ORG#{organisation_id}#APIKEYS"


def api_key_key(organisation_id: str, key_id: str) -> Key:
    """The key of an API key among its organisation's."""
    return Key(api_keys_of(organisation_id), f"APIKEY#{key_id}")


def usage_key(organisation_id: str, month: str) -> Key:
    """The key of what a tenant has used in a month."""
    return Key(f"ORG#{organisation_id}#USAGE", f"MONTH#{month}")


def idempotency_key(organisation_id: str, digest: str) -> Key:
    """The key of what is known of an idempotency key."""
    return Key(f"ORG#{organisation_id}#IDEMPOTENCY#{digest}", "RECORD")


def projects_of(organisation_id: str) -> str:
    """The partition of an organisation's projects."""
    return f"ORG#{organisation_id}#PROJECTS"


def partition_of(key: InterviewKey) -> str:
    """The partition of everything about an interview."""
    return f"ORG#{key.organisation_id}#INTERVIEW#{key.interview_id}"


def interview_key(key: InterviewKey) -> Key:
    """The key of the interview itself."""
    return Key(partition_of(key), "INTERVIEW")


def plan_key(key: InterviewKey) -> Key:
    """The key of what an interview that is held live is to ask."""
    return Key(partition_of(key), "PLAN")


def run_key(key: RunKey) -> Key:
    """A run's key; numbers are padded so that the order of text is the order of numbers."""
    return Key(partition_of(key.interview), f"RUN#{key.run:04d}")


def step_key(key: RunKey, step: Step) -> Key:
    """The key of a step's record in a run."""
    return Key(partition_of(key.interview), f"STEP#{key.run:04d}#{step}")


def rows_prefix(key: RunKey, step: Step) -> str:
    """What the sort keys of the rows begin with that a step of a run has written."""
    return f"ROW#{key.run:04d}#{step}#"


def upload_key(key: InterviewKey, version: str) -> Key:
    """The key of the outcome of an uploaded object."""
    return Key(partition_of(key), f"UPLOAD#{version}")


def lane_partition(lane: Lane) -> str:
    """The partition of a lane, which is about no organisation: its slots, and whose turn it is."""
    return f"LANE#{lane}"


def organisation_slots(organisation_id: str) -> str:
    """The partition of an organisation's slots."""
    return f"ORG#{organisation_id}#SLOTS"


def slot_key(partition: str, number: int) -> Key:
    """A slot's key."""
    return Key(partition, f"{SLOT_PREFIX}{number:04d}")


def turn_key(lane: Lane, organisation_id: str) -> Key:
    """The key of an organisation's turn in a lane."""
    return Key(lane_partition(lane), f"{TURN_PREFIX}{organisation_id}")


def waiting_partition(lane: Lane, organisation_id: str) -> str:
    """The partition of an organisation's waiting runs in a lane, in the order in which they came."""
    return f"ORG#{organisation_id}#WAITING#{lane}"


def waiting_key(waiting: Waiting) -> Key:
    """The key of a place."""
    partition = waiting_partition(waiting.lane, waiting.run.organisation_id)
    return Key(partition, f"{in_time(waiting.since)}#{waiting.run.execution_name}")


def job_key(organisation_id: str, name: str) -> Key:
    """The key of a provider's job that is waited for. It is not among what erasing its interview removes."""
    return Key(f"ORG#{organisation_id}#JOBS", f"JOB#{name}")


def outbox_key(key: InterviewKey, event_id: str) -> Key:
    """The key of an event that waits to be published."""
    return Key(partition_of(key), f"OUTBOX#{event_id}")


def organisation_outbox_key(organisation_id: str, event_id: str) -> Key:
    """The key of an event that is about no interview."""
    return Key(f"ORG#{organisation_id}#OUTBOX", f"OUTBOX#{event_id}")


RUN_ITSELF = "run"


def cost_key(key: InterviewKey, step: Step | None, provider: str, kind: str) -> Key:
    """The key of what a step of an interview has used, over all runs; `step` is None for the runs themselves."""
    return Key(partition_of(key), f"COST#{step or RUN_ITSELF}#{provider}#{kind}")


def receipt_key(key: InterviewKey, receipt: str) -> Key:
    """The key of what says that an entry of the ledger has been made."""
    return Key(partition_of(key), f"RECEIPT#{receipt}")


def owed_key(key: InterviewKey, receipt: str) -> Key:
    """The key of an entry that is owed to the ledger. It is not among what erasing its interview removes."""
    return Key(f"ORG#{key.organisation_id}#OWED", f"OWED#{key.interview_id}#{receipt}")


def step_of_cost(item: Item) -> Step | None:
    """The step whose cost the item holds."""
    name = item["sk"].split("#")[1]
    return None if name == RUN_ITSELF else Step(name)


def costs_of_project(organisation_id: str, project_id: str) -> str:
    """The partition of what a project's interviews have used, month by month."""
    return f"ORG#{organisation_id}#PROJECT#{project_id}#COSTS"


def costs_of_organisation(organisation_id: str) -> str:
    """The partition of what an organisation has used, month by month."""
    return f"ORG#{organisation_id}#COSTS"


def fault_key(organisation_id: str, step: str, part: str = "") -> Key:
    """The key of a fault that breaks a step on purpose, or one part of it."""
    return Key(f"ORG#{organisation_id}#FAULTS", f"FAULT#{step}#{part}" if part else f"FAULT#{step}")


def breaker_key(key: BreakerKey) -> Key:
    """The key of a provider's breaker. It is about no organisation."""
    return Key(f"PROVIDER#{key.provider}", f"BREAKER#{key.kind}")


def answer_key(organisation_id: str, digest: str) -> Key:
    """The key of a model's answer, by the digest of the question. An organisation's answers are a partition."""
    return Key(f"ORG#{organisation_id}#ANSWERS", f"ANSWER#{digest}")


def answer_link(key: InterviewKey, digest: str) -> Key:
    """The key of the link by which an interview's erasure finds an answer."""
    return Key(partition_of(key), f"ANSWER#{digest}")


def findings_of(organisation_id: str, project_id: str) -> str:
    """The partition of what a project's interviews have yielded."""
    return f"ORG#{organisation_id}#PROJECT#{project_id}#FINDINGS"


def findings_link(key: InterviewKey, project_id: str) -> Key:
    """The key of the link by which an interview's erasure finds what it has yielded."""
    return Key(partition_of(key), f"FINDINGS#{project_id}")


def listed(organisation_id: str) -> str:
    """The index partition of an organisation's interviews, by id, which is by time."""
    return f"ORG#{organisation_id}#INTERVIEWS"


def in_project(organisation_id: str, project_id: str) -> str:
    """The index partition of a project's interviews, by id, which is by time."""
    return f"ORG#{organisation_id}#PROJECT#{project_id}#INTERVIEWS"


def job_descriptions_of(organisation_id: str) -> str:
    """The partition of an organisation's job descriptions."""
    return f"ORG#{organisation_id}#JOBDESCRIPTIONS"


def job_questions_of(organisation_id: str) -> str:
    """The partition of the questions of an organisation's jobs."""
    return f"ORG#{organisation_id}#JOBQUESTIONS"


def call_guides_of(organisation_id: str) -> str:
    """The partition of an organisation's call guides."""
    return f"ORG#{organisation_id}#CALLGUIDES"


def with_status(organisation_id: str, status: str) -> str:
    """The index partition of an organisation's interviews of one status."""
    return f"ORG#{organisation_id}#STATUS#{status}"


def item_of(key: Key, value: Value, entity: str, **more: Any) -> Item:
    """The value as an item."""
    return vars(key) | {"entity": entity} | value.model_dump(mode="json", by_alias=True) | more


def value_of(item: Item, kind: type[V]) -> V:
    """The value that an item holds."""
    return kind.model_validate({name: value for name, value in item.items() if name not in ADDED})
