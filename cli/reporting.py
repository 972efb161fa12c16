"""The one place where errors become an exit status and words."""

import sys
from typing import Any

import typer
from typer.core import TyperGroup

from cli.errors import StageUnavailable
from cli.exit_codes import ExitCode
from cli.output import print_json, stderr
from shared.domain.errors import (
    Conflict,
    EngineUnavailable,
    InternalError,
    InvalidInput,
    InvalidRequest,
    ParleyError,
    TransientError,
)

CONTROL_FLOW = (typer.Exit, typer.Abort, typer.TyperException)
UNAVAILABLE = (StageUnavailable, EngineUnavailable, TransientError)
# By name, because they live in packages that most commands never import.
UNAVAILABLE_NAMES = {"EmulatorFailed", "DeployFailed", "WaitTimedOut"}
AWS_REMEDY = "check the credentials, --region, and that the stack is deployed"


class ReportingGroup(TyperGroup):
    """The root command: whatever a command raises ends here, without a stack trace."""

    def invoke(self, ctx: Any) -> Any:
        """Runs the command."""
        try:
            return super().invoke(ctx)
        except CONTROL_FLOW:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the reader gets a line and a remedy
            named = name_error(error, local=getattr(ctx.obj, "is_local", True))
            report(named, as_json=getattr(ctx.obj, "as_json", False))
            raise typer.Exit(exit_code_of(named)) from None


def report(error: ParleyError, *, as_json: bool) -> None:
    """Says what went wrong, to a program on stdout or to a person on stderr."""
    if as_json:
        print_json({"error": error_object(error)})
        return
    where = f"{error.field}: " if error.field else ""
    stderr.print(f"error: {type(error).__name__}: {where}{error.message}", style="red", markup=False, soft_wrap=True)
    stderr.print(f"remedy: {error.advice}", markup=False, soft_wrap=True)


def error_object(error: ParleyError) -> dict[str, str | None]:
    """The error for programs."""
    return {"type": type(error).__name__, "field": error.field, "message": error.message, "remedy": error.advice}


def exit_code_of(error: ParleyError) -> ExitCode:
    """Which exit status an error has."""
    if isinstance(error, UNAVAILABLE) or type(error).__name__ in UNAVAILABLE_NAMES:
        return ExitCode.UNAVAILABLE
    if isinstance(error, Conflict):
        return ExitCode.CONFLICT
    return ExitCode.INVALID if isinstance(error, InvalidInput) else ExitCode.FAILED


def name_error(error: Exception, *, local: bool) -> ParleyError:
    """The error under one of our names."""
    if isinstance(error, ParleyError):
        return error
    package = type(error).__module__.partition(".")[0]
    if package == "pydantic_core":
        return _invalid(error)
    if package in ("botocore", "boto3", "httpx", "httpcore") or isinstance(error, TimeoutError):
        remedy = StageUnavailable.remedy if local else AWS_REMEDY
        return StageUnavailable(f"{type(error).__name__}: {_first_line(error)}", remedy=remedy)
    return InternalError(f"{type(error).__name__} at {_place(error)}", remedy="this is a fault of ours: report it")


def _invalid(error: Any) -> InvalidRequest:
    """Pydantic's first problem, without the value."""
    from pydantic.alias_generators import to_camel

    problem = error.errors(include_url=False, include_input=False)[0]
    return InvalidRequest(problem["msg"], field=".".join(to_camel(str(part)) for part in problem["loc"]) or None)


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:300]


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else sys.argv[0]
