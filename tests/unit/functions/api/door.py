"""The API over fakes, and a caller of it as API Gateway's authorizer would name it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from functions.api.app import create_app
from functions.api.everything import EVERYTHING
from shared.domain.principal import Principal
from shared.runtime.bootstrap import Root
from shared.runtime.speech import Ears
from tests import fakes
from tests.builders import organisation, principal
from tests.unit.said import HEARD

# An application builds its routes when they are first asked for: most of what a test would cost.
BUILT: dict[tuple[tuple[str, Any], ...], FastAPI] = {}

STAGE = "/prod"  # API Gateway takes it off an address
SEEN_AT = "https://abc.example.org" + STAGE


class Killed(BaseException):
    """The process is gone: nothing of ours may catch it. The gateway answers 502."""


@dataclass
class Door:
    """Everything behind the API, in memory. `caller` is who calls; None for nobody."""

    clock: fakes.SettableClock = field(default_factory=fakes.SettableClock)
    memory: fakes.Memory = field(default_factory=fakes.Memory)
    caller: Principal | None = field(default_factory=principal)

    def __post_init__(self) -> None:
        self.memory.organisations.setdefault("acme", organisation())  # whom no key opens anything for otherwise
        self.media = fakes.MemoryMedia(self.clock)
        self.artifacts = fakes.MemoryArtifacts()
        self.signing = fakes.FixedSigningKeys()
        self.mailer = fakes.RecordedMailer()
        self.workflow = fakes.MemoryWorkflow()
        self.endpoints = fakes.MemoryEndpoints()
        self.deliveries = fakes.MemoryDeliveries()
        self.delivery_queue = fakes.MemoryDeliveryQueue(self.clock)
        self.audit = fakes.MemoryAudit(self.memory)
        self.sessions = fakes.MemorySessions(self.memory)
        self.hearing = fakes.ScriptedSpeechToText(heard=HEARD)
        self.interviewer = fakes.ScriptedInterviewer()
        self.voice = fakes.ScriptedTextToSpeech()
        self.engines = fakes.ScriptedEngines(
            fakes.ScriptedAnalyst(), self.hearing, the_interviewer=self.interviewer, the_voice=self.voice
        )

    def ports(self) -> dict[str, Any]:
        """The fakes by the names that the root has for them."""
        return {
            "clock": self.clock,
            "idempotency": fakes.MemoryIdempotency(self.memory),
            "interviews": fakes.MemoryInterviews(self.memory),
            "projects": fakes.memory_projects(self.memory),
            "findings": fakes.MemoryFindings(self.memory),
            "job_descriptions": fakes.memory_job_descriptions(self.memory),
            "job_questions": fakes.memory_job_questions(self.memory),
            "call_guides": fakes.memory_call_guides(self.memory),
            "organisations": fakes.MemoryOrganisations(self.memory),
            "interview_lists": fakes.MemoryInterviewLists(self.memory),
            "runs": fakes.MemoryRuns(self.memory),
            "results": fakes.MemoryResults(self.memory),
            "ledger": fakes.MemoryLedger(self.memory),
            "admission": fakes.MemoryAdmission(self.memory),
            "media": self.media,
            "artifacts": self.artifacts,
            "signing": self.signing,
            "mailer": self.mailer,
            "workflow": self.workflow,
            "quotas": fakes.MemoryQuotas(self.memory),
            "endpoints": self.endpoints,
            "deliveries": self.deliveries,
            "delivery_queue": self.delivery_queue,
            "webhook_sender": fakes.ScriptedSender(self.clock),
            "outbox": fakes.MemoryOutbox(),
            "audit": self.audit,
            "sessions": self.sessions,
            "engines": self.engines,
            "ears": Ears(fakes.ScriptedDecoder(), fakes.ScriptedTranscriptReader(), fakes.ScriptedVoices()),
            "erasures": fakes.MemoryErasures(self.memory),
            "erasure_queue": fakes.MemoryQueue(),
            "erasure_quiet_seconds": 960,
            "public_url": "https://{api_id}.example.org" + STAGE,
            "own_hosts": "{api_id}.example.org,parley.acme.example",
            "lane_slots": 5,
            "organisation_slots": 5,
        }

    def root(self) -> Root:
        """The composition root over the fakes."""
        root = Root()
        vars(root).update(self.ports())
        return root

    def app(self, **how: Any) -> FastAPI:
        """All routes over the fakes, whichever function serves them. The last door that asked for it is behind it."""
        root = self.root()
        app = BUILT.setdefault(tuple(how.items()), create_app(lambda: root, EVERYTHING, **how))
        app.state.root = lambda: root
        return app

    def own_app(self) -> FastAPI:
        """The same, for who changes it."""
        root = self.root()
        return create_app(lambda: root, EVERYTHING)

    @contextmanager
    def client(self, app: FastAPI | None = None) -> Iterator[TestClient]:
        """A client whose requests come as API Gateway hands them on."""
        with TestClient(self._behind_gateway(app or self.app()), raise_server_exceptions=False) as client:
            yield client

    def _behind_gateway(self, app: FastAPI) -> Any:
        async def gateway(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http":
                scope["aws.event"] = {"requestContext": self.context()}
                scope["path"] = scope["path"].removeprefix(STAGE)
            try:
                await app(scope, receive, send)
            except Killed:
                await Response(status_code=502)(scope, receive, send)

        return gateway

    def context(self) -> dict[str, Any]:
        """The context of a request."""
        known: dict[str, Any] = {"requestId": str(uuid4()), "apiId": "abc"}
        return known | ({"authorizer": self.caller.as_context()} if self.caller else {})


def key(text: str = "") -> dict[str, str]:
    """The header of a request that makes something."""
    return {"Idempotency-Key": text or str(uuid4())}
