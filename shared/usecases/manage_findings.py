"""What humans make of the people and themes of a project."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from shared.domain.errors import UnknownItem
from shared.domain.finding import check_merge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.domain.finding import Finding
    from shared.ports import ResourceStore


def change_finding(
    organisation_id: str, finding_id: str, changes: Mapping[str, Any], *, seen: int, findings: ResourceStore[Finding]
) -> Finding:
    """Renamed, merged, or neither any more. Raises UnknownItem, VersionStale, InvalidRequest."""
    finding = findings.get(organisation_id, finding_id)
    check_merge(finding, changes, _into(organisation_id, changes, findings))
    changed = finding.changed(changes, seen=seen)
    findings.change(organisation_id, changed)
    return changed


def _into(organisation_id: str, changes: Mapping[str, Any], findings: ResourceStore[Finding]) -> Finding | None:
    wanted = changes.get("merged_into")
    with suppress(UnknownItem):
        return findings.get(organisation_id, wanted) if wanted else None
    return None
