"""Organisations and keys as they are named on the command line."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from cli.arguments import parse_pairs, parse_span
from cli.stage import Session
from shared.domain.errors import InvalidRequest
from shared.domain.organisation import DataKind, Organisation, OrganisationStatus, Plan, Quotas, Retention, plan_quotas
from shared.domain.principal import Scope
from shared.domain.tenant import Mode
from shared.usecases.manage_api_keys import KeyRequest
from shared.usecases.manage_organisations import OrganisationChange, create_organisation

E = TypeVar("E", bound=StrEnum)
Amounts = tuple[int | None, int | None]  # interviews, minutes of audio


def make_organisation(session: Session, org: str, name: str, plan: str, amounts: Amounts) -> Organisation:
    """The new organisation. Raises InvalidRequest, OrganisationExists."""
    named = parse_plan(plan)
    quotas = _quotas(None, named, amounts)
    return create_organisation(org, name, named, quotas, ports=session.root.organisation_ports)


def read_change(
    known: Organisation,
    *,
    name: str | None,
    plan: str | None,
    amounts: Amounts,
    plan_quotas: bool,
    status: str | None,
    keep: Sequence[str],
    abandoned_minutes: int | None,
) -> OrganisationChange:
    """What shall be otherwise. Raises InvalidRequest."""
    if plan_quotas and any(amount is not None for amount in amounts):
        raise InvalidRequest("goes with no other quota", field="plan-quotas", remedy="leave one of them out")
    named = parse_plan(plan) if plan else None
    return OrganisationChange(
        name=name,
        plan=named,
        quotas=_quotas(known, named or known.plan, amounts),
        plan_quotas=plan_quotas,
        retention=_retention(known.retention, keep) if keep else None,
        status=_one_of(OrganisationStatus, status, "status") if status else None,
        abandoned_minutes=abandoned_minutes,
    )


def read_key_request(name: str, mode: str, scopes: Sequence[str], expires_in: str | None, now: datetime) -> KeyRequest:
    """The key that is wanted. Raises InvalidRequest."""
    return KeyRequest(
        name=name,
        mode=_one_of(Mode, mode, "mode"),
        scopes=frozenset(_one_of(Scope, scope, "scope") for scope in scopes),
        expires_at=now + parse_span(expires_in, field="expires-in") if expires_in else None,
    )


def parse_plan(text: str) -> Plan:
    """The plan of that name. Raises InvalidRequest."""
    return _one_of(Plan, text, "plan")


def _one_of(kind: type[E], text: str, field: str) -> E:
    try:
        return kind(text)
    except ValueError:
        remedy = f"use {', '.join(kind)}"
        raise InvalidRequest(f"there is no such {field}", field=field, remedy=remedy) from None


def _quotas(known: Organisation | None, plan: Plan, amounts: Amounts) -> Quotas | None:
    """None where neither is named. What is not named is as it was, or as the plan has it."""
    interviews, minutes = amounts
    if interviews is None and minutes is None:
        return None
    base = (known.quotas if known else None) or plan_quotas(plan)
    return Quotas(
        interviews=base.interviews if interviews is None else interviews,
        audio_minutes=base.audio_minutes if minutes is None else minutes,
    )


def _retention(known: Retention, keep: Sequence[str]) -> Retention:
    days = parse_pairs(keep, field="keep")
    wrong = [name for name, text in days.items() if name not in set(DataKind) or not (text.isdecimal() or text == "")]
    if wrong:
        remedy = f"write KIND=DAYS with a kind of {', '.join(DataKind)}"
        raise InvalidRequest(f"{wrong[0]} cannot be kept so", field="keep", remedy=remedy)
    return Retention.model_validate(dict(known) | {name: int(text) if text else None for name, text in days.items()})
