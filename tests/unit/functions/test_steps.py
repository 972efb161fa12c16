"""The functions that the state machine calls: contract in, contract out, errors by name, nothing said in the log."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from shared.domain.errors import EngineTimeout, InternalError, InvalidRequest, ParleyError, RunEnded, RunFailed
from shared.domain.interview_status import InterviewStatus
from shared.domain.run_status import RunStatus
from shared.domain.steps import STEPS_OF_RECORDINGS, Step
from shared.usecases.plan_run import plan_run
from tests.builders import event as ended
from tests.builders import run_key
from tests.fakes import ScriptedJobs
from tests.steps import FUNCTION_OF
from tests.unit.functions.conftest import Invoke, contract
from tests.unit.logs import Log
from tests.unit.said import heard
from tests.unit.world import World

CANARY = "canary-4711"
IDS = {"organisationId": "acme", "interviewId": "int_1", "run": 1}
PARTS = ["split_recording", "transcribe_piece", "start_transcription_job"]
FUNCTIONS = ["plan_run", *PARTS, *(FUNCTION_OF[step] for step in STEPS_OF_RECORDINGS), "record_failure", "conclude_run"]
STEP_OF = {function: step for step, function in FUNCTION_OF.items()}


def before(world: World, function: str) -> None:
    """The steps that the machine has done when it calls this function."""
    if function == "start_transcription_job":
        world.engines.job = ScriptedJobs()
        world.split()
    if function in ("transcribe_piece", "upload_and_transcribe"):
        world.split()
    if function == "upload_and_transcribe":
        world.hear(0)
    for step in STEPS_OF_RECORDINGS:
        if function in ("plan_run", "record_failure", *PARTS) or FUNCTION_OF[step] == function:
            return
        world.do(step)


def event_of(world: World, function: str) -> dict[str, Any]:
    """What the machine would send."""
    if function == "record_failure":
        return IDS | {"step": "upload", "error": "EngineFailed", "cause": json.dumps({"errorMessage": "HTTP 500"})}
    if function == "conclude_run":
        return IDS | {"redrives": 0, "redrivesPlanned": 0}
    plan = json.loads(
        plan_run(
            run_key(), interviews=world.interviews, runs=world.runs, admission=world.admission, clock=world.clock
        ).model_dump_json(by_alias=True)
    )
    more: dict[str, Callable[[], dict[str, Any]]] = {
        "transcribe_piece": lambda: {"piece": 0},
        "start_transcription_job": lambda: {"taskToken": "token-1"},
        "upload_and_transcribe": lambda: {
            "mediaUrl": plan["mediaUrl"],
            "metadata": {"projectId": plan["projectId"]},
            "heardAs": "pieces",
        },
        "extract_evidence": lambda: {"fullTranscript": plan["transcript"]},
        "generate_insights": lambda: {"evidenceUnits": plan["evidence"]},
        "assign_personas": lambda: {"projectId": plan["projectId"], "evidenceUnits": plan["evidence"]},
        "attribute_answers": lambda: {
            "projectId": plan["projectId"],
            "evidenceUnits": plan["evidence"],
            "fullTranscript": plan["transcript"],
        },
    }
    return IDS | more.get(function, dict)()


@pytest.mark.parametrize("function", FUNCTIONS)
class TestContract:
    def test_its_answer_is_its_output_as_json(self, invoke: Invoke, world: World, function: str) -> None:
        before(world, function)
        answer = invoke(function, event_of(world, function))
        assert json.loads(json.dumps(answer)) == answer
        output = contract(function).Output.model_validate(answer)
        assert output.model_dump(mode="json", by_alias=True) == answer

    def test_the_log_has_its_ids(self, invoke: Invoke, world: World, log: Log, function: str) -> None:
        before(world, function)
        invoke(function, event_of(world, function))
        last = log.entries[-1]
        assert last["message"] == "done"
        assert (last["organisation_id"], last["interview_id"], last["run"]) == ("acme", "int_1", 1)
        assert last["request_id"] == "request-1"

    def test_each_field_is_needed(self, invoke: Invoke, world: World, function: str) -> None:
        before(world, function)
        event = event_of(world, function)
        for name in event:
            with pytest.raises(InvalidRequest) as refused:
                invoke(function, {other: value for other, value in event.items() if other != name})
            assert refused.value.field == name

    @pytest.mark.parametrize("wrong", [{"run": "one"}, {"organisationId": None}, {"secretWord": CANARY}])
    def test_a_wrong_field_is_named_and_never_quoted(
        self, invoke: Invoke, world: World, log: Log, function: str, wrong: dict[str, Any]
    ) -> None:
        before(world, function)
        with pytest.raises(InvalidRequest) as refused:
            invoke(function, event_of(world, function) | wrong)
        assert refused.value.field == next(iter(wrong))
        assert CANARY not in str(refused.value) + log.getvalue()

    @pytest.mark.parametrize("event", [None, [], "text", {}])
    def test_what_is_no_event(self, invoke: Invoke, function: str, event: Any) -> None:
        with pytest.raises(InvalidRequest):
            invoke(function, event)

    def test_a_missing_variable_is_named(
        self, monkeypatch: pytest.MonkeyPatch, invoke: Invoke, world: World, function: str
    ) -> None:
        before(world, function)
        event = event_of(world, function)
        for name in contract(function).Settings.__annotations__:
            with monkeypatch.context() as without:
                without.delenv(name.upper())
                with pytest.raises(InternalError, match=name.upper()):
                    invoke(function, event)

    def test_an_unexpected_error_has_no_words_of_its_own(
        self, monkeypatch: pytest.MonkeyPatch, invoke: Invoke, world: World, log: Log, function: str
    ) -> None:
        before(world, function)
        event = event_of(world, function)
        for name in ("get_run", "begin_step", "record_failure"):
            monkeypatch.setattr(world.runs, name, _explode)
        with pytest.raises(InternalError) as failed:
            invoke(function, event)
        assert str(failed.value).startswith(f"KeyError in functions.{function}.handler")
        assert CANARY not in str(failed.value) + log.getvalue()
        assert log.entries[-1]["error"] == "KeyError"
        assert any("_explode" in frame for frame in log.entries[-1]["frames"])
        assert failed.value.__suppress_context__


def _explode(*_: object, **__: object) -> None:
    raise KeyError(CANARY)


@pytest.mark.parametrize("step", list(STEPS_OF_RECORDINGS))
class TestSteps:
    def test_a_repeat_answers_the_same(self, invoke: Invoke, world: World, step: Step) -> None:
        function = FUNCTION_OF[step]
        before(world, function)
        event = event_of(world, function)
        first = invoke(function, event)
        if step is not Step.FINALIZE:  # it has ended the run; see the use case's own test
            assert invoke(function, event) == first

    def test_a_named_error_keeps_its_name(self, invoke: Invoke, world: World, log: Log, step: Step) -> None:
        before(world, FUNCTION_OF[step])
        world.faults.set("acme", step, EngineTimeout("no answer"))
        with pytest.raises(EngineTimeout):
            invoke(FUNCTION_OF[step], event_of(world, FUNCTION_OF[step]))
        assert (log.entries[-1]["message"], log.entries[-1]["error"]) == ("refused", "EngineTimeout")

    def test_of_a_run_that_ended(self, invoke: Invoke, world: World, step: Step) -> None:
        before(world, FUNCTION_OF[step])
        event = event_of(world, FUNCTION_OF[step])
        world.runs.end_run(world.run(), RunStatus.STOPPED, InterviewStatus.FAILED, "stopped", ended())
        with pytest.raises(RunEnded):
            invoke(FUNCTION_OF[step], event)


class TestNothingSaid:
    """A canary in what was said never reaches the log, nor what travels through the machine."""

    @pytest.fixture
    def world(self) -> World:
        world = World()
        world.hearing.heard = heard(f"{CANARY} I plan.", f"It breaks, {CANARY}.")
        world.schedule()
        world.receive()
        return world

    @pytest.mark.parametrize("failing", [False, True])
    def test_in_any_step(self, invoke: Invoke, world: World, log: Log, failing: bool) -> None:
        before(world, "upload_and_transcribe")
        for step in STEPS_OF_RECORDINGS:
            if failing and step is not Step.UPLOAD:
                world.analyst.errors = [ValueError(f"cannot parse {CANARY}")]
                with pytest.raises(InternalError) as error:
                    invoke(FUNCTION_OF[step], event_of(world, FUNCTION_OF[step]))
                assert CANARY not in str(error.value)
            answer = invoke(FUNCTION_OF[step], event_of(world, FUNCTION_OF[step]))
            assert CANARY not in json.dumps(answer)
        assert len(log.entries) >= len(STEPS_OF_RECORDINGS)
        assert CANARY not in log.getvalue()

    def test_it_was_really_said(self, invoke: Invoke, world: World) -> None:
        before(world, "upload_and_transcribe")
        invoke("upload_and_transcribe", event_of(world, "upload_and_transcribe"))
        assert any(CANARY in text for text in world.artifacts.objects.values())


class TestEnds:
    def test_record_failure_takes_no_step(self, invoke: Invoke, world: World) -> None:
        event = event_of(world, "record_failure") | {"step": None}
        assert invoke("record_failure", event) == {"recorded": True}
        assert world.run().failures[0].step is None

    def test_record_failure_of_an_unknown_step(self, invoke: Invoke, world: World) -> None:
        with pytest.raises(InvalidRequest) as refused:
            invoke("record_failure", event_of(world, "record_failure") | {"step": "plan"})
        assert refused.value.field == "step"

    def test_conclude_after_a_failure(self, invoke: Invoke, world: World) -> None:
        invoke("record_failure", event_of(world, "record_failure"))
        with pytest.raises(RunFailed):
            invoke("conclude_run", IDS | {"redrives": 0, "redrivesPlanned": 0})
        assert invoke("conclude_run", IDS | {"redrives": 1, "redrivesPlanned": 0}) == {"again": True}

    def test_conclude_after_success(self, invoke: Invoke, world: World) -> None:
        world.do_all()
        assert invoke("conclude_run", IDS | {"redrives": 0, "redrivesPlanned": 0}) == {"again": False}


def test_every_error_that_leaves_is_a_name_of_ours(invoke: Invoke, world: World) -> None:
    with pytest.raises(ParleyError):
        invoke("plan_run", IDS | {"run": 9})


@pytest.mark.parametrize("function", FUNCTIONS)
def test_outputs_are_closed(function: str) -> None:
    with pytest.raises(ValidationError):
        contract(function).Output.model_validate({"somethingElse": 1})
