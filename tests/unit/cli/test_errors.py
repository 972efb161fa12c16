"""Errors become one line and a remedy, or one JSON object, and an exit status."""

import httpx
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from pydantic import ValidationError

from cli.errors import DemoFailed, LocalStageOnly, StageUnavailable, UploadRefused, WaitTimedOut
from cli.exit_codes import ExitCode
from cli.reporting import exit_code_of, name_error
from cli.stage import Session, StageName
from local.deploy import DeployFailed
from local.emulator import EmulatorFailed
from shared.domain import errors
from shared.domain.errors import ParleyError
from shared.domain.project import Project
from tests.unit.cli.conftest import Parley

EXPECTED: dict[ExitCode, list[type[ParleyError]]] = {
    ExitCode.INVALID: [errors.InvalidRequest, errors.UnknownStep, errors.NoSpeech, LocalStageOnly, UploadRefused],
    ExitCode.CONFLICT: [errors.Conflict, errors.RunInProgress, errors.RunEnded, errors.RedriveRefused],
    ExitCode.UNAVAILABLE: [
        errors.EngineUnavailable,
        errors.EngineTimeout,
        errors.StorageThrottled,
        errors.WorkflowUnavailable,
        StageUnavailable,
        WaitTimedOut,
        EmulatorFailed,
        DeployFailed,
    ],
    ExitCode.FAILED: [errors.RunFailed, errors.StepDied, errors.InternalError, DemoFailed],
}


@pytest.mark.parametrize(("code", "kind"), [(code, kind) for code, kinds in EXPECTED.items() for kind in kinds])
def test_exit_status(code: ExitCode, kind: type[ParleyError]) -> None:
    assert exit_code_of(kind("message")) is code


@pytest.mark.parametrize(
    "error",
    [
        EndpointConnectionError(endpoint_url="http://127.0.0.1:1"),
        ClientError({"Error": {"Code": "ResourceNotFoundException", "Message": "no table"}}, "Query"),
        httpx.ConnectError("refused"),
        TimeoutError("locked"),
    ],
)
def test_what_does_not_answer_is_unavailable(error: Exception) -> None:
    named = name_error(error, local=True)
    assert exit_code_of(named) is ExitCode.UNAVAILABLE
    assert "parley up" in named.advice
    assert "credentials" in name_error(error, local=False).advice


def test_pydantic_names_the_field_and_not_the_value() -> None:
    with pytest.raises(ValidationError) as caught:
        Project.model_validate({"id": "p", "name": "x", "questions": [{"id": "a secret", "text": "y"}]})
    named = name_error(caught.value, local=True)
    assert (type(named).__name__, named.field) == ("InvalidRequest", "questions.0.id")
    assert "secret" not in named.message


def test_the_unexpected_is_a_line_too(parley: Parley, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parley.root.projects, "page", lambda *_, **__: 1 / 0)
    said = parley("projects", code=1).stderr
    assert said.startswith("error: InternalError: ZeroDivisionError at ")
    assert "Traceback" not in said


def test_an_error_for_a_person(parley: Parley) -> None:
    shown = parley("show", "nope", code=3)
    assert shown.stdout == ""
    assert shown.stderr.splitlines() == [
        "error: UnknownInterview: interviewId: there is no such interview in this organisation",
        "remedy: list them with `parley interviews`",
    ]


def test_an_error_for_a_program(parley: Parley) -> None:
    assert parley.json("show", "nope", code=3)["error"] == {
        "type": "UnknownInterview",
        "field": "interviewId",
        "message": "there is no such interview in this organisation",
        "remedy": "list them with `parley interviews`",
    }


def test_a_stage_that_is_not_up(parley: Parley) -> None:
    parley.session = Session(StageName.LOCAL, "demo", parley.folder)
    assert parley.json("status", code=5)["error"]["remedy"] == "start it with `parley up`"


def test_mistakes_of_writing(parley: Parley) -> None:
    parley("show", code=2)
    parley("redrive", code=2)
    parley("redrive", "int_1", "--failed", code=2)
    parley("redrive", "int_1", "--since", "2h", code=2)
    parley("redrive", "--failed", "--wait", code=2)
    parley("redrive", "int_1", "--native", "--from", "insights", code=2)
    parley("redrive", "--failed", "--native", code=2)
    parley("submit", "a.wav", code=2)
    parley("submit", "a.wav", "b.wav", "--to", "int_1", code=2)
