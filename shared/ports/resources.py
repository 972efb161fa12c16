"""What is needed to keep what an organisation changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from shared.domain.alongside import NOTHING
from shared.domain.job_description import JobDescription
from shared.domain.resource import Resource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.alongside import Alongside
    from shared.domain.finding import Finding, FindingKind
    from shared.domain.interview import Interview
    from shared.ports.stores import Page

R = TypeVar("R", bound=Resource)


class ResourceStore(Protocol[R]):
    """Things of one kind, by organisation. What is not there raises the error of its kind, such as UnknownProject."""

    def create(self, organisation_id: str, resource: R, along: Alongside = NOTHING) -> None:
        """One transaction with what stands beside it. Raises Conflict when the id is taken, RequestInProgress."""
        ...

    def get(self, organisation_id: str, resource_id: str) -> R:
        """As all writes before have left it."""
        ...

    def change(self, organisation_id: str, resource: R, along: Alongside = NOTHING) -> None:
        """Replaces the version before it. Raises VersionStale when another stands, or none; RequestInProgress."""
        ...

    def delete(self, organisation_id: str, resource: R) -> None:
        """Removes this version. Raises VersionStale when another stands, or none."""
        ...

    def page(self, organisation_id: str, *, limit: int, cursor: str | None) -> Page[R]:
        """By id. A cursor is the last id seen."""
        ...


JobDescriptionStore = ResourceStore[JobDescription]


class FindingStore(Protocol):
    """What interviews have yielded, by project."""

    def of(self, project_id: str, kind: FindingKind) -> ResourceStore[Finding]:
        """Those of one kind in a project."""
        ...

    def replace(self, interview: Interview, kind: FindingKind, found: Sequence[Finding]) -> None:
        """What an interview has yielded now, in place of what it had yielded before; changes by humans stay."""
        ...
