"""What proves that a webhook is ours. Two schemes with the same secret, keyed differently: see docs/webhooks.

`X-Webhook-Signature` is keyed by the bytes of the secret's text, all of it, `whsec_` too. Standard Webhooks is keyed by
the bytes that the part after `whsec_` stands for in base64. Only the second protects against replay.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from shared.domain.webhooks.secret import key_of

VERSION: Final = "1"


def body_signature(secret: str, body: bytes) -> str:
    """`sha256=<hex>` of the body alone."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def standard_signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,<base64>` of id, time in seconds since 1970, and body."""
    content = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key_of(secret), content, hashlib.sha256).digest()).decode()


def signature_headers(secrets: Sequence[str], message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of one attempt, made at `at`. `secrets` are those that live, the newest first.

    The one that has room for one signature carries the newest secret's; the other one carries all, a space between.
    """
    timestamp = int(at.timestamp())
    return {
        "X-Webhook-Signature": body_signature(secrets[0], body),
        "X-Webhook-Version": VERSION,
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(standard_signature(one, message_id, timestamp, body) for one in secrets),
    }
