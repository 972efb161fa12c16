"""Who may do what, and how much of it."""

from datetime import datetime

from shared.domain.errors.base import Conflict, InvalidInput, ParleyError


class InvalidApiKey(ParleyError):
    """There is no key, or it opens nothing: mistyped, unknown, expired or revoked. Callers are not told which."""

    remedy = "send a valid key in the header X-API-Key"


class MissingScope(ParleyError):
    """The key is valid, but not for this."""

    remedy = "use a key that has the scope"


class UnknownOrganisation(InvalidInput):
    """No such organisation."""

    remedy = "list them with `parley orgs list`"


class UnknownApiKey(InvalidInput):
    """The organisation has no such key."""

    remedy = "list them with `parley keys list ORG`"


class OrganisationExists(Conflict):
    """The id is taken."""

    remedy = "choose another id"


class QuotaExceeded(Conflict):
    """The month's quota is used up. `resets_at` is when the next month begins."""

    remedy = "wait for the next month, or ask for a larger quota"

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        remedy: str | None = None,
        limit: int = 0,
        resets_at: datetime | None = None,
    ) -> None:
        super().__init__(message, field=field, remedy=remedy)
        self.limit, self.resets_at = limit, resets_at
