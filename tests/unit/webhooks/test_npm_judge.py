"""A third judge of our signatures: npm's `standardwebhooks`, on the published vectors and on what we send now."""

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from shared.domain.webhooks.request import request_of
from tests.builders import at
from tests.unit.domain.webhooks.builders import SECRET, endpoint
from tests.unit.webhooks.test_signatures import STANDARD

ROOT = Path(__file__).parents[3]
BODY = b'{"event": "interview.completed"}'
RUN = """
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";
const said = JSON.parse(readFileSync(0, "utf8")).map(({ secret, now, headers, body }) => {
  Date.now = () => 1000 * now;
  try {
    new Webhook(secret).verify(Buffer.from(body, "base64"), headers);
    return "genuine";
  } catch (error) {
    return error.name === "SyntaxError" ? "genuine" : error.constructor.name; // it reads what it has believed as JSON
  }
});
process.stdout.write(JSON.stringify(said));
"""
REFUSED = "WebhookVerificationError"


def judged(cases: list[dict[str, Any]]) -> list[str]:
    node = Path(sys.executable).parent / "node"
    command = [str(node), "--input-type=module", "-e", RUN]
    done = subprocess.run(command, cwd=ROOT, input=json.dumps(cases), capture_output=True, text=True, check=True)
    said: list[str] = json.loads(done.stdout)
    return said


def sent(body: bytes = BODY, **changed: Any) -> dict[str, Any]:
    """Our delivery as it arrives, with what somebody changed on its way."""
    headers = {name.lower(): value for name, value in request_of(endpoint(), "evt_1", BODY, at(0)).headers.items()}
    case = {"secret": SECRET, "now": at(0).timestamp(), "headers": headers, "body": base64.b64encode(body).decode()}
    return {**case, **changed, "headers": headers | changed.get("headers", {})}


def test_fault_17_npm_s_library_believes_our_delivery_and_no_other() -> None:
    other = {
        "a byte of the body": sent(BODY.replace(b"completed", b"completes")),
        "another id": sent(headers={"webhook-id": "evt_2"}),
        "another time": sent(headers={"webhook-timestamp": str(int(at(0).timestamp()) + 1)}),
        "another secret": sent(secret="whsec_" + base64.b64encode(b"x" * 24).decode()),
        "captured, five minutes later": sent(now=at(0).timestamp() + 301),
    }
    assert judged([sent(), *other.values()]) == ["genuine", *(REFUSED for _ in other)]


def test_fault_17_npm_s_library_agrees_with_the_published_vectors() -> None:
    """But for one: of a time with something behind it, it reads the number and checks the signature over that."""
    said = {vector["name"]: found == "genuine" for vector, found in zip(STANDARD, judged(STANDARD), strict=True)}
    wrong = [vector["name"] for vector in STANDARD if said[vector["name"]] is not vector["valid"]]
    assert wrong == ["the time is '1772443800.5x'"]
