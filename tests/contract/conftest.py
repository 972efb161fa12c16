"""Every port in its legs: the fake, the adapter on moto, the adapter on the local AWS."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from shared.adapters.dynamodb_admission import DynamoAdmission
from shared.adapters.dynamodb_answers import DynamoAnswers
from shared.adapters.dynamodb_api_keys import DynamoApiKeys
from shared.adapters.dynamodb_breakers import DynamoBreakers
from shared.adapters.dynamodb_interview_lists import DynamoInterviewLists
from shared.adapters.dynamodb_interviews import DynamoInterviews
from shared.adapters.dynamodb_ledger import DynamoLedger
from shared.adapters.dynamodb_organisations import DynamoOrganisations
from shared.adapters.dynamodb_quotas import DynamoQuotas
from shared.adapters.dynamodb_results import DynamoResults
from shared.adapters.dynamodb_runs import DynamoRuns
from shared.adapters.s3_artifacts import S3Artifacts
from shared.adapters.s3_media import S3Media
from shared.adapters.step_functions import StepFunctionsWorkflow
from shared.ports import (
    AdmissionStore,
    AnswerCache,
    ApiKeyStore,
    ArtifactStore,
    BreakerStore,
    InterviewLists,
    InterviewStore,
    Ledger,
    MediaStore,
    OrganisationStore,
    QuotaStore,
    ResultStore,
    RunStore,
    Workflow,
)
from tests.contract.aws import client, new_bucket, new_state_machine, new_table
from tests.fakes import (
    Memory,
    MemoryAdmission,
    MemoryAnswers,
    MemoryApiKeys,
    MemoryArtifacts,
    MemoryBreakers,
    MemoryInterviewLists,
    MemoryInterviews,
    MemoryLedger,
    MemoryMedia,
    MemoryOrganisations,
    MemoryQuotas,
    MemoryResults,
    MemoryRuns,
    MemoryWorkflow,
    SettableClock,
)

EMULATOR = pytest.param("emulator", marks=pytest.mark.emulator)
AWS_LEGS = ["moto", EMULATOR]
LEGS = ["fake", *AWS_LEGS]


@dataclass(frozen=True)
class Stores:
    """The stores over one table."""

    interviews: InterviewStore
    lists: InterviewLists
    runs: RunStore
    results: ResultStore
    ledger: Ledger
    admission: AdmissionStore


@dataclass(frozen=True)
class Resilience:
    """Breakers and kept answers over one table."""

    breakers: BreakerStore
    answers: AnswerCache


@dataclass(frozen=True)
class Access:
    """Who may call, and how much, over one table."""

    organisations: OrganisationStore
    keys: ApiKeyStore
    quotas: QuotaStore


@dataclass(frozen=True)
class Media:
    """The media store, and how an object gets there."""

    store: MediaStore
    upload: Callable[[str, bytes], str]


def endpoint_of(request: pytest.FixtureRequest) -> str | None:
    """The address of the local AWS in its leg, None in moto's."""
    return str(request.getfixturevalue("emulator_endpoint")) if request.param == "emulator" else None


@pytest.fixture(params=LEGS)
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "fake":
        memory = Memory()
        yield Stores(
            MemoryInterviews(memory),
            MemoryInterviewLists(memory),
            MemoryRuns(memory),
            MemoryResults(memory),
            MemoryLedger(memory),
            MemoryAdmission(memory),
        )
        return
    with client("dynamodb", endpoint_of(request)) as dynamodb:
        table = new_table(dynamodb)
        runs = DynamoRuns(table, state_days=90)
        yield Stores(
            DynamoInterviews(table),
            DynamoInterviewLists(table),
            runs,
            DynamoResults(table),
            DynamoLedger(table),
            DynamoAdmission(table),
        )


@pytest.fixture(params=LEGS)
def resilience(request: pytest.FixtureRequest) -> Iterator[Resilience]:
    if request.param == "fake":
        yield Resilience(MemoryBreakers(), MemoryAnswers())
        return
    with client("dynamodb", endpoint_of(request)) as dynamodb:
        table = new_table(dynamodb)
        yield Resilience(DynamoBreakers(table), DynamoAnswers(table))


@pytest.fixture(params=LEGS)
def access(request: pytest.FixtureRequest) -> Iterator[Access]:
    if request.param == "fake":
        memory = Memory()
        yield Access(MemoryOrganisations(memory), MemoryApiKeys(memory), MemoryQuotas(memory))
        return
    with client("dynamodb", endpoint_of(request)) as dynamodb:
        table = new_table(dynamodb)
        yield Access(DynamoOrganisations(table), DynamoApiKeys(table), DynamoQuotas(table))


@pytest.fixture(params=AWS_LEGS)
def dynamodb(request: pytest.FixtureRequest) -> Iterator[Any]:
    with client("dynamodb", endpoint_of(request)) as dynamodb:
        yield dynamodb


@pytest.fixture(params=LEGS)
def media(request: pytest.FixtureRequest, clock: SettableClock) -> Iterator[Media]:
    if request.param == "fake":
        memory = MemoryMedia(clock)
        yield Media(memory, memory.upload)
        return
    with client("s3", endpoint_of(request)) as s3:
        bucket = new_bucket(s3)

        def upload(key: str, body: bytes) -> str:
            return str(s3.put_object(Bucket=bucket, Key=key, Body=body)["VersionId"])

        yield Media(S3Media(s3, bucket, clock), upload)


@pytest.fixture(params=LEGS)
def artifacts(request: pytest.FixtureRequest) -> Iterator[ArtifactStore]:
    if request.param == "fake":
        yield MemoryArtifacts()
        return
    with client("s3", endpoint_of(request)) as s3:
        yield S3Artifacts(s3, new_bucket(s3))


@pytest.fixture(params=LEGS)
def workflow(request: pytest.FixtureRequest) -> Iterator[Workflow]:
    if request.param == "fake":
        yield MemoryWorkflow()
        return
    with client("stepfunctions", endpoint_of(request)) as stepfunctions:
        yield StepFunctionsWorkflow(stepfunctions, new_state_machine(stepfunctions))
