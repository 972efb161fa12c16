"""The deployed app as its users meet it: a form for the candidate, storage and the machine for the operator."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
import httpx
from botocore.config import Config

from shared.adapters.system_clock import new_interview_id
from shared.domain.interview import Interview
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.project import Project
from shared.domain.references import TranscriptReference
from shared.domain.run import Run, RunRequest
from shared.domain.step_record import StepRecord
from shared.domain.steps import Step
from shared.domain.transcript import Transcript
from shared.runtime.bootstrap import Root
from shared.usecases.begin_interview import InterviewPlan, begin_interview
from shared.usecases.manage_projects import put_project
from shared.usecases.read_results import InterviewResults, read_results
from shared.usecases.read_transcript import read_transcript
from shared.usecases.receive_upload import upload_form
from shared.usecases.redrive_interview import redrive_interview
from tests.polling import poll

SAMPLES = Path(__file__).parents[2] / "samples"
ORGANISATION = "acme"
RUN_SECONDS = 240
SETTLED = {InterviewStatus.COMPLETED, InterviewStatus.FAILED, InterviewStatus.REJECTED}


def truth_of(sample: str) -> dict[str, Any]:
    """The truth of a sample. It never reaches an engine."""
    truth: dict[str, Any] = json.loads((SAMPLES / f"{sample}.json").read_text())
    return truth


@dataclass(frozen=True)
class Receiver:
    """A process that receives, and the file in which it writes down what."""

    url: str
    file: Path

    def heard(self, path: str) -> list[dict[str, Any]]:
        """The requests to a path."""
        lines = self.file.read_text().splitlines() if self.file.exists() else []
        return [heard for line in lines if (heard := json.loads(line))["path"] == path]


@dataclass(frozen=True)
class Deployed:
    """The app in stage `local`."""

    endpoint_url: str
    outputs: dict[str, str]
    folder: Path

    def client(self, service: str, **credentials: str) -> Any:
        """A client of the local AWS: root's, or with credentials of a role."""
        keys = credentials or {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        config = Config(signature_version="s3v4" if service == "s3" else None, retries={"max_attempts": 1})
        return boto3.client(service, endpoint_url=self.endpoint_url, region_name="us-east-1", config=config, **keys)

    @cached_property
    def root(self) -> Root:
        """The composition root, as the command line has it."""
        names = self.outputs
        return Root(
            table_name=names["TableName"],
            media_bucket=names["MediaBucketName"],
            artifacts_bucket=names["ArtifactsBucketName"],
            state_machine_arn=names["StateMachineArn"],
            event_bus_name=names["EventBusName"],
            state_retention_days=90,
            lane_slots=int(names["LaneSlots"]),
            organisation_slots=int(names["OrganisationSlots"]),
            erasure_queue_url=names["ErasureQueueUrl"],
            erasure_quiet_seconds=int(names["ErasureQuietSeconds"]),
            client=self.client,
        )

    def project(self, sample: str = "scheduling-tool", organisation_id: str = ORGANISATION) -> str:
        """Puts the sample's project."""
        project = Project(id=sample, **truth_of(sample)["project"])
        put_project(organisation_id, project, projects=self.root.projects)
        return project.id

    def schedule(
        self, project_id: str, *, language: str | None = None, organisation_id: str = ORGANISATION
    ) -> tuple[InterviewKey, Any]:
        """A new interview and its upload form."""
        plan = InterviewPlan(project_id=project_id, language_hint=language)
        key = begin_interview(organisation_id, new_interview_id(), plan, ports=self.root.beginning).key
        return key, upload_form(key, self.root.media)

    def upload(self, form: Any, body: bytes, name: str = "recording") -> httpx.Response:
        """What the candidate's browser does."""
        return httpx.post(form.url, data=form.fields, files={"file": (name, body)}, timeout=30)

    def submit(self, body: bytes, project_id: str, *, name: str = "recording", **scheduled: Any) -> InterviewKey:
        """Schedules and uploads."""
        key, form = self.schedule(project_id, **scheduled)
        answer = self.upload(form, body, name)
        assert answer.status_code in {200, 201, 204}, answer.text
        return key

    def interview(self, key: InterviewKey) -> Interview:
        """The interview now."""
        return self.root.interviews.get_interview(key)

    def settled(self, key: InterviewKey, *, run: int = 1) -> Interview:
        """The interview, once run `run` or a later one has ended."""

        def look() -> Interview | None:
            interview = self.interview(key)
            done = interview.status in SETTLED and interview.active_run is None and interview.last_run >= run
            return interview if done else None

        return poll(look, seconds=RUN_SECONDS, every=0.2)

    def run(self, key: InterviewKey, number: int) -> Run:
        """A run."""
        runs = {run.key.run: run for run in self.root.runs.list_runs(key)}
        return runs[number]

    def ended(self, key: InterviewKey, number: int) -> Run:
        """A run, once it has ended."""

        def look() -> Run | None:
            run = self.run(key, number)
            return run if run.status.has_ended else None

        return poll(look, seconds=RUN_SECONDS, every=0.2)

    def steps(self, key: InterviewKey, number: int) -> dict[Step, StepRecord]:
        """The records of a run's steps."""
        return {record.step: record for record in self.root.runs.list_steps(self.run(key, number).key)}

    def redrive(self, key: InterviewKey, **request: Any) -> Run:
        """What the operator's redrive does, to its end."""
        run = redrive_interview(key, RunRequest(**request), ports=self.root.starting)
        return self.ended(key, run.key.run)

    def results(self, key: InterviewKey) -> InterviewResults:
        """What readers see."""
        return read_results(key, interviews=self.root.interviews, results=self.root.results, ledger=self.root.ledger)

    def transcript(self, key: InterviewKey) -> Transcript:
        """The transcript in sight."""
        interview = self.interview(key)
        reference = TranscriptReference.model_validate(interview.pointers[Step.UPLOAD].output["transcriptData"])
        return read_transcript(reference, interview, self.root.artifacts)
