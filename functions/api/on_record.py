"""Who has changed what by the API: each change by a key is noted for the audit chain, by ids; and who was kept out.

A repeat is not noted again: nothing was changed. A key that asks for what is not its own is on record by what it asked,
not for what: an id that nobody has may say anything. What a candidate does is no key's.
"""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Final

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool

from functions.api.statuses import status_of
from functions.api.strict_json import StrictRoute
from shared.domain.audit import Deed, Outcome
from shared.domain.errors import ParleyError, TransientError
from shared.domain.limits import MAX_AUDIT_OBJECTS
from shared.domain.principal import Principal
from shared.runtime.observability import logger

REFUSED: Final = 400
KEPT_OUT: Final = (403, 404)
CALLER: Final = "parley.caller"
MADE: Final = "parley.made"
DEEDS: Final[Mapping[str, str]] = {
    "scheduleInterview": "interview.scheduled",
    "createInterview": "interview.created",
    "inviteCandidates": "candidates.invited",
    "createRun": "run.created",
    "renewLink": "link.renewed",
    "revokeLink": "link.revoked",
    "createProject": "project.created",
    "changeProject": "project.changed",
    "deleteProject": "project.deleted",
    "addQuestion": "question.added",
    "changeQuestion": "question.changed",
    "removeQuestion": "question.removed",
    "addPersona": "persona.added",
    "changePersona": "persona.changed",
    "removePersona": "persona.removed",
    "findPerson": "person.sought",
    "changePerson": "person.changed",
    "changeTheme": "theme.changed",
    "createJobDescription": "job_description.created",
    "changeJobDescription": "job_description.changed",
    "deleteJobDescription": "job_description.deleted",
    "makeQuestions": "job_questions.made",
    "putQuestions": "job_questions.changed",
    "createCallGuide": "call_guide.created",
    "changeCallGuide": "call_guide.changed",
    "deleteCallGuide": "call_guide.deleted",
    "createWebhook": "webhook.created",
    "changeWebhook": "webhook.changed",
    "deleteWebhook": "webhook.deleted",
    "rotateWebhookSecret": "webhook_secret.rotated",
    "testWebhook": "webhook.tested",
    "resendDelivery": "delivery.resent",
    "recoverDeliveries": "deliveries.recovered",
    "startSessionByKey": "session.started",
    "endSessionByKey": "session.ended",
}


class RecordedRoute(StrictRoute):
    """A route whose changes are on record, when it makes any that are not written down with the change itself."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        action = DEEDS.get(str(self.operation_id))

        async def recorded(request: Request) -> Response:
            try:
                response = await handle(request)
            except ParleyError as error:
                if status_of(type(error)) in KEPT_OUT and CALLER in request.scope:
                    await run_in_threadpool(_note, request, "access.refused", [str(self.operation_id)], Outcome.REFUSED)
                raise
            replayed = "Idempotent-Replayed" in request.scope.get("parley.headers", {})
            if action and response.status_code < REFUSED and not replayed:
                await run_in_threadpool(_note, request, action, self._objects(request, response))
            return response

        return recorded

    def _objects(self, request: Request, response: Response) -> Sequence[str]:
        """What it was done to: the ids in the address, and what was made."""
        named = [str(name) for name in request.path_params.values()]
        made = request.scope.get(MADE) or _last(response.headers.get("location", ""))
        return [*named, *(one for one in made if one not in self.path.split("/"))]


def _last(location: str) -> Sequence[str]:
    """`/api/v1/projects/prj_1` -> `prj_1`; a run's number with what it is the number of."""
    before, last = location.split("/")[-2:] if "/" in location else ("", "")
    return [f"{before}/{last}" if last.isdecimal() else last] if last else []


def _note(request: Request, action: str, objects: Sequence[str], outcome: Outcome = Outcome.DONE) -> None:
    """The change is made, so that its caller is not told of trouble here: the entry is in the log, by its ids."""
    caller: Principal = request.scope[CALLER]
    root, request_id = request.app.state.root(), str(request.scope["parley.request_id"])
    for start in range(0, max(1, len(objects)), MAX_AUDIT_OBJECTS):
        some = tuple(objects[start : start + MAX_AUDIT_OBJECTS])
        deed = Deed(
            at=root.clock.now(),
            actor=caller.key_id,
            action=action,
            objects=some,
            outcome=outcome,
            request_id=request_id,
        )
        try:
            root.audit.note(caller.organisation_id, deed)
        except TransientError as error:
            logger().error("not on record", extra={"error": type(error).__name__} | deed.model_dump(mode="json"))
