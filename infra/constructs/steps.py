"""The functions that the state machine calls: how big each is, and what each may do."""

from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.acknowledge import acknowledge_all_below
from infra.constructs.dependencies_layer import DependenciesLayers
from infra.constructs.python_function import PythonFunction, Shape, physical_name
from infra.constructs.storage import Storage
from infra.constructs.transcription import allow_jobs, allow_to_tell_tasks
from infra.stages import Stage

MACHINE = "process-interview"
READ = ("GetItem",)
STEP = ("GetItem", "UpdateItem")
STEP_WITH_ROWS = (*STEP, "Query", "PutItem", "DeleteItem", "ConditionCheckItem")
END_OF_RUN = ("PutItem",)  # the outbox
COUNTS_ONCE = ("PutItem",)  # the receipt of what was taken from a quota
ASKS_PROVIDERS = ("PutItem",)  # breakers, and answers that are kept
REOPENED = ("DeleteItem",)  # finalize's record, when AWS redrives a run

SMALL = Shape()
ANALYSIS = Shape(memory_mb=1024, seconds=300, layers=("analysis", "models"))
SPLITTING = Shape(memory_mb=1769, seconds=900, disk_mb=2048, layers=("audio",))  # one whole processor
HEARING = Shape(memory_mb=3008, seconds=900, layers=("audio", "models"))
JOINING = Shape(memory_mb=1024, seconds=300, layers=("audio", "models"))
STARTING = Shape(memory_mb=512, seconds=120, layers=("models",))
SUMMARY = Shape(memory_mb=1024, seconds=300, layers=("analysis", "models"))


@dataclass(frozen=True, kw_only=True)
class Step:
    """A function of the machine. `table` are actions of DynamoDB."""

    shape: Shape = SMALL
    table: tuple[str, ...]
    reads_media: bool = False
    reads_artifacts: bool = False
    writes_artifacts: bool = False
    keeps_pieces: bool = False  # for a while
    starts_jobs: bool = False


STEPS = {
    "plan_run": Step(table=STEP),
    "split_recording": Step(
        shape=SPLITTING, table=(*STEP, *COUNTS_ONCE), reads_media=True, reads_artifacts=True, keeps_pieces=True
    ),
    "transcribe_piece": Step(shape=HEARING, table=STEP, reads_artifacts=True, keeps_pieces=True),
    "start_transcription_job": Step(
        shape=STARTING,
        table=(*STEP, "PutItem", "DeleteItem"),
        reads_media=True,
        reads_artifacts=True,
        keeps_pieces=True,
        starts_jobs=True,
    ),
    "upload_and_transcribe": Step(
        shape=JOINING, table=STEP, reads_media=True, reads_artifacts=True, writes_artifacts=True
    ),
    "extract_evidence": Step(shape=ANALYSIS, table=STEP_WITH_ROWS, reads_artifacts=True),
    "generate_insights": Step(shape=ANALYSIS, table=STEP_WITH_ROWS),
    "assign_personas": Step(shape=ANALYSIS, table=STEP_WITH_ROWS),
    "attribute_answers": Step(shape=ANALYSIS, table=STEP_WITH_ROWS, reads_artifacts=True),
    "evaluate_interview": Step(shape=ANALYSIS, table=STEP_WITH_ROWS),
    "finalize_interview": Step(shape=SUMMARY, table=STEP_WITH_ROWS),
    "record_failure": Step(table=STEP),
    "conclude_run": Step(table=(*STEP, *END_OF_RUN, *REOPENED)),
}


class Steps(Construct):
    """One function per Task of the machine, by name in `functions`."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: Stage,
        storage: Storage,
        catalogue: Mapping[str, str],
        layers: DependenciesLayers,
    ) -> None:
        super().__init__(scope, construct_id)
        self.functions: dict[str, PythonFunction] = {}
        for name, step in STEPS.items():
            function = PythonFunction(self, name, stage=stage, shape=step.shape, catalogue=catalogue, layers=layers)
            _allow(function, step, storage)
            if step.starts_jobs:
                allow_jobs(function, starts=True)
                allow_to_tell_tasks(function, physical_name(stage, MACHINE))
            self.functions[name] = function


def allow_table(function: PythonFunction, storage: Storage, actions: tuple[str, ...]) -> None:
    """Allows the actions on the table itself, not on its indexes."""
    function.allow([f"dynamodb:{action}" for action in actions], storage.table.table_arn)


def allow_to_read_media(function: PythonFunction, storage: Storage) -> None:
    """Allows to read uploads, each in the version that was uploaded."""
    _allow_objects(function, storage.media, "s3:GetObject", "s3:GetObjectVersion")
    # Without these two a missing object answers "forbidden" and not "gone".
    function.allow(["s3:ListBucket", "s3:ListBucketVersions"], storage.media.bucket_arn)


def allow_to_read_artifacts(function: PythonFunction, storage: Storage) -> None:
    """Allows to read large results; that one is missing is an answer of its own."""
    _allow_objects(function, storage.artifacts, "s3:GetObject")
    function.allow(["s3:ListBucket"], storage.artifacts.bucket_arn)


def allow_to_keep_what_was_heard(function: PythonFunction, storage: Storage) -> None:
    """Allows to read and to write what was heard in a recording."""
    _allow_objects(function, storage.artifacts, "s3:GetObject", "s3:PutObject", "s3:PutObjectTagging")
    function.allow(["s3:ListBucket"], storage.artifacts.bucket_arn)


def _allow(function: PythonFunction, step: Step, storage: Storage) -> None:
    allow_table(function, storage, step.table)
    if "PROVIDER_SECRETS_PREFIX" in function.environment:
        allow_table(function, storage, ASKS_PROVIDERS)
    if step.reads_media:
        allow_to_read_media(function, storage)
    if step.reads_artifacts:
        allow_to_read_artifacts(function, storage)
    if step.writes_artifacts:
        _allow_objects(function, storage.artifacts, "s3:PutObject")
    if step.keeps_pieces:
        _allow_objects(function, storage.artifacts, "s3:PutObject", "s3:PutObjectTagging")


def _allow_objects(function: PythonFunction, bucket: s3.Bucket, *actions: str) -> None:
    function.allow(actions, bucket.arn_for_objects("*"))
    acknowledge_all_below(function.role, bucket, "/*", "objects have no names before they are written")
