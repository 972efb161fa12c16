"""Signatures that anybody can check a receiver with: `python -m tests.signature_vectors` writes them anew."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shared.domain.webhooks.secret import secret_from
from shared.domain.webhooks.signature import body_signature, signature_headers, standard_signature

FILE = Path(__file__).parents[1] / "docs" / "webhooks" / "signature-vectors.json"
NOW = 1_772_443_800
OLD, NEW = secret_from(bytes(range(24))), secret_from(bytes(range(64, 128)))
UNPADDED = secret_from(bytes(range(40)))
BODY = '{"schema_version":1,"event":"interview.completed","event_id":"evt_1","data":{"summary":"Grüße 🙂"}}'
ID = "evt_int_1-r1-0-interview_completed"
ABOUT = (
    "Each vector: what a receiver has got, its secret, the time at which it looks (seconds since 1970), and whether it "
    "may believe it. The body's base64 stands for its bytes. Signatures of scheme `standard` are keyed by the bytes "
    "that the part of the secret after `whsec_` stands for in base64, those of scheme `body` by the bytes of the "
    "secret's text itself, `whsec_` too."
)
Vector = dict[str, Any]


def headers(*secrets: str, at: int = NOW, body: str = BODY, message_id: str = ID) -> dict[str, str]:
    made = signature_headers(secrets, message_id, datetime.fromtimestamp(at, UTC), body.encode())
    return {name.lower(): value for name, value in made.items() if name.startswith("webhook")}


def standard(
    name: str, *, valid: bool, given: dict[str, str], secret: str = OLD, body: str = BODY, now: int = NOW
) -> Vector:
    """A vector of Standard Webhooks."""
    return _vector("standard", name, valid=valid, headers=given, secret=secret, body=body) | {"now": now}


def plain(name: str, *, valid: bool, signature: str, secret: str, body: str) -> Vector:
    """A vector of the signature of the body alone."""
    given = {"x-webhook-signature": signature}
    return _vector("body", name, valid=valid, headers=given, secret=secret, body=body)


def _vector(scheme: str, name: str, *, valid: bool, headers: dict[str, str], secret: str, body: str) -> Vector:
    encoded = base64.b64encode(body.encode()).decode()
    return {"name": name, "scheme": scheme, "valid": valid, "secret": secret, "headers": headers, "body": encoded}


def without(given: dict[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in given.items() if key != name}


def vectors() -> list[Vector]:
    """All of them."""
    return [*_believed(), *_out_of_time(), *_refused(), *_plain()]


def _believed() -> list[Vector]:
    known = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    shared: dict[str, Any] = {
        "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "body": '{"test": 2432232314}',
        "now": 1614265330,
    }
    both, mixed = headers(NEW, OLD), headers(OLD)
    mixed["webhook-signature"] = f"v2,abc {mixed['webhook-signature']} v1a,def"
    return [
        standard("one secret", valid=True, given=headers(OLD)),
        standard("the published vector of Standard Webhooks", valid=True, given=known, **shared),
        standard("rotation, seen with the new secret", valid=True, given=both, secret=NEW),
        standard("rotation, seen with the former secret", valid=True, given=both, secret=OLD),
        standard("signatures of other versions beside ours", valid=True, given=mixed),
        standard("a secret without its padding", valid=True, given=headers(UNPADDED), secret=UNPADDED.rstrip("=")),
        standard("a secret without its prefix", valid=True, given=headers(OLD), secret=OLD.removeprefix("whsec_")),
        standard("an empty body", valid=True, given=headers(OLD, body=""), body=""),
        standard("a body that is no JSON", valid=True, given=headers(OLD, body="a.b.c"), body="a.b.c"),
    ]


def _out_of_time() -> list[Vector]:
    given = headers(OLD)
    return [
        standard("300 seconds old", valid=True, given=given, now=NOW + 300),
        standard("301 seconds old: a replay", valid=False, given=given, now=NOW + 301),
        standard("300 seconds ahead", valid=True, given=given, now=NOW - 300),
        standard("301 seconds ahead", valid=False, given=given, now=NOW - 301),
        standard("the time was moved", valid=False, given=given | {"webhook-timestamp": str(NOW + 1)}),
        *(
            standard(f"the time is {text!r}", valid=False, given=given | {"webhook-timestamp": text})
            for text in ("", "Infinity", "NaN", "-1", "soon", f"{NOW}.5x", "٣")
        ),
    ]


def _refused() -> list[Vector]:
    given, reordered = headers(OLD), '{"event":"interview.completed","schema_version":1}'
    signature = given["webhook-signature"]
    hexadecimal = base64.b64decode(signature[3:]).hex()
    return [
        standard("a byte of the body was changed", valid=False, given=given, body=BODY.replace("evt_1", "evt_2")),
        standard("the body was written anew", valid=False, given=given, body=reordered),
        standard("a space after the body", valid=False, given=given, body=BODY + " "),
        standard("another id", valid=False, given=given | {"webhook-id": f"{ID}x"}),
        standard("another secret", valid=False, given=given, secret=NEW),
        standard("rotation, seen with a third secret", valid=False, given=headers(NEW, OLD), secret=UNPADDED),
        standard("no signature", valid=False, given=without(given, "webhook-signature")),
        standard("no id", valid=False, given=without(given, "webhook-id")),
        standard("no time", valid=False, given=without(given, "webhook-timestamp")),
        standard("an empty signature", valid=False, given=given | {"webhook-signature": "v1,"}),
        standard("half of a signature", valid=False, given=given | {"webhook-signature": signature[:23]}),
        standard("hexadecimal", valid=False, given=given | {"webhook-signature": f"v1,{hexadecimal}"}),
        standard(
            "keyed by the text of the secret",
            valid=False,
            given=given | {"webhook-signature": _keyed_wrongly()},
        ),
    ]


def _keyed_wrongly() -> str:
    return standard_signature(secret_from(OLD.encode()), ID, NOW, BODY.encode())


def _plain() -> list[Vector]:
    public = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    said = {"secret": "It's a Secret to Everybody", "body": "Hello, World!"}
    keyed = body_signature(base64.b64decode(OLD[6:]).decode("latin-1"), BODY.encode())
    mine = {"secret": OLD, "body": BODY}
    return [
        plain("the published vector of this form", valid=True, signature=public, **said),
        plain("our own secret, by its text", valid=True, signature=body_signature(OLD, BODY.encode()), **mine),
        plain("keyed by what the secret stands for", valid=False, signature=keyed, **mine),
        plain("another body", valid=False, signature=public, secret=said["secret"], body="Hello, World"),
        plain("without its prefix", valid=False, signature=public[7:], **said),
    ]


def document() -> str:
    """The file, as it is to be."""
    return json.dumps({"about": ABOUT, "vectors": vectors()}, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(document())
