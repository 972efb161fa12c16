"""Runs of an interview: how far the last one is, all of them, another one."""

from typing import Annotated

from fastapi import Path, Response

from functions.api.caller import Outside, Reader, Writer
from functions.api.fields import InterviewId
from functions.api.once import DoneOnce
from functions.api.routes.interviews import key_of
from functions.api.routing import resource
from functions.api.run_shapes import RunAsked, RunBegun, Runs, RunShape, Status, shown, status_of
from shared.domain.idempotency import IdempotencyRecord
from shared.domain.limits import MAX_RUNS
from shared.usecases.read_session import as_it_stands
from shared.usecases.redrive_interview import redrive_interview
from shared.usecases.start_run import last_run

router = resource("runs", "/api/v1/interviews/{interview_id}")
Number = Annotated[int, Path(ge=1, le=MAX_RUNS)]
POLL_SECONDS = "10"


@router.get("/status", operation_id="getInterviewStatus")
def get_status(interview_id: InterviewId, response: Response, caller: Reader, root: Outside) -> Status:
    """How far the interview has come. `Retry-After` says when it is worth asking again; a webhook spares you that."""
    interview = as_it_stands(root.interviews.get_interview(key_of(caller, interview_id)), root.sessions)
    status = status_of(interview, last_run(interview, root.runs))
    if not status.is_final:
        response.headers["Retry-After"] = POLL_SECONDS
    return status


@router.get("/runs", operation_id="listRuns")
def list_runs(interview_id: InterviewId, caller: Reader, root: Outside) -> Runs:
    """All runs of the interview, the first one first."""
    interview = root.interviews.get_interview(key_of(caller, interview_id))
    return Runs(items=tuple(shown(run) for run in root.runs.list_runs(interview.key)))


@router.get("/runs/{run}", operation_id="getRun")
def get_run(interview_id: InterviewId, run: Number, caller: Reader, root: Outside) -> RunShape:
    """One run of the interview."""
    interview = root.interviews.get_interview(key_of(caller, interview_id))
    return shown(root.runs.get_run(interview.run_key(run)))


@router.post("/runs", status_code=202, operation_id="createRun")
def create_run(
    *, interview_id: InterviewId, body: RunAsked, response: Response, caller: Writer, root: Outside, once: DoneOnce
) -> RunBegun:
    """Another run: from a chosen step, without some, with other instructions. What is there stays until it is done."""
    key = key_of(caller, interview_id)

    def begin(record: IdempotencyRecord) -> IdempotencyRecord:
        begun = redrive_interview(key, body.request, ports=root.starting, record=record)
        return record.completed(outcomes=(str(begun.key.run),))

    record = once.do(body, "run_", begin)
    run = root.runs.get_run(key.run(int(record.outcomes[0])))
    response.headers["Location"] = f"/api/v1/interviews/{interview_id}/runs/{run.key.run}"
    return RunBegun(interview_id=interview_id, run=run.key.run, status=run.status)
