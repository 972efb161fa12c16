"""What every ResourceStore does, for each kind of thing."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from shared.adapters.dynamodb_idempotency import DynamoIdempotency
from shared.adapters.dynamodb_kinds import call_guides, job_descriptions, job_questions, projects
from shared.adapters.dynamodb_resources import DynamoResources, Kind
from shared.domain.alongside import Alongside
from shared.domain.call_guide import CallGuide
from shared.domain.difficulty import Difficulty
from shared.domain.errors import Conflict, ParleyError, RequestInProgress, UnknownItem, UnknownProject, VersionStale
from shared.domain.idempotency import fingerprint, new_claim, scope_of
from shared.domain.job_description import JobDescription
from shared.domain.job_questions import JobQuestions
from shared.domain.persona import Persona
from shared.domain.project import Project, ProjectQuestion
from shared.ports import IdempotencyStore, ResourceStore
from shared.usecases.manage_projects import put_project
from tests.builders import at
from tests.contract.aws import client, new_table
from tests.contract.conftest import LEGS, endpoint_of
from tests.fakes import (
    Memory,
    MemoryIdempotency,
    memory_call_guides,
    memory_job_descriptions,
    memory_job_questions,
    memory_projects,
)
from tests.unit.domain.session.plans import ENGINE, call_guide, question

ORGANISATION = "acme"
KEPT: tuple[Kind[Any], ...] = (projects(), job_descriptions(), call_guides(), job_questions())
Kinds = dict[Any, ResourceStore[Any]]


@dataclass(frozen=True)
class Kept:
    """The stores of one table."""

    kinds: Mapping[Any, ResourceStore[Any]]
    idempotency: IdempotencyStore


@pytest.fixture(params=LEGS)
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    if request.param == "fake":
        memory = Memory()
        kinds: Kinds = {
            Project: memory_projects(memory),
            JobDescription: memory_job_descriptions(memory),
            JobQuestions: memory_job_questions(memory),
            CallGuide: memory_call_guides(memory),
        }
        yield Kept(kinds, MemoryIdempotency(memory))
        return
    with client("dynamodb", endpoint_of(request)) as dynamodb:
        table = new_table(dynamodb)
        real: Kinds = {kind.of: DynamoResources[Any](table, kind) for kind in KEPT}
        yield Kept(real, DynamoIdempotency(table))


def project(resource_id: str = "one") -> Project:
    return Project(id=resource_id, name="Übung ✓", questions=(ProjectQuestion(id="q1", text="Why?"),))


def job(resource_id: str = "one") -> JobDescription:
    return JobDescription(
        id=resource_id, title="Baker", difficulty=Difficulty.SENIOR, custom_questions=("Rye or wheat?",)
    )


def guide(resource_id: str = "one") -> CallGuide:
    return call_guide(id=resource_id)


def asked(resource_id: str = "one") -> JobQuestions:
    return JobQuestions.written(job(resource_id), [question(1)], ENGINE, ["a note"])


Make = Callable[..., Any]
KINDS = pytest.mark.parametrize(
    ("make", "unknown"), [(project, UnknownProject), (job, UnknownItem), (guide, UnknownItem), (asked, UnknownItem)]
)


def renamed(resource: Any) -> Any:
    fields: dict[str, object] = {"name": "other", "title": "other", "notes": ("other",)}
    (field,) = fields.keys() & type(resource).model_fields.keys()
    return resource.changed({field: fields[field]}, seen=resource.version)


@KINDS
class TestResources:
    def test_comes_back_as_it_was_created(self, kept: Kept, make: Make, unknown: type[ParleyError]) -> None:
        store = kept.kinds[type(make())]
        store.create(ORGANISATION, make())
        assert store.get(ORGANISATION, "one") == make()

    def test_another_organisation_has_none(self, kept: Kept, make: Make, unknown: type[ParleyError]) -> None:
        store = kept.kinds[type(make())]
        store.create(ORGANISATION, make())
        with pytest.raises(unknown):
            store.get("other", "one")
        with pytest.raises(VersionStale):
            store.delete("other", make())
        assert not store.page(ORGANISATION[:-1], limit=9, cursor=None).items  # whose name begins alike

    def test_an_id_is_taken_once(self, kept: Kept, make: Make, unknown: type[ParleyError]) -> None:
        store = kept.kinds[type(make())]
        store.create(ORGANISATION, make())
        with pytest.raises(Conflict):
            store.create(ORGANISATION, renamed(make()))
        assert store.get(ORGANISATION, "one") == make()

    def test_of_many_changes_of_one_version_one_is_made(
        self, kept: Kept, make: Make, unknown: type[ParleyError]
    ) -> None:
        store = kept.kinds[type(make())]
        store.create(ORGANISATION, make())

        def change(_: int) -> bool:
            try:
                store.change(ORGANISATION, renamed(make()))
            except VersionStale:
                return False
            return True

        with ThreadPoolExecutor(6) as pool:
            assert sorted(pool.map(change, range(6))) == [False] * 5 + [True]
        assert store.get(ORGANISATION, "one").version == 2

    def test_only_the_version_that_stands_is_deleted(self, kept: Kept, make: Make, unknown: type[ParleyError]) -> None:
        store = kept.kinds[type(make())]
        store.create(ORGANISATION, make())
        store.change(ORGANISATION, renamed(make()))
        with pytest.raises(VersionStale):
            store.delete(ORGANISATION, make())
        store.delete(ORGANISATION, renamed(make()))
        with pytest.raises(unknown):
            store.get(ORGANISATION, "one")
        with pytest.raises(VersionStale):
            store.change(ORGANISATION, renamed(renamed(make())))

    @pytest.mark.parametrize("limit", [1, 2, 3, 4])
    def test_pages_show_each_once_by_id(self, kept: Kept, make: Make, unknown: type[ParleyError], limit: int) -> None:
        store = kept.kinds[type(make())]
        for resource_id in ("b", "a", "c"):
            store.create(ORGANISATION, make(resource_id))
        store.create("other", make("d"))
        found, cursor = [], None
        while True:
            page = store.page(ORGANISATION, limit=limit, cursor=cursor)
            found += [resource.id for resource in page.items]
            cursor = page.cursor
            if cursor is None:
                break
        assert found == ["a", "b", "c"]

    def test_who_lost_the_claim_makes_nothing(self, kept: Kept, make: Make, unknown: type[ParleyError]) -> None:
        store = kept.kinds[type(make())]
        scope = scope_of(ORGANISATION, "POST", "/x", "key")
        lost = new_claim(scope, fingerprint({}, {}), owner="a", prefix="x_", at=at(0), lock=timedelta(1))
        with pytest.raises(RequestInProgress):
            store.create(ORGANISATION, make(), Alongside(completion=lost.completed()))
        with pytest.raises(unknown):
            store.get(ORGANISATION, "one")
        claim = kept.idempotency.claim(lost)
        store.create(ORGANISATION, make(), Alongside(completion=claim.completed()))
        assert kept.idempotency.claim(lost) == claim.completed()


def test_what_an_operator_puts_is_the_next_version(kept: Kept) -> None:
    own = kept.kinds[Project]
    assert put_project(ORGANISATION, project(), projects=own).version == 1
    assert put_project(ORGANISATION, project(), projects=own).version == 2
    assert own.get(ORGANISATION, "one").version == 2


def test_those_that_put_at_once_count_on(kept: Kept) -> None:
    with ThreadPoolExecutor(4) as pool:
        puts = pool.map(lambda _: put_project(ORGANISATION, project(), projects=kept.kinds[Project]), range(4))
    assert sorted(put.version for put in puts) == [1, 2, 3, 4]


def test_fifty_questions_and_personas_fit(kept: Kept) -> None:
    made = Project(
        id="full",
        name="Full",
        questions=tuple(ProjectQuestion(id=f"q{n}", text="x" * 2000) for n in range(50)),
        personas=tuple(Persona(id=f"p{n}", name="y" * 200, description="z" * 2000) for n in range(50)),
    )
    kept.kinds[Project].create(ORGANISATION, made)
    assert kept.kinds[Project].get(ORGANISATION, "full") == made


@pytest.mark.parametrize("kind", KEPT, ids=lambda kind: kind.entity)
def test_what_is_unknown_is_an_error_of_its_own_each_time(kind: Kind[Any]) -> None:
    """One that is raised twice keeps what everybody was about who met it."""
    assert kind.unknown() is not kind.unknown()
