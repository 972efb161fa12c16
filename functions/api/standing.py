"""What callers are told of their month when they have begun an interview."""

from fastapi import Response

from functions.api.caller import Outside
from shared.domain.principal import Principal
from shared.usecases.take_quota import QuotaPorts, standing_of


def tell_standing(response: Response, caller: Principal, root: Outside) -> None:
    """Puts the month's quota and what is left of it into the answer's headers."""
    ports = QuotaPorts(root.organisations, root.quotas)
    response.headers.update(standing_of(caller.organisation_id, root.clock.now(), ports=ports))
