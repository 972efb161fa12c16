"""What an endpoint's owner may set, at its edges; and what is never shown."""

import base64
import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.webhook_names import new_endpoint_id, new_test_id, new_webhook_secret
from shared.domain.errors import InvalidRequest, TooManySecrets
from shared.domain.events import EventName
from shared.domain.webhooks.endpoint_view import view_of
from shared.domain.webhooks.headers import RESERVED, RESERVED_PREFIXES, check_headers
from shared.domain.webhooks.secret import EndpointSecret, check_secret, key_of, rotated, secret_from
from tests.builders import at, event
from tests.unit.domain.webhooks.builders import SECRET, endpoint

DAY = timedelta(hours=24)


@pytest.mark.parametrize("name", sorted({*RESERVED, *(f"{prefix}x" for prefix in RESERVED_PREFIXES)}))
def test_fault_18_a_header_of_ours(name: str) -> None:
    for spelling in (name, name.title(), name.upper()):
        with pytest.raises(InvalidRequest, match="ours to set"):
            check_headers({spelling: "x"})


@pytest.mark.parametrize(
    "headers",
    [
        {"X-A": "a\r\nHost: other"},
        {"X-A\r\nHost": "other"},
        {"X-A": "a\nb"},
        {"X-A": "\x00"},
        {"X-A": "grün"},
        {"X-A": ""},
        {"X-A": " a"},
        {"X-A": "a "},
        {"X A": "a"},
        {"X:A": "a"},
        {"": "a"},
        {"X" * 101: "a"},
        {"X-A": "a", "x-a": "b"},
        {"X-A": "a" * 4_097},
        {f"X-{number}": "a" for number in range(21)},
    ],
)
def test_fault_18_headers_that_are_refused(headers: dict[str, str]) -> None:
    with pytest.raises(InvalidRequest) as refused:
        check_headers(headers)
    assert refused.value.field == "headers"


def test_headers_at_their_edges() -> None:
    fine = {"Authorization": "Bearer " + "a" * 4_089, "X" * 100: "a\tb"}
    assert check_headers(fine) == fine
    assert len(check_headers({f"X-{number}": "a" for number in range(20)})) == 20


@given(st.binary(min_size=24, max_size=64))
def test_a_secret_and_its_bytes(key: bytes) -> None:
    secret = secret_from(key)
    assert check_secret(secret) == secret
    assert key_of(secret) == key_of(secret.rstrip("=")) == key


@pytest.mark.parametrize(
    "secret",
    ["", "whsec_", "whsec_" + "!" * 40, secret_from(b"x" * 23), secret_from(b"x" * 65), "whsec_ü" + "A" * 40,
     secret_from(b"x" * 24)[6:], "WHSEC_" + secret_from(b"x" * 24)[6:], secret_from(b"x" * 24) + " "],
)  # fmt: skip
def test_a_secret_that_is_refused_is_not_repeated(secret: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        check_secret(secret)
    assert not secret or secret not in str(refused.value) or secret == "whsec_"


def test_the_former_secret_lives_on_for_a_day() -> None:
    new = secret_from(b"n" * 24)
    both = rotated([EndpointSecret(text=SECRET)], new, at(0), DAY)
    assert [(one.text, one.expires_at) for one in both] == [(new, None), (SECRET, at(24 * 60))]
    turned = endpoint(secrets=both)
    assert turned.living_secrets(at(24 * 60 - 0.001)) == (new, SECRET)
    assert turned.living_secrets(at(24 * 60)) == (new,)


def test_without_an_overlap_the_former_ones_end_at_once() -> None:
    both = rotated([EndpointSecret(text=SECRET)], secret_from(b"n" * 24), at(0), DAY)
    assert len(rotated(both, secret_from(b"o" * 24), at(1), timedelta(0))) == 1


def test_at_most_three_live_at_once() -> None:
    secrets = rotated([EndpointSecret(text=SECRET)], secret_from(b"n" * 24), at(0), DAY)
    secrets = rotated(secrets, secret_from(b"o" * 24), at(1), DAY)
    with pytest.raises(TooManySecrets):
        rotated(secrets, secret_from(b"p" * 24), at(2), DAY)
    assert len(rotated(secrets, secret_from(b"p" * 24), at(24 * 60), DAY)) == 3


def test_a_secret_is_in_no_text_that_python_makes_of_it() -> None:
    made = endpoint(headers={"Authorization": "Bearer canary-4711"})
    for text in (repr(made), str(made), view_of(made).model_dump_json(), f"{made.secrets}"):
        assert SECRET not in text
        assert base64.b64encode(key_of(SECRET)).decode() not in text
        assert "canary-4711" not in text
    assert view_of(made).header_names == ("Authorization",)


def test_what_an_endpoint_wants() -> None:
    made = endpoint(events=(EventName.INTERVIEW_COMPLETED, EventName.WEBHOOK_FAILING))
    about_itself = event(name=EventName.WEBHOOK_FAILING).model_copy(update={"endpoint_id": made.id})
    assert made.wants(event())
    assert not made.wants(event(name=EventName.INTERVIEW_FAILED))
    assert not made.wants(about_itself)
    assert not made.model_copy(update={"disabled": "asked"}).wants(event())


def test_sandbox_endpoints_are_marked() -> None:
    assert view_of(endpoint(organisation_id="acme__sandbox")).mode == "sandbox"
    assert view_of(endpoint()).mode == "live"


def test_new_names_are_new_each_time_and_secrets_are_as_long_as_they_must_be() -> None:
    secrets, ids = {new_webhook_secret() for _ in range(50)}, {new_endpoint_id() for _ in range(50)}
    assert (len(secrets), len(ids)) == (50, 50)
    assert all(check_secret(secret) == secret and len(key_of(secret)) == 32 for secret in secrets)
    assert all(re.fullmatch(r"whe_[0-9a-z]{26}", endpoint_id) for endpoint_id in ids)
    assert new_test_id() != new_test_id()
