"""Tenants: the live and the sandbox data of an organisation, by the id that stores, buckets and queues see."""

import hashlib
from enum import StrEnum
from typing import Final

SANDBOX_SUFFIX: Final = "__sandbox"


class Mode(StrEnum):
    """Live data is real; sandbox data is for trying things out, and its engines are the embedded ones."""

    LIVE = "live"
    SANDBOX = "sandbox"


def tenant_id(organisation_id: str, mode: Mode) -> str:
    """Whose data it is: an organisation's live or its sandbox data."""
    return organisation_id + SANDBOX_SUFFIX if mode is Mode.SANDBOX else organisation_id


def organisation_of(tenant: str) -> str:
    """The organisation that a tenant is of."""
    return tenant.removesuffix(SANDBOX_SUFFIX)


def mode_of(tenant: str) -> Mode:
    """Whether the tenant holds live or sandbox data."""
    return Mode.SANDBOX if tenant.endswith(SANDBOX_SUFFIX) else Mode.LIVE


def usage_identifier(tenant: str, realm: str) -> str:
    """The name by which API Gateway counts a tenant's calls. It opens nothing: it is no credential.

    `realm` is what differs between stages that share an account, because such names are unique in one.
    """
    return hashlib.sha256(f"{realm} {tenant}".encode()).hexdigest()[:40]
