"""Organisations are made and changed by operators, and how fast they may call with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.domain.alongside import Alongside
from shared.domain.audit import OPERATOR, Deed, Recorded
from shared.domain.bundle import Bundle
from shared.domain.organisation import Organisation, OrganisationStatus, Plan, Quotas, Retention
from shared.domain.tenant import Mode, tenant_id
from shared.domain.value import Value

if TYPE_CHECKING:
    from shared.ports import CallerLimits, Clock, OrganisationStore


class OrganisationPorts(Bundle):
    """What making and changing organisations needs."""

    organisations: OrganisationStore
    limits: CallerLimits
    clock: Clock


class OrganisationChange(Value):
    """What shall be otherwise; None leaves it as it is. `plan_quotas` gives up quotas of its own for its plan's."""

    name: str | None = None
    plan: Plan | None = None
    quotas: Quotas | None = None
    plan_quotas: bool = False
    retention: Retention | None = None
    status: OrganisationStatus | None = None
    abandoned_minutes: int | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of an organisation that change."""
        named = {name: value for name, value in self if value is not None and name != "plan_quotas"}
        return named | ({"quotas": None} if self.plan_quotas else {})


def create_organisation(
    organisation_id: str, name: str, plan: Plan, quotas: Quotas | None, *, ports: OrganisationPorts
) -> Organisation:
    """The new organisation, with live and sandbox data. Raises OrganisationExists, StorageThrottled.

    Where it is cut short after the first write, `change_organisation` makes the rest good.
    """
    at = ports.clock.now()
    made = Organisation(id=organisation_id, name=name, plan=plan, quotas=quotas, created_at=at, updated_at=at)
    ports.organisations.create_organisation(made, _recorded(made, "organisation.created"))
    _settle(made, ports)
    return made


def change_organisation(organisation_id: str, change: OrganisationChange, *, ports: OrganisationPorts) -> Organisation:
    """The organisation as it then is. Raises UnknownOrganisation."""
    known = ports.organisations.get_organisation(organisation_id)
    fields = dict(known) | change.fields | {"updated_at": ports.clock.now()}
    changed = Organisation.model_validate(fields)
    ports.organisations.put_organisation(changed, _recorded(changed, "organisation.changed"))
    _settle(changed, ports)
    return changed


def _settle(organisation: Organisation, ports: OrganisationPorts) -> None:
    """What follows from the organisation, after it is written: a repeat makes good what was cut short."""
    for mode in Mode:
        ports.limits.set_plan(tenant_id(organisation.id, mode), organisation.plan)


def _recorded(organisation: Organisation, action: str) -> Alongside:
    deed = Deed(at=organisation.updated_at, actor=OPERATOR, action=action, objects=(organisation.id,))
    return Alongside(recorded=Recorded(organisation_id=organisation.id, deed=deed))
