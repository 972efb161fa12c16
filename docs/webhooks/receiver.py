"""Is this webhook Parley's, and was it sent just now? Python's standard library, and nothing else."""

import base64
import hashlib
import hmac

TOLERANCE_SECONDS = 300


def is_genuine(headers: dict[str, str], body: bytes, secret: str, now: float) -> bool:
    """`headers` by their names in small letters, `body` as it came, byte for byte; then answer 2xx and work later."""
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not (timestamp.isascii() and timestamp.isdigit()):
        return False
    if abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    encoded = secret.removeprefix("whsec_")
    key = base64.b64decode(encoded + "=" * (-len(encoded) % 4))
    signed = f"{message_id}.{timestamp}.".encode() + body
    wanted = b"v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    given = headers.get("webhook-signature", "").encode().split(b" ")
    return any(hmac.compare_digest(wanted, one) for one in given)
