"""A stage of its own for a bench: the real app on a local AWS in a temporary folder, stopped at the end."""

import json
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import httpx

from bench.record import ROOT
from cli.stage import Connection, Session, StageName
from local import deploy, emulator
from shared.adapters.system_clock import new_interview_id
from shared.domain.interview import Interview
from shared.domain.interview_filter import InterviewFilter
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.project import Project
from shared.domain.tier import Tier
from shared.runtime.bootstrap import Root
from shared.usecases.all_pages import all_interviews
from shared.usecases.begin_interview import InterviewPlan, begin_interview
from shared.usecases.manage_projects import put_project
from shared.usecases.receive_upload import upload_form

ORGANISATION = "bench"
SAMPLES = ROOT / "samples"
SETTLED = {InterviewStatus.COMPLETED, InterviewStatus.FAILED, InterviewStatus.REJECTED}
SCRIPTED = {"aiEnv": "scripted"}
POLL_SECONDS = 0.2
T = TypeVar("T")


class TooSlow(Exception):
    """Something did not come to its end in time."""


@dataclass(frozen=True)
class Sandbox:
    """The stage, as an operator reaches it."""

    folder: Path
    _open: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def connection(self) -> Connection:
        """Ports, clients and outputs. A service has one client, which `close` closes."""
        made = Session(stage=StageName.LOCAL, organisation_id=ORGANISATION, home=self.folder).connection

        def client(service: str) -> Any:
            if service not in self._open:
                self._open[service] = made.client(service)
            return self._open[service]

        made.root.client = client
        return replace(made, client=client)

    def close(self) -> None:
        """Closes what was opened."""
        for client in self._open.values():
            client.close()
        if "_http" in vars(self):
            self._http.close()

    @property
    def root(self) -> Root:
        """The ports."""
        return self.connection.root

    def client(self, service: str) -> Any:
        """A client of the local AWS."""
        return self.connection.client(service)

    def put_project(self, sample: str = "scheduling-tool") -> str:
        """Puts a sample's project; its id."""
        put_project(ORGANISATION, Project(id=sample, **truth_of(sample)["project"]), projects=self.root.projects)
        return sample

    def submit(self, body: bytes, project_id: str, tier: Tier = Tier.ESSENTIAL, interview_id: str = "") -> InterviewKey:
        """A new interview, and its upload as the candidate's browser does it. Its id is drawn when none is given."""
        plan, chosen = InterviewPlan(project_id=project_id, tier=tier), interview_id or new_interview_id()
        key = begin_interview(ORGANISATION, chosen, plan, ports=self.root.beginning).key
        form = upload_form(key, self.root.media)
        self._http.post(form.url, data=form.fields, files={"file": ("upload", body)}).raise_for_status()
        return key

    @cached_property
    def _http(self) -> httpx.Client:
        return httpx.Client(trust_env=False, timeout=60)

    def interview(self, key: InterviewKey) -> Interview:
        """The interview now."""
        return self.root.interviews.get_interview(key)

    def settled(self, key: InterviewKey, seconds: float = 300) -> Interview:
        """The interview, once a run of it has ended. Raises TooSlow."""

        def look() -> Interview | None:
            interview = self.interview(key)
            return interview if interview.status in SETTLED and interview.active_run is None else None

        return wait_for(look, seconds)

    def with_status(self, status: InterviewStatus) -> Sequence[Interview]:
        """Every interview of that status."""
        return list(all_interviews(ORGANISATION, InterviewFilter(status=status), lists=self.root.interview_lists))


@dataclass
class Shared:
    """Stages that several benches use, by what they were told, and what stops them."""

    stages: dict[str, Sandbox] = field(default_factory=dict)
    ends: ExitStack | None = None


_SHARED = Shared()


@contextmanager
def sharing() -> Iterator[None]:
    """Within it, benches that ask for the same stage have one together: for quick ones, where a start takes longest."""
    with ExitStack() as ends:
        _SHARED.ends = ends
        try:
            yield
        finally:
            _SHARED.ends = None
            _SHARED.stages.clear()


@contextmanager
def sandbox(context: Mapping[str, str], *, wait_scale: float | None = None, own_server: str = "") -> Iterator[Sandbox]:
    """Started and deployed; `context` is what the stage is told, `own_server` a language model of one's own."""
    if _SHARED.ends is None:
        with _started(context, wait_scale, own_server) as stage:
            yield stage
        return
    name = json.dumps([dict(context), wait_scale, own_server])
    if name not in _SHARED.stages:
        _SHARED.stages[name] = _SHARED.ends.enter_context(_started(context, wait_scale, own_server))
    yield _SHARED.stages[name]


@contextmanager
def _started(context: Mapping[str, str], wait_scale: float | None, own_server: str) -> Iterator[Sandbox]:
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as temporary:
        home = Path(temporary)
        (home / deploy.CONTEXT).write_text(json.dumps(dict(context)))
        try:
            running = emulator.start(home, wait_scale=wait_scale)
            deploy.ensure_deployed(running, ROOT, own_server)
            with closing(Sandbox(home)) as stage:
                yield stage
        finally:
            emulator.stop(home)


def wait_for(look: Callable[[], T | None], seconds: float, every: float = POLL_SECONDS) -> T:
    """What `look` finds. Raises TooSlow."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found is not None:
            return found
        time.sleep(every)
    raise TooSlow(f"not within {seconds:.0f} s")


def truth_of(sample: str) -> dict[str, Any]:
    """The truth of a sample. It never reaches an engine."""
    truth: dict[str, Any] = json.loads((SAMPLES / f"{sample}.json").read_text(encoding="utf-8"))
    return truth


def transcript_text(sample: str = "scheduling-tool", *, times: int = 1, turns: int | None = None) -> bytes:
    """A ready transcript as `Name: text` lines: the sample's first turns, or the sample many times over."""
    said = truth_of(sample)["turns"][:turns]
    lines = [f"{turn['speaker'].title()}: {turn['text']}" for turn in said]
    return "\n".join(lines * times).encode()
