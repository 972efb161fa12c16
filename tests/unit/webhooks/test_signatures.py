"""Our signatures before other people's judges: two libraries, two receivers of twenty lines, the published vectors."""

import base64
import hashlib
import hmac
import json
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
import standardwebhooks
import svix.webhooks
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.webhooks.request import request_of
from shared.domain.webhooks.secret import EndpointSecret, secret_from
from shared.domain.webhooks.signature import body_signature, signature_headers, standard_signature
from tests.builders import at
from tests.signature_vectors import FILE, document
from tests.unit.domain.webhooks.builders import SECRET, endpoint

FOLDER = FILE.parent
VECTORS: list[dict[str, Any]] = json.loads(FILE.read_text())["vectors"]
STANDARD = [vector for vector in VECTORS if vector["scheme"] == "standard"]
PLAIN = [vector for vector in VECTORS if vector["scheme"] == "body"]
RUN = """
import { readFileSync } from "node:fs";
const { isGenuine } = await import(process.argv[1]);
const vectors = JSON.parse(readFileSync(0, "utf8"));
const said = vectors.map((one) => isGenuine(one.headers, Buffer.from(one.body, "base64"), one.secret, one.now));
process.stdout.write(JSON.stringify(said));
"""
JUDGES: dict[str, tuple[Any, type[Exception]]] = {
    "standardwebhooks": (standardwebhooks.Webhook, standardwebhooks.WebhookVerificationError),
    "svix": (svix.webhooks.Webhook, svix.webhooks.WebhookVerificationError),
}


def body_of(vector: dict[str, Any]) -> bytes:
    return base64.b64decode(vector["body"])


def python_receiver() -> Any:
    spec = spec_from_file_location("receiver", FOLDER / "receiver.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def names(vectors: list[dict[str, Any]]) -> list[str]:
    return [str(vector["name"]) for vector in vectors]


def test_the_vectors_are_what_our_signer_makes() -> None:
    assert FILE.read_text() == document()
    assert len(VECTORS) >= 25
    assert len(set(names(VECTORS))) == len(VECTORS)


@pytest.mark.parametrize("vector", STANDARD, ids=names(STANDARD))
def test_the_receiver_in_python(vector: dict[str, Any]) -> None:
    said = python_receiver().is_genuine(vector["headers"], body_of(vector), vector["secret"], vector["now"])
    assert said is vector["valid"]


def test_the_receiver_in_javascript() -> None:
    node = Path(sys.executable).parent / "node"
    module = (FOLDER / "receiver.mjs").as_uri()
    command = [str(node), "--input-type=module", "-e", RUN, module]
    done = subprocess.run(command, input=json.dumps(STANDARD), capture_output=True, text=True, check=True)
    said = dict(zip(names(STANDARD), json.loads(done.stdout), strict=True))
    assert said == {vector["name"]: vector["valid"] for vector in STANDARD}


@pytest.mark.parametrize("file", ["receiver.py", "receiver.mjs"])
def test_a_receiver_is_about_twenty_lines(file: str) -> None:
    assert len((FOLDER / file).read_text().splitlines()) <= 25


@pytest.mark.parametrize("vector", PLAIN, ids=names(PLAIN))
def test_a_verifier_of_the_body_s_signature(vector: dict[str, Any]) -> None:
    made = "sha256=" + hmac.new(vector["secret"].encode(), body_of(vector), hashlib.sha256).hexdigest()
    assert hmac.compare_digest(made, vector["headers"]["x-webhook-signature"]) is vector["valid"]


@pytest.mark.parametrize("judge", JUDGES)
@pytest.mark.parametrize("vector", STANDARD, ids=names(STANDARD))
def test_fault_17_the_libraries_agree(vector: dict[str, Any], judge: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kind, refusal = JUDGES[judge]
    _look_at(monkeypatch, vector["now"])
    # They read the body as JSON, too, once they have believed it.
    with suppress(json.JSONDecodeError) if vector["valid"] else pytest.raises(refusal):
        kind(vector["secret"]).verify(body_of(vector), vector["headers"])


def _look_at(monkeypatch: pytest.MonkeyPatch, now: float) -> None:
    class Frozen(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return datetime.fromtimestamp(now, tz)

    for library in (standardwebhooks.webhooks, svix.webhooks):
        monkeypatch.setattr(library, "datetime", Frozen)


TIMES = st.integers(946_684_800, 4_102_444_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(st.binary(min_size=24, max_size=64), st.text(), TIMES)
def test_ours_and_theirs_are_the_same(key: bytes, body: str, sent_at: datetime) -> None:
    secret, raw = secret_from(key), body.encode("utf-8", "replace")
    ours = standard_signature(secret, "evt_1", int(sent_at.timestamp()), raw)
    assert ours == standardwebhooks.Webhook(secret).sign("evt_1", sent_at, raw.decode())


@given(st.lists(st.binary(min_size=24, max_size=64), min_size=1, max_size=3), st.binary())
def test_headers_are_in_the_shape_that_verifiers_can_read(keys: list[bytes], body: bytes) -> None:
    made = signature_headers([secret_from(key) for key in keys], "evt_1", at(0), body)
    signatures = made["webhook-signature"].split(" ")
    assert len(signatures) == len(keys)
    assert all(version == "v1" and signature for version, signature in (one.split(",") for one in signatures))
    assert made["X-Webhook-Signature"] == body_signature(secret_from(keys[0]), body)
    assert made["webhook-timestamp"].isdigit()
    assert made["X-Webhook-Version"] == "1"
    assert all(value.isascii() and value == value.strip() for value in made.values())


def test_the_owner_s_headers_never_replace_ours() -> None:
    """They are refused when they are set; should one be there all the same, ours is what is sent."""
    sneaky = endpoint(headers={"X-Team": "a", "webhook-signature": "v1,forged", "Content-Type": "text/html"})
    sent = request_of(sneaky, "evt_1", b"{}", at(0)).headers
    assert sent["webhook-signature"].startswith("v1,")
    assert "forged" not in sent["webhook-signature"]
    assert (sent["Content-Type"], sent["X-Team"]) == ("application/json", "a")


def test_a_secret_that_has_ended_signs_no_more() -> None:
    turned = endpoint(
        secrets=(EndpointSecret(text=secret_from(b"n" * 24)), EndpointSecret(text=SECRET, expires_at=at(9)))
    )
    both = request_of(turned, "evt_1", b"{}", at(8.99)).headers["webhook-signature"]
    one = request_of(turned, "evt_1", b"{}", at(9)).headers["webhook-signature"]
    assert (len(both.split(" ")), len(one.split(" "))) == (2, 1)
