"""The routers of live interviews, which are answered by a function of their own: it alone has the engines."""

from typing import Final

from functions.api.routes import brain, job_questions, sessions, speech

LIVE: Final = (job_questions.router, speech.router, sessions.router, sessions.keyed_router, brain.router)
