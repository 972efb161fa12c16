"""What the page for integrators promises is what the code does."""

import json
import re

from shared.domain.events import EventName
from shared.domain.webhooks import limits
from shared.domain.webhooks.destination import HTTPS_PORTS
from shared.domain.webhooks.envelope import envelope_of
from shared.domain.webhooks.headers import RESERVED, RESERVED_PREFIXES
from shared.domain.webhooks.schedule import DELAYS
from tests.builders import event
from tests.signature_vectors import FILE

PAGE = (FILE.parent / "README.md").read_text()


def test_every_event_is_in_the_table() -> None:
    named = set(re.findall(r"^\| `([a-z]+\.[a-z]+)` \|", PAGE, flags=re.M)) | {"webhook.test"}
    assert named == {name.value for name in EventName}


def test_the_envelope_has_the_fields_of_the_example() -> None:
    example = json.loads(re.search(r"```json\n(.*?)```", PAGE, flags=re.S)[1])  # type: ignore[index]
    assert list(example) == list(json.loads(envelope_of(event(), {})))


def test_numbers() -> None:
    assert DELAYS == (0, 60, 300, 1_800, 7_200, 21_600, 43_200, 86_400)
    assert "after 1 and 5 minutes, half an hour, 2, 6, 12 and 24 hours" in PAGE
    assert f"port {HTTPS_PORTS[0]} or {HTTPS_PORTS[1]} of" in PAGE
    for line in (
        f"| endpoints | {limits.MAX_ENDPOINTS} in each mode |",
        f"| address | {limits.MAX_URL_CHARACTERS:,} characters |",
        f"| own headers | {limits.MAX_HEADERS}; values of {limits.MAX_HEADER_VALUE_BYTES:,} characters;",
        f"| secrets in use at once | {limits.MAX_LIVING_SECRETS} |",
        f"| body | {limits.MAX_ENVELOPE_BYTES:,} bytes |",
        f"| answer that is read | {limits.MAX_ANSWER_BYTES // 1024} kB |",
        f"| connecting, all together | {limits.CONNECT_SECONDS:.0f} s, {limits.TOTAL_SECONDS:.0f} s |",
        f"| sends at once | {limits.MAX_IN_FLIGHT} of an organisation |",
        f"{limits.MAX_RECOVERED:,} deliveries looked at, at most {limits.RECOVER_DAYS} days old",
    ):
        assert line in PAGE


def test_the_headers_that_are_named_are_reserved() -> None:
    named = re.search(r"that we set ourselves \((.*?)\)", PAGE)
    assert named
    for name in re.findall(r"`([^`]+)`", named[1]):
        assert name.lower() in RESERVED or name.lower().removesuffix("*") in RESERVED_PREFIXES
