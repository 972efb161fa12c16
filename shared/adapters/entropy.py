"""Bytes that nobody can guess."""

import secrets

from shared.domain.limits import API_KEY_ENTROPY_BYTES


def key_entropy() -> bytes:
    """What a new API key is made of."""
    return secrets.token_bytes(API_KEY_ENTROPY_BYTES)
