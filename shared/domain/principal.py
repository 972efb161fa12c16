"""Who calls, and what they may do. The authorizer makes it of a key, API Gateway hands it to the API."""

from collections.abc import Mapping
from enum import StrEnum

from shared.domain.errors import InternalError, MissingScope
from shared.domain.organisation import Plan
from shared.domain.tenant import Mode, organisation_of
from shared.domain.value import Value


class Scope(StrEnum):
    """What a key may be used for. `admin` is all of it."""

    INTERVIEWS_READ = "interviews:read"
    INTERVIEWS_WRITE = "interviews:write"
    WEBHOOKS_MANAGE = "webhooks:manage"
    ADMIN = "admin"


class Principal(Value):
    """Who calls. `organisation_id` is a tenant's id: what every store is asked with."""

    organisation_id: str
    key_id: str
    mode: Mode
    scopes: frozenset[Scope]
    plan: Plan

    @property
    def organisation(self) -> str:
        """The organisation itself, whichever of its data the key is for."""
        return organisation_of(self.organisation_id)

    def may(self, scope: Scope) -> bool:
        """Whether the caller's key has the scope."""
        return scope in self.scopes or Scope.ADMIN in self.scopes

    def need(self, scope: Scope) -> None:
        """Raises MissingScope."""
        if not self.may(scope):
            raise MissingScope(f"the key lacks the scope {scope}", field="scope")

    def as_context(self) -> dict[str, str]:
        """As API Gateway hands it on: text by name."""
        return {
            "organisationId": self.organisation_id,
            "keyId": self.key_id,
            "mode": self.mode.value,
            "scopes": " ".join(sorted(self.scopes)),
            "plan": self.plan.value,
        }


def principal_from(context: Mapping[str, object]) -> Principal:
    """The principal of an authorizer's context; what API Gateway adds to it is passed over.

    Raises InternalError when it is none: a route was reached that has no authorizer.
    """
    try:
        return Principal(
            organisation_id=str(context["organisationId"]),
            key_id=str(context["keyId"]),
            mode=Mode(str(context["mode"])),
            scopes=frozenset(Scope(name) for name in str(context["scopes"]).split()),
            plan=Plan(str(context["plan"])),
        )
    except (KeyError, ValueError):
        raise InternalError("the request came without a principal") from None
