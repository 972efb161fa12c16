"""New ids and secrets of webhook endpoints."""

import secrets

from shared.domain.webhooks.limits import FRESH_SECRET_BYTES
from shared.domain.webhooks.secret import secret_from


def new_endpoint_id() -> str:
    """An id that nobody has used; ids sort by time."""
    from ulid import ULID

    return f"whe_{str(ULID()).lower()}"


def new_test_id() -> str:
    """What tells one test from the others."""
    from ulid import ULID

    return str(ULID()).lower()


def new_webhook_secret() -> str:
    """A secret that nobody can guess."""
    return secret_from(secrets.token_bytes(FRESH_SECRET_BYTES))
