"""The real definition, every transition of it, with each Task's Retry and Catch seen to work."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.steps import FUNCTION_OF as NAMES
from tests.workflow.machine import Ended, Machine, Script, transitions

pytestmark = pytest.mark.emulator

STEPS = ("upload", "evidence", "insights", "personas", "answers", "evaluation", "finalize")
TRANSCRIPT = {"run": 1, "uri": "s3://artifacts/transcript.json"}
ROWS = {"run": 1, "count": 3}
FUNCTION_OF = {step.value: name.title().replace("_", "") for step, name in NAMES.items()}
PARTS_OF_UPLOAD = ("SplitRecording", "TranscribePiece", "UploadAndTranscribe")
ALL_FUNCTIONS = ["PlanRun", "SplitRecording", "TranscribePiece", *FUNCTION_OF.values(), "RecordFailure", "ConcludeRun"]
ATTEMPTS = 4  # one call and three retries


def plan(*steps: str, transcript: Any = None, evidence: Any = None) -> dict[str, Any]:
    return {
        "projectId": "p1",
        "mediaUrl": "acme/int-1/upload",
        "plan": {step: step in steps for step in STEPS},
        "transcript": transcript,
        "evidence": evidence,
    }


def split(*pieces: int, heard_as: str = "pieces", stood_in: tuple[str, ...] = ()) -> dict[str, Any]:
    """What splitting answers."""
    return {"output": {"heardAs": heard_as, "pieces": list(pieces), "stoodIn": list(stood_in)}}


def script(planned: Any = None, **changes: Any) -> Script:
    """What every function answers when all goes well, with changes."""
    usual: Script = {
        "PlanRun": [{"output": planned or plan(*STEPS)}],
        "SplitRecording": [split(0)],
        "StartTranscriptionJob": [{"output": {}}],
        "TranscribePiece": [{"output": {"piece": 0, "segments": 1}}],
        "UploadAndTranscribe": [
            {"output": {"transcriptData": TRANSCRIPT, "fullTranscript": TRANSCRIPT, "language": "en"}}
        ],
        "ExtractEvidence": [{"output": {"evidenceUnits": ROWS, "evidenceIds": ROWS, "personId": None}}],
        "GenerateInsights": [{"output": {"insightIds": []}}],
        "AssignPersonas": [{"output": {"personaIds": []}}],
        "AttributeAnswers": [{"output": {"attributedCount": 0}}],
        "EvaluateInterview": [{"output": {"questions": 0, "scored": 0}}],
        "FinalizeInterview": [{"output": {"success": True}}],
        "RecordFailure": [{"output": {"recorded": True}}],
        "ConcludeRun": [{"output": {"again": False}}],
    }
    return usual | changes


FAILED_RUN = [{"error": "RunFailed"}]


def test_a_whole_run_enters_every_step_once(machine: Machine) -> None:
    ended = machine.run(script())
    assert ended.status == "SUCCEEDED"
    assert {name: ended.calls[name] for name in FUNCTION_OF.values()} == dict.fromkeys(FUNCTION_OF.values(), 1)
    assert ended.calls["RecordFailure"] == 0
    assert ended.events["GenerateInsights"][0]["evidenceUnits"] == ROWS
    assert ended.events["AttributeAnswers"][0]["fullTranscript"] == TRANSCRIPT
    assert ended.events["ConcludeRun"][0]["redrives"] == ended.events["ConcludeRun"][0]["redrivesPlanned"] == 0


def test_each_piece_is_heard_and_only_its_number_travels(machine: Machine) -> None:
    ended = machine.run(script(SplitRecording=[split(0, 1, 2, 3)]))
    assert ended.status == "SUCCEEDED"
    assert sorted(event["piece"] for event in ended.events["TranscribePiece"]) == [0, 1, 2, 3]
    assert ended.calls["UploadAndTranscribe"] == 1


@pytest.mark.parametrize("noted", [(), ("one",), ("one", "two")], ids=len)
def test_who_hears_in_whose_place_travels_to_the_step_s_end(machine: Machine, noted: tuple[str, ...]) -> None:
    ended = machine.run(script(SplitRecording=[split(0, stood_in=noted)]))
    [joined] = ended.events["UploadAndTranscribe"]
    assert (ended.status, joined["stoodIn"]) == ("SUCCEEDED", list(noted))


def test_a_split_of_before_says_nothing_of_it(machine: Machine) -> None:
    ended = machine.run(script(SplitRecording=[{"output": {"heardAs": "pieces", "pieces": [0]}}]))
    [joined] = ended.events["UploadAndTranscribe"]
    assert joined["stoodIn"] == []


def test_a_piece_that_fails_is_tried_again_alone(machine: Machine) -> None:
    answers = script()["TranscribePiece"]
    ended = machine.run(
        script(SplitRecording=[split(0, 1, 2)], TranscribePiece=[*answers, {"error": "EngineFailed"}, *answers])
    )
    assert ended.status == "SUCCEEDED"
    assert ended.calls["TranscribePiece"] == 4
    assert (ended.calls["SplitRecording"], ended.calls["UploadAndTranscribe"]) == (1, 1)


def test_a_job_is_waited_for(machine: Machine) -> None:
    ended = machine.run(script(SplitRecording=[split(0, heard_as="job")]))
    assert ended.status == "SUCCEEDED"
    assert (ended.calls["StartTranscriptionJob"], ended.calls["UploadAndTranscribe"]) == (1, 1)
    assert "TranscribePiece" not in ended.calls


def test_a_job_that_failed_in_passing_is_started_again(machine: Machine) -> None:
    again = [{"error": "EngineFailed"}, {"output": {}}]
    ended = machine.run(script(SplitRecording=[split(0, heard_as="job")], StartTranscriptionJob=again))
    assert (ended.status, ended.calls["StartTranscriptionJob"]) == ("SUCCEEDED", 2)


JOB_THEN_PIECES = [split(0, heard_as="job"), split(0, 1)]


@pytest.mark.parametrize(("error", "asked"), [("UnreadableRecording", 1), ("EngineFailed", ATTEMPTS)])
def test_after_a_job_that_failed_the_recording_is_heard_in_pieces(machine: Machine, error: str, asked: int) -> None:
    ended = machine.run(script(SplitRecording=JOB_THEN_PIECES, StartTranscriptionJob=[{"error": error}]))
    assert (ended.status, ended.calls["StartTranscriptionJob"]) == ("SUCCEEDED", asked)
    assert [event["jobError"] for event in ended.events["SplitRecording"]] == ["", error]
    assert sorted(event["piece"] for event in ended.events["TranscribePiece"]) == [0, 1]
    [joined] = ended.events["UploadAndTranscribe"]
    assert (joined["heardAs"], joined["jobError"]) == ("pieces", error)
    assert "RecordFailure" not in ended.calls


def test_when_the_pieces_fail_too_it_is_a_failure_of_the_step(machine: Machine) -> None:
    refused = [{"error": "EngineRefused"}]
    ended = machine.run(
        script(
            SplitRecording=JOB_THEN_PIECES,
            StartTranscriptionJob=refused,
            TranscribePiece=[{"error": "EngineUnavailable"}],
            ConcludeRun=FAILED_RUN,
        )
    )
    assert [(record["step"], record["error"]) for record in ended.events["RecordFailure"]] == [
        ("upload", "EngineUnavailable")
    ]


def test_a_ready_transcript_has_no_pieces(machine: Machine) -> None:
    ended = machine.run(script(SplitRecording=[split(heard_as="ready")]))
    assert ended.status == "SUCCEEDED"
    assert "TranscribePiece" not in ended.calls


@pytest.mark.parametrize("function", PARTS_OF_UPLOAD)
@pytest.mark.parametrize("error", ["NoSpeech", "EngineFailed"])
def test_a_part_that_fails_is_a_failure_of_the_step(machine: Machine, function: str, error: str) -> None:
    ended = machine.run(script(**{function: [{"error": error}], "ConcludeRun": FAILED_RUN}))
    assert ended.status == "FAILED"
    [recorded] = ended.events["RecordFailure"]
    assert (recorded["step"], recorded["error"]) == ("upload", error)
    assert ended.calls[function] == (ATTEMPTS if error == "EngineFailed" else 1)


def test_steps_that_are_not_planned_are_passed_over_and_references_come_from_the_plan(machine: Machine) -> None:
    ended = machine.run(script(plan("finalize", transcript=TRANSCRIPT, evidence=ROWS)))
    assert ended.status == "SUCCEEDED"
    assert set(ended.calls) == {"PlanRun", "FinalizeInterview", "ConcludeRun"}


@pytest.mark.parametrize("step", ["insights", "personas", "answers", "evaluation"])
def test_a_resume_gives_one_branch_its_references_and_leaves_the_siblings(machine: Machine, step: str) -> None:
    ended = machine.run(script(plan(step, "finalize", transcript=TRANSCRIPT, evidence=ROWS)))
    assert ended.status == "SUCCEEDED"
    assert set(ended.calls) == {"PlanRun", FUNCTION_OF[step], "FinalizeInterview", "ConcludeRun"}
    assert ended.events[FUNCTION_OF[step]][0]["evidenceUnits"] == ROWS


@pytest.mark.parametrize("step", ["insights", "personas", "answers", "evaluation"])
def test_a_failed_branch_lets_its_siblings_finish_and_the_run_fails_on_record(machine: Machine, step: str) -> None:
    failing = FUNCTION_OF[step]
    ended = machine.run(script(**{failing: [{"error": "EngineUnavailable"}], "ConcludeRun": FAILED_RUN}))
    assert (ended.status, ended.error) == ("FAILED", "RunFailed")
    siblings = {"GenerateInsights", "AssignPersonas", "AttributeAnswers", "EvaluateInterview", "FinalizeInterview"} - {
        failing
    }
    assert all(ended.calls[name] == 1 for name in siblings)
    recorded = ended.events["RecordFailure"]
    assert [(record["step"], record["error"]) for record in recorded] == [(step, "EngineUnavailable")]


@pytest.mark.parametrize("step", ["insights", "personas", "answers", "evaluation"])
def test_a_failure_that_cannot_be_recorded_still_lets_the_siblings_finish(machine: Machine, step: str) -> None:
    failing = FUNCTION_OF[step]
    broken = [{"error": "InternalError"}]
    ended = machine.run(script(**{failing: broken, "RecordFailure": broken, "ConcludeRun": FAILED_RUN}))
    assert (ended.status, ended.error) == ("FAILED", "RunFailed")
    assert ended.calls["FinalizeInterview"] == 1


@pytest.mark.parametrize(("step", "finalized"), [("upload", 0), ("evidence", 1), ("finalize", 1)])
@pytest.mark.parametrize("recording", [[{"output": {}}], [{"error": "InternalError"}]])
def test_a_failed_step_before_or_after_the_branches_is_recorded_and_concluded(
    machine: Machine, step: str, finalized: int, recording: list[dict[str, Any]]
) -> None:
    failing = {FUNCTION_OF[step]: [{"error": "InvalidRequest"}]}
    ended = machine.run(script(**failing, RecordFailure=recording, ConcludeRun=FAILED_RUN))
    assert (ended.status, ended.error) == ("FAILED", "RunFailed")
    assert ended.events["RecordFailure"][0]["step"] == step
    assert ended.calls["FinalizeInterview"] == finalized
    assert ended.calls["ConcludeRun"] == 1


@pytest.mark.parametrize("recording", [[{"output": {}}], [{"error": "InternalError"}]])
def test_a_plan_that_fails_is_recorded_and_nothing_runs(machine: Machine, recording: list[dict[str, Any]]) -> None:
    ended = machine.run(script(PlanRun=[{"error": "UnknownRun"}], RecordFailure=recording, ConcludeRun=FAILED_RUN))
    assert ended.status == "FAILED"
    assert set(ended.calls) == {"PlanRun", "RecordFailure", "ConcludeRun"}
    assert ended.events["RecordFailure"][0]["step"] is None


def test_a_redrive_that_enters_at_the_end_goes_round_again(machine: Machine) -> None:
    again = [{"output": {"again": True}}, {"output": {"again": False}}]
    ended = machine.run(script(ConcludeRun=again))
    assert ended.status == "SUCCEEDED"
    assert (ended.calls["PlanRun"], ended.calls["ConcludeRun"]) == (2, 2)


TRANSIENT = ("EngineTimeout", "EngineFailed", "StorageThrottled", "WorkflowUnavailable")


@pytest.mark.parametrize("errors", [TRANSIENT[:3], TRANSIENT[1:]])
def test_every_task_retries_every_transient_error(machine: Machine, errors: tuple[str, ...]) -> None:
    """All tasks in one run, each with as many errors as it has retries."""
    usual = script()
    tasks = [name for name in ALL_FUNCTIONS if name != "RecordFailure"]
    ended = machine.run(script(**{name: [*failing(errors), usual[name][0]] for name in tasks}))
    assert ended.status == "SUCCEEDED"
    assert {name: ended.calls[name] for name in tasks} == dict.fromkeys(tasks, ATTEMPTS)


@pytest.mark.parametrize("errors", [TRANSIENT[:3], TRANSIENT[1:]])
def test_recording_a_failure_retries_every_transient_error(machine: Machine, errors: tuple[str, ...]) -> None:
    recorded = [*failing(errors), script()["RecordFailure"][0]]
    ended = machine.run(script(ExtractEvidence=[{"error": "InvalidRequest"}], RecordFailure=recorded))
    assert (ended.status, ended.calls["RecordFailure"]) == ("SUCCEEDED", ATTEMPTS)


def test_a_step_waits_while_a_breaker_is_open_and_goes_on_when_it_has_healed(machine: Machine) -> None:
    down = failing(("EngineFailed", *("EngineCircuitOpen",) * 12))
    ended = machine.run(script(ExtractEvidence=[*down, script()["ExtractEvidence"][0]]))
    assert (ended.status, ended.calls["ExtractEvidence"]) == ("SUCCEEDED", len(down) + 1)
    assert "RecordFailure" not in ended.calls


def test_nobody_waits_for_a_job_that_cannot_be_started_while_its_breaker_is_open(machine: Machine) -> None:
    open_breaker = [{"error": "EngineCircuitOpen"}]
    ended = machine.run(script(SplitRecording=JOB_THEN_PIECES, StartTranscriptionJob=open_breaker))
    assert (ended.status, ended.calls["StartTranscriptionJob"]) == ("SUCCEEDED", 1)


def failing(errors: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{"error": error} for error in errors]


@pytest.mark.parametrize("function", list(FUNCTION_OF.values()))
def test_retries_end_and_the_catch_takes_over(machine: Machine, function: str) -> None:
    ended = machine.run(script(**{function: [{"error": "EngineFailed"}], "ConcludeRun": FAILED_RUN}))
    assert ended.status == "FAILED"
    assert ended.calls[function] == ATTEMPTS
    assert ended.events["RecordFailure"][0]["error"] == "EngineFailed"


@pytest.mark.parametrize("error", ["InvalidRequest", "NoSpeech", "EngineUnavailable", "RunEnded", "InternalError"])
def test_what_cannot_help_is_never_retried(machine: Machine, error: str) -> None:
    ended = machine.run(script(ExtractEvidence=[{"error": error}], ConcludeRun=FAILED_RUN))
    assert ended.calls["ExtractEvidence"] == 1


@pytest.mark.parametrize("function", ALL_FUNCTIONS)
def test_a_throttled_function_is_waited_for(machine: Machine, function: str) -> None:
    name = f"scripted-{function}"
    machine.functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)

    def release(arn: str) -> None:
        machine.await_failure(arn, "TooManyRequestsException")
        machine.functions.delete_function_concurrency(FunctionName=name)

    changes = {"ExtractEvidence": [{"error": "InvalidRequest"}]} if function == "RecordFailure" else {}
    ended = machine.run(script(**changes), meanwhile=release)
    assert ended.status == "SUCCEEDED"
    assert ended.calls[function] == 1


def test_a_function_that_dies_is_tried_again(machine: Machine) -> None:
    ended = machine.run(script(ExtractEvidence=[{"die": True}, script()["ExtractEvidence"][0]]))
    assert ended.status == "SUCCEEDED"
    assert ended.calls["ExtractEvidence"] == 2


@pytest.fixture(scope="session", autouse=True)
def every_transition(machine: Machine, definition: dict[str, Any]) -> Iterator[None]:
    """When the whole file has run, every transition must have been taken. Branches are seen by their calls."""
    yield
    missing = transitions(definition) - machine.taken
    if machine.entered and len(machine.entered) > len(STEPS) * 3:
        assert not missing, f"transitions never taken: {sorted(missing)}"


def test_ended_reports_what_was_entered(machine: Machine) -> None:
    ended: Ended = machine.run(script())
    assert ended.entered[0] == "Plan Run"
    assert ended.entered[-1] == "Run Completed"
