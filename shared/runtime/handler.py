"""What stands around every handler: input and settings are validated, errors get names, logs get ids."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from shared.domain.errors import InternalError, InvalidRequest, ParleyError
from shared.runtime.invocation import note_deadline, note_invocation
from shared.runtime.observability import frames_of, logger
from shared.runtime.settings import Settings, load_settings

I = TypeVar("I", bound=BaseModel)  # noqa: E741 - input
S = TypeVar("S", bound=Settings)
Event = Mapping[str, Any]
LambdaHandler = Callable[[Event, Any], Any]
LOGGED_IDS = ("organisation_id", "interview_id", "run")


def lambda_handler(kind: type[I], settings: type[S]) -> Callable[[Callable[[I, S], Any]], LambdaHandler]:
    """Makes a Lambda handler of a function of typed input and settings.

    The handler raises named errors only: an unexpected one becomes InternalError, its message left out.
    """

    def decorate(handle: Callable[[I, S], Any]) -> LambdaHandler:
        @wraps(handle)
        def handler(event: Event, context: Any) -> Any:
            note_deadline(context)
            note_invocation(context)
            started = parse(kind, event)
            _identify(started, context)
            return _guarded(lambda: handle(started, load_settings(settings)), handle.__module__)

        return handler

    return decorate


def watched(answer: LambdaHandler) -> LambdaHandler:
    """A handler of somebody else's making, with its deadline known to who calls engines."""

    def handler(event: Event, context: Any) -> Any:
        note_deadline(context)
        note_invocation(context)
        return answer(event, context)

    return handler


def parse(kind: type[I], event: Event) -> I:
    """The event as input, or InvalidRequest that names the fields."""
    try:
        return kind.model_validate(event)
    except ValidationError as error:
        fields = sorted({".".join(map(str, problem["loc"])) for problem in error.errors()})
        raise InvalidRequest(f"cannot be used: {', '.join(fields)}", field=fields[0] or "event") from None


def _identify(started: BaseModel, context: Any) -> None:
    ids = {name: getattr(started, name) for name in LOGGED_IDS if hasattr(started, name)}
    logger().append_keys(request_id=getattr(context, "aws_request_id", None), **ids)


def _guarded(work: Callable[[], Any], where: str) -> Any:
    try:
        result = work()
    except ParleyError as error:
        logger().warning("refused", extra={"error": type(error).__name__, "field": error.field})
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it leaves here with a name
        logger().error("unexpected", extra={"error": type(error).__name__, "frames": frames_of(error)})
        raise InternalError(f"{type(error).__name__} in {where}") from None
    logger().info("done")
    return result.model_dump(mode="json", by_alias=True) if isinstance(result, BaseModel) else result
