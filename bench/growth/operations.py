"""What steps cost by the length of the interview, and what operations cost by how many interviews are stored."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from bench.growth.counting import Cost, Counter
from bench.growth.quiet import call, root_here
from bench.sandbox import ORGANISATION, Sandbox, transcript_text
from shared.adapters.dynamodb_interviews import DynamoInterviews
from shared.adapters.dynamodb_table import Check, Delete, DynamoTable, Put, Write
from shared.adapters.system_clock import new_interview_id
from shared.domain.admission import SlotLimits
from shared.domain.interview import Interview
from shared.domain.interview_filter import InterviewFilter
from shared.domain.interview_key import InterviewKey, upload_key
from shared.domain.interview_status import InterviewStatus
from shared.runtime.bootstrap import Root
from shared.usecases.admit_runs import RunPorts, admit_runs
from shared.usecases.begin_interview import InterviewPlan, begin_interview
from shared.usecases.read_results import read_results
from shared.usecases.receive_upload import newest_version, receive_upload
from shared.usecases.settle_run import settle_runs

Costs = dict[str, Cost]
MINUTES_OF_SAMPLE = 2
PAGE = 25
TOGETHER = 99
SLOTS, WAITING = 2, 4  # more wait than may go


def costs_by_length(stage: Sandbox, counter: Counter, minutes: int) -> Costs:
    """Every step of one interview of that length, one after the other, with engines that answer at once."""
    root = root_here(stage)
    turns = None if minutes >= MINUTES_OF_SAMPLE else 7
    body = transcript_text(times=max(1, minutes // MINUTES_OF_SAMPLE), turns=turns)
    key = _uploaded(stage, root, body)
    costs = {"start the run": counter.measure(lambda: _receive(root, key, root.starting))}
    costs |= _steps(counter, key)
    costs["read the results"] = counter.measure(lambda: _read(root, key))
    return costs


def costs_by_number(stage: Sandbox, counter: Counter, more: int) -> Costs:
    """Operations with `more` further interviews stored than before."""
    root = root_here(stage)
    store_interviews(root.table, more, root.clock.now)
    settle_runs(ports=root.starting)  # what smaller sizes have left
    key = _uploaded(stage, root, transcript_text(turns=8))
    costs = {"start the run": counter.measure(lambda: _receive(root, key, root.starting))}
    _steps(counter, key)
    lists = root.interview_lists
    every, one = InterviewFilter(), InterviewFilter(status=InterviewStatus.AWAITING_UPLOAD)
    costs["read the results"] = counter.measure(lambda: _read(root, key))
    costs["list a page"] = counter.measure(lambda: lists.find_interviews(ORGANISATION, every, limit=PAGE, cursor=None))
    costs["list a page of one status"] = counter.measure(
        lambda: lists.find_interviews(ORGANISATION, one, limit=PAGE, cursor=None)
    )
    return costs | _crowded(stage, counter, root)


def _crowded(stage: Sandbox, counter: Counter, root: Root) -> Costs:
    """More runs wait than there are slots: some are let go, and once these have ended, the others."""
    settle_runs(ports=root.starting)  # the run before has its slots no more
    for _ in range(WAITING):
        _receive(root, _uploaded(stage, root, transcript_text(turns=8)), _with_slots(root, 0))
    crowd = _with_slots(root, SLOTS)
    return {
        "admit who waits": counter.measure(lambda: _expect(admit_runs(ports=crowd), SLOTS)),
        "settle what ended": counter.measure(lambda: _expect(settle_runs(ports=crowd), SLOTS)),
    }


def _expect(done: int, expected: int) -> None:
    if done != expected:
        raise AssertionError(f"{done} runs instead of {expected}: the operation did not do its work")


def _with_slots(root: Root, slots: int) -> RunPorts:
    return root.starting.but(limits=SlotLimits(lane=slots, organisation=slots))


def _uploaded(stage: Sandbox, root: Root, body: bytes) -> InterviewKey:
    plan = InterviewPlan(project_id=stage.put_project())
    key = begin_interview(ORGANISATION, new_interview_id(), plan, ports=root.beginning).key
    bucket = stage.connection.outputs["MediaBucketName"]
    stage.client("s3").put_object(Bucket=bucket, Key=upload_key(key), Body=body)
    return key


def _receive(root: Root, key: InterviewKey, ports: RunPorts) -> None:
    version = newest_version(upload_key(key), root.media)
    receive_upload(upload_key(key), str(version), ports=ports, media=root.media)


def _read(root: Root, key: InterviewKey) -> None:
    read_results(key, interviews=root.interviews, results=root.results, ledger=root.ledger)


def _steps(counter: Counter, key: InterviewKey) -> Costs:
    """As the machine calls them, each with what the ones before have answered."""
    ids = {"organisationId": key.organisation_id, "interviewId": key.interview_id, "run": 1}
    said: dict[str, Any] = {}
    costs: Costs = {}

    def step(function: str, **more: Any) -> None:
        def work() -> None:
            said[function] = call(function, ids | more)

        costs[function] = counter.measure(work)

    step("plan_run")
    plan = said["plan_run"]
    step("split_recording")
    metadata = {"projectId": plan["projectId"]}
    heard_as = said["split_recording"]["heardAs"]
    step("upload_and_transcribe", mediaUrl=plan["mediaUrl"], metadata=metadata, heardAs=heard_as)
    transcript = said["upload_and_transcribe"]["transcriptData"]
    step("extract_evidence", fullTranscript=transcript)
    evidence = {"evidenceUnits": said["extract_evidence"]["evidenceUnits"]}
    step("generate_insights", **evidence)
    step("assign_personas", **evidence, **metadata)
    step("attribute_answers", **evidence, **metadata, fullTranscript=transcript)
    step("finalize_interview")
    step("conclude_run", redrives=0, redrivesPlanned=0)
    return costs


class _Collected(DynamoTable):
    """Stands for the table: what is written into it is kept for a batch."""

    def __init__(self) -> None:
        super().__init__(None, "nowhere")
        self.writes: list[Put] = []

    def transact(self, writes: Sequence[Write | Delete | Check]) -> None:
        self.writes += [Put(write.item) for write in writes if isinstance(write, Put)]


def store_interviews(table: DynamoTable, count: int, now: Callable[[], datetime]) -> None:
    """Interviews as they are stored when they are made, many at a time."""
    collected = _Collected()
    store = DynamoInterviews(collected)
    for one in _interviews(count, now):
        store.create_interview(one)
    for start in range(0, len(collected.writes), TOGETHER):
        table.transact(collected.writes[start : start + TOGETHER])


def _interviews(count: int, now: Callable[[], datetime]) -> Sequence[Interview]:
    return [
        Interview(
            organisation_id=ORGANISATION,
            id=new_interview_id(),
            project_id="scheduling-tool",
            title=f"Interview {number}",
            created_at=now(),
            updated_at=now(),
        )
        for number in range(count)
    ]
