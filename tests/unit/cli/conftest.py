"""A command line on a stage in memory."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from cli.stage import Connection, Session, StageName
from shared.runtime.bootstrap import Root
from tests.fakes import Memory
from tests.unit.cli.machine import TALK, Bucket, Machine, stage_in_memory

PROJECT = {
    "name": "Front desk",
    "questions": [{"id": "q1", "text": "What is hard?"}, {"id": "q2", "text": "What of the price?"}],
    "personas": [{"id": "p2", "name": "Front-desk worker"}],
}


@dataclass
class Parley:
    """Calls commands."""

    session: Session
    root: Root
    memory: Memory
    machine: Machine
    bucket: Bucket
    folder: Path

    def __call__(self, *arguments: str, code: int = 0) -> Result:
        """The outcome, whose exit status must be `code`."""
        self.session.as_json = False
        result = CliRunner().invoke(app, list(arguments), obj=self.session)
        assert result.exit_code == code, result.output
        return result

    def json(self, *arguments: str, code: int = 0) -> Any:
        """What stdout holds, which must be one JSON value."""
        return json.loads(self(*arguments, "--json", code=code).stdout)

    def file(self, content: str | bytes, name: str = "talk.vtt") -> str:
        """A file of that content."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    def submitted(self, code: int = 0) -> str:
        """The id of an interview that has run."""
        answer = self.json("submit", self.file(TALK), "--project", "front-desk", "--wait", code=code)
        return str(answer["submitted"][0]["interviewId"])

    @property
    def last_id(self) -> str:
        """The newest interview."""
        return str(self.json("interviews")["items"][0]["id"])


@pytest.fixture
def make_parley(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[StageName], Parley]:
    """Makes a command line on a stage."""
    monkeypatch.setenv("COLUMNS", "140")
    monkeypatch.setattr("cli.watch.POLL_SECONDS", 0.0)

    def make(stage: StageName) -> Parley:
        root, memory, machine, bucket = stage_in_memory()
        connection = Connection(root, lambda _: None, bucket.client, {})
        session = Session(stage, "demo", tmp_path, connect=lambda _: connection)
        return Parley(session, root, memory, machine, bucket, tmp_path)

    return make


@pytest.fixture
def parley(make_parley: Callable[[StageName], Parley]) -> Parley:
    """A command line on stage local, with a project."""
    made = make_parley(StageName.LOCAL)
    made("project", "put", made.file(json.dumps(PROJECT), "project.json"))
    return made
