"""What a recruiter has decided of who was interviewed, beside the scores."""

from typing import Annotated

from fastapi import Request
from pydantic import StringConstraints

from functions.api.caller import Outside, Writer
from functions.api.fields import TEXT, InterviewId, Name
from functions.api.result_shapes import DecidedShape
from functions.api.routes.interviews import key_of
from functions.api.routing import resource
from functions.api.shapes import Shape
from shared.domain.decision import Decided, RecruiterDecision
from shared.domain.limits import MAX_TEXT_CHARACTERS
from shared.usecases.record_decision import DecisionPorts, record_decision

router = resource("results", "/api/v1/interviews/{interview_id}/decision")
Reason = Annotated[str, StringConstraints(pattern=TEXT, min_length=1, max_length=MAX_TEXT_CHARACTERS)]


class DecisionAsked(Shape):
    """What was decided, by whom, and why: by people, for reasons that they can name."""

    decision: Decided
    by: Name
    reason: Reason


@router.put("", operation_id="recordDecision")
def put_decision(
    interview_id: InterviewId, body: DecisionAsked, request: Request, caller: Writer, root: Outside
) -> DecidedShape:
    """Records what a recruiter has decided, in place of what was decided before. Results show it beside the scores."""
    made = RecruiterDecision(
        decided=body.decision, by=body.by, reason=body.reason, at=root.clock.now(), key_id=caller.key_id
    )
    ports = DecisionPorts(root.interviews, root.audit)
    record_decision(key_of(caller, interview_id), made, request.scope["parley.request_id"], ports=ports)
    return DecidedShape.of(made)
