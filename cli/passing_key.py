"""A key to the API for as long as a command lasts: made as an operator makes one, revoked at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from cli.errors import StageUnavailable
from cli.stage import Session
from shared.adapters.entropy import key_entropy
from shared.domain.errors import OrganisationExists
from shared.domain.organisation import Plan
from shared.domain.principal import Scope
from shared.domain.tenant import Mode
from shared.usecases.manage_api_keys import KeyRequest, NewApiKey, create_api_key, revoke_api_key
from shared.usecases.manage_organisations import create_organisation

LIFE: Final = timedelta(hours=12)  # of a key whose command was killed


def api_of(session: Session) -> str:
    """The address of the stage's API. Raises StageUnavailable."""
    url = session.connection.outputs.get("ApiUrl", "")
    if not url:
        raise StageUnavailable("the stage has no API", field="stage")
    return url.rstrip("/")


def know_organisation(session: Session, organisation_id: str, name: str, plan: Plan) -> bool:
    """Makes the organisation where there is none; whether it did."""
    try:
        create_organisation(organisation_id, name, plan, None, ports=session.root.organisation_ports)
    except OrganisationExists:
        return False
    return True


@contextmanager
def passing_key(session: Session, organisation_id: str, mode: Mode, name: str) -> Iterator[NewApiKey]:
    """A key that may do everything. Raises UnknownOrganisation."""
    root = session.root
    asked = KeyRequest(name=name, mode=mode, scopes=frozenset({Scope.ADMIN}), expires_at=root.clock.now() + LIFE)
    made = create_api_key(organisation_id, asked, key_entropy(), ports=root.key_ports)
    try:
        yield made
    finally:
        revoke_api_key(organisation_id, made.key.id, ports=root.key_ports)
