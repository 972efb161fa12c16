"""What the API's description says in words of its own: of its parts, of parameters, of what every answer has."""

from typing import Any, Final

IDEMPOTENCY: Final = "Idempotency-Key"
IF_MATCH: Final = "If-Match"
TAGS: Final = {
    "interviews": "Begin interviews, list them, read them.",
    "runs": "How far an interview has come, and runs anew.",
    "results": "What an interview has yielded, each finding with its evidence.",
    "links": "The link by which a candidate takes part.",
    "candidates": "Invite candidates, one or many.",
    "webhooks": "Endpoints that are told of events, and what was sent to them.",
    "data": "What was erased, who did what, what was used, whose data it is.",
    "candidate": "Where a candidate's link leads; no API key.",
    "sessions": "Live interviews, for candidates: the token of the link is the bearer's.",
    "live interviews": "Live interviews, for parent platforms: the same under an API key.",
    "practice": "Practice interviews, for pages that keep the state of the interview and hand it back.",
    "projects": "What you want to learn: projects with their questions and personas.",
    "findings": "People and themes of a project, across its interviews.",
    "job descriptions": "What interviews for a job are prepared from.",
    "call guides": "What live interviews are held by: sections with questions, follow-ups and time.",
    "health": "Whether the API is there.",
    "problems": "What the codes of problems mean.",
}
# What the parameters in an address name, and filters that speak for themselves; the others say it where they are.
PARAMETERS: Final = {
    "audio": "Whether the answer waits for the sound of what comes next: `later` it is at `audio_url`.",
    "code": "The last part of a problem's `type`.",
    "days": "So many days back.",
    "delivery_id": "A delivery of the endpoint.",
    "endpoint_id": "A webhook endpoint of yours.",
    "finding_id": "A person or a theme of the project.",
    "guide_id": "A call guide of yours.",
    "interview_id": "An interview of yours.",
    "job_id": "A job description of yours.",
    "part_id": "A question or a persona of the project.",
    "project_id": "A project of yours.",
    "run": "The number of the run; the first is 1.",
    "status": "Only interviews that stand there.",
    "token": "The last part of the candidate's link; of the sound of a saying: of its `audio_url`.",
}
REQUEST_ID: Final = {
    "X-Request-Id": {"description": "Names the request, in our logs too.", "schema": {"type": "string"}}
}
RETRY_AFTER: Final = {
    "Retry-After": {"description": "Seconds after which it is worth trying again.", "schema": {"type": "string"}}
}
POLICIES: Final = {
    "RateLimit-Policy": {
        "description": "`burst`: how many calls at once; `interviews`: how many a month, where one is begun.",
        "schema": {"type": "string"},
        "example": '"burst";q=20;w=2',
    }
}
LINK: Final = {
    "type": "http",
    "scheme": "bearer",
    "description": "The token of a candidate's link: the last part of `interview_url`. It opens this one interview.",
}
PROBLEM: Final[dict[str, Any]] = {
    "title": "Problem",
    "description": "What is wrong, as RFC 9457 has it. `code` is for programs, `type` leads to what it means.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "code", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "Where it is read what that means."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": "string"},
        "remedy": {"type": "string", "description": "What helps, in words; a member of our own, which may be absent."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "RFC 6901, into the body; else where it was"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
