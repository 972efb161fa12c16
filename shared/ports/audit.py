"""What is needed to keep the record of who did what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from shared.domain.audit import Deed
    from shared.domain.audit_chain import AuditEntry, AuditHead
    from shared.ports.stores import Page


class AuditLog(Protocol):
    """One chain per tenant. Nothing in it is ever changed; its oldest part is let go of after its time."""

    def append(self, organisation_id: str, deed: Deed) -> AuditEntry:
        """Puts the deed at the end, whoever else does so at the same time. Raises StorageThrottled."""
        ...

    def note(self, organisation_id: str, deed: Deed) -> None:
        """Puts the deed down and waits for nobody; whoever reads the log finds it in the chain.

        Until then it stands by itself; at night it takes its place at the latest. Raises StorageThrottled.
        """
        ...

    def page(self, organisation_id: str, *, limit: int, cursor: str | None = None) -> Page[AuditEntry]:
        """Newest first. Raises InvalidRequest for a cursor that is not ours."""
        ...

    def entries(self, organisation_id: str) -> Iterator[AuditEntry]:
        """All of them, the oldest first: for verification."""
        ...

    def start(self, organisation_id: str) -> AuditHead:
        """After what the chain begins: the last entry that was let go of."""
        ...

    def let_go(self, organisation_id: str, before: datetime, at: datetime) -> int:
        """Removes the oldest entries, made before; how many. The newest one always stays.

        Each part that goes leaves an entry, in the same transaction, that says so.
        """
        ...

    def head(self, organisation_id: str) -> AuditHead:
        """The end of the chain."""
        ...
