"""The API over fakes, and a caller of it as API Gateway's authorizer would name it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Receive, Scope, Send

from functions.api.app import create_app
from shared.domain.principal import Principal
from shared.runtime.bootstrap import Root
from tests import fakes
from tests.builders import principal


@dataclass
class Door:
    """Everything behind the API, in memory. `caller` is who calls; None for nobody."""

    clock: fakes.SettableClock = field(default_factory=fakes.SettableClock)
    memory: fakes.Memory = field(default_factory=fakes.Memory)
    caller: Principal | None = field(default_factory=principal)

    def ports(self) -> dict[str, Any]:
        """The fakes by the names that the root has for them."""
        return {
            "clock": self.clock,
            "idempotency": fakes.MemoryIdempotency(self.memory),
            "interviews": fakes.MemoryInterviews(self.memory),
            "projects": fakes.MemoryProjects(self.memory),
        }

    def app(self) -> FastAPI:
        """The application over the fakes."""
        root = Root()
        vars(root).update(self.ports())
        return create_app(lambda: root)

    @contextmanager
    def client(self, app: FastAPI | None = None) -> Iterator[TestClient]:
        """A client whose requests come as API Gateway hands them on."""
        with TestClient(self._behind_gateway(app or self.app()), raise_server_exceptions=False) as client:
            yield client

    def _behind_gateway(self, app: FastAPI) -> Any:
        async def gateway(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http":
                scope["aws.event"] = {"requestContext": self.context()}
            await app(scope, receive, send)

        return gateway

    def context(self) -> dict[str, Any]:
        """The context of a request."""
        known: dict[str, Any] = {"requestId": str(uuid4()), "domainName": "api.example.org", "path": "/x"}
        return known | ({"authorizer": self.caller.as_context()} if self.caller else {})


def key(text: str = "") -> dict[str, str]:
    """The header of a request that makes something."""
    return {"Idempotency-Key": text or str(uuid4())}
