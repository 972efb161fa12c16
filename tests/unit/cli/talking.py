"""`parley interview` on the API over fakes: its requests come over HTTP, and stay in the process."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from fastapi.testclient import TestClient

from cli.stage import Connection, Session, StageName
from shared.domain.evaluation.evaluation import AnswerScore, Dimension, Evaluation, Recommendation, Statement
from shared.domain.session.plan_kinds import QuestionKind
from shared.runtime.bootstrap import Root
from tests.builders import principal
from tests.fakes import MemoryApiKeys, RecordedLimits
from tests.fakes.engines import SCRIPTED
from tests.unit.functions.api.door import Door

API = "https://abc.example.org/prod"
EVALUATION = Evaluation(
    overall=72,
    scores={Dimension.TECHNICAL: 70},
    recommendation=Recommendation.CONSIDER,
    confidence=0.8,
    answers=(
        AnswerScore(
            question_id="q1",
            question="What did you do?",
            kind=QuestionKind.BEHAVIOURAL,
            turns=(1, 2),
            score=8.0,
            confidence=0.9,
            rationale="names the team",
            quotes=("I led five people",),
        ),
        AnswerScore(question_id="q2", question="Why?", kind=QuestionKind.TECHNICAL, turns=(3,), score=None),
    ),
    strengths=(Statement(text="leads people", question_ids=("q1",)),),
    red_flags=(Statement(text="contradicts itself", question_ids=("q2",)),),
    engine=SCRIPTED,
    prompt_version="1",
)


@dataclass
class Line:
    """The way to the API. `lost` requests do not come through, `broken` ones fail there.

    `status` is what the interview comes to in the end.
    """

    inner: TestClient
    lost: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    stored: dict[str, bytes] = field(default_factory=dict)
    status: str = "completed"

    def client(self) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(self._pass))

    def _pass(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/prod")
        self.seen.append(f"{request.method} {path}")
        if gone := next((begin for begin in self.lost if path.startswith(begin)), None):
            self.lost.remove(gone)
            raise httpx.ReadError("gone", request=request)
        if path in self.broken:
            self.broken.remove(path)
            return httpx.Response(502, text="Bad gateway")
        if request.url.host != "abc.example.org":
            return self._storage(request)
        return self._pipeline(path) or self._handed_on(path, request)

    def _handed_on(self, path: str, request: httpx.Request) -> httpx.Response:
        query = f"?{request.url.query.decode()}" if request.url.query else ""
        headers = {name: value for name, value in request.headers.items() if name not in {"host", "content-length"}}
        answer = self.inner.request(
            request.method, path + query, content=request.read(), headers=headers, follow_redirects=False
        )
        return httpx.Response(answer.status_code, headers=dict(answer.headers), content=answer.content)

    def _storage(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            self.stored["form"] = request.read()
            return httpx.Response(204)
        assert "authorization" not in request.headers
        return httpx.Response(200, headers={"content-type": "audio/wav"}, content=b"RIFF")

    def _pipeline(self, path: str) -> httpx.Response | None:
        """The state machine does not run here: this is what its results are like."""
        if path.endswith("/status"):
            run = {
                "planned_steps": ["upload", "evaluation"],
                "completed_steps": ["upload"],
                "current_step": "evaluation",
            }
            first = sum(line.endswith("/status") for line in self.seen) == 1
            state = {"status": "processing", "is_final": False} if first else {"status": self.status, "is_final": True}
            return httpx.Response(200, json={"run": run, "reason": None} | state)
        if path.endswith("/results"):
            made = EVALUATION.model_dump(mode="json") if self.status == "completed" else None
            return httpx.Response(200, json={"evaluation": made})
        return None


@dataclass
class Talk:
    """A stage whose API is over fakes, and the line to it."""

    door: Door
    line: Line
    root: Root
    session: Session

    def turns(self) -> list[Any]:
        return list(self.door.memory.answers.values())


@contextmanager
def talking(folder: Path) -> Iterator[Talk]:
    """An empty stage."""
    door = Door(caller=principal(plan="enterprise"))
    door.memory.organisations.clear()
    root = door.root()
    vars(root).update(api_keys=MemoryApiKeys(door.memory), caller_limits=RecordedLimits())
    with door.client() as inner:
        line = Line(inner)
        connection = Connection(root, lambda _: None, line.client, {"ApiUrl": API})
        yield Talk(door, line, root, Session(StageName.LOCAL, "acme", folder, connect=lambda _: connection))
