"""What an organisation keeps and changes, in memory."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from shared.domain.alongside import NOTHING, Alongside
from shared.domain.call_guide import CallGuide
from shared.domain.errors import Conflict, ParleyError, UnknownItem, UnknownProject, VersionStale
from shared.domain.finding import Finding, FindingKind
from shared.domain.interview import Interview
from shared.domain.job_description import JobDescription
from shared.domain.job_questions import JobQuestions
from shared.domain.project import Project
from shared.domain.resource import Resource
from shared.ports import Page
from tests.fakes.alongside import changing
from tests.fakes.memory import Memory

R = TypeVar("R", bound=Resource)
Held = dict[tuple[str, str], R]


class MemoryResources(Generic[R]):
    """Implements `ResourceStore`."""

    def __init__(self, memory: Memory, held: Held[R], unknown: Callable[[], ParleyError]) -> None:
        self._memory, self._held, self._unknown = memory, held, unknown

    def create(self, organisation_id: str, resource: R, along: Alongside = NOTHING) -> None:
        with changing(self._memory, along):
            if (organisation_id, resource.id) in self._held:
                raise Conflict("the id is taken", field="id", remedy="choose another id")
            self._held[organisation_id, resource.id] = resource

    def get(self, organisation_id: str, resource_id: str) -> R:
        found = self._held.get((organisation_id, resource_id))
        if found is None:
            raise self._unknown()
        return found

    def change(self, organisation_id: str, resource: R, along: Alongside = NOTHING) -> None:
        with changing(self._memory, along):
            self._check(organisation_id, resource.id, resource.version - 1)
            self._held[organisation_id, resource.id] = resource

    def delete(self, organisation_id: str, resource: R) -> None:
        with self._memory.transaction():
            self._check(organisation_id, resource.id, resource.version)
            del self._held[organisation_id, resource.id]

    def page(self, organisation_id: str, *, limit: int, cursor: str | None) -> Page[R]:
        with self._memory.transaction():
            own = sorted(resource_id for owner, resource_id in self._held if owner == organisation_id)
            wanted = [one for one in own if one > (cursor or "")][:limit]
            items = tuple(self._held[organisation_id, one] for one in wanted)
        return Page[Resource](items=items, cursor=wanted[-1] if len(wanted) == limit else None)  # type: ignore[return-value]

    def _check(self, organisation_id: str, resource_id: str, seen: int) -> None:
        known = self._held.get((organisation_id, resource_id))
        if known is None or known.version != seen:
            raise VersionStale("another version stands", field="header.if-match")


def memory_job_descriptions(memory: Memory) -> MemoryResources[JobDescription]:
    """Job descriptions."""
    gone = UnknownItem("there is no such job description in this organisation", field="jobDescriptionId")
    return MemoryResources(memory, memory.job_descriptions, lambda: gone)


def memory_job_questions(memory: Memory) -> MemoryResources[JobQuestions]:
    """The questions of jobs."""
    gone = UnknownItem("no questions were made for the job", field="jobDescriptionId")
    return MemoryResources(memory, memory.job_questions, lambda: gone)


def memory_call_guides(memory: Memory) -> MemoryResources[CallGuide]:
    """Call guides."""
    gone = UnknownItem("there is no such call guide in this organisation", field="callGuideId")
    return MemoryResources(memory, memory.call_guides, lambda: gone)


class MemoryFindings:
    """Implements `FindingStore`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def of(self, project_id: str, kind: FindingKind) -> MemoryResources[Finding]:
        held = self._memory.findings.setdefault((project_id, kind), {})
        return MemoryResources(self._memory, held, lambda: UnknownItem("there is no such finding", field="id"))

    def replace(self, interview: Interview, kind: FindingKind, found: Sequence[Finding]) -> None:
        with self._memory.transaction():
            held = self._memory.findings.setdefault((interview.project_id, kind), {})
            owner = interview.organisation_id
            before = {
                one.id: one for (org, _), one in held.items() if org == owner and one.interview_id == interview.id
            }
            for gone in before.keys() - {one.id for one in found}:
                del held[owner, gone]
            for one in found:
                held[owner, one.id] = before[one.id].found_again(one) if one.id in before else one


def memory_projects(memory: Memory) -> MemoryResources[Project]:
    """Projects."""
    gone = UnknownProject("there is no such project in this organisation", field="projectId")
    return MemoryResources(memory, memory.projects, lambda: gone)
