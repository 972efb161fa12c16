"""The keys that sign, in Secrets Manager, and letters by SES."""

from collections.abc import Iterator
from typing import Any

import pytest

from shared.adapters.ses_mailer import NoMail, SesMailer
from shared.adapters.signing_secret import SecretSigningKeys
from shared.domain.candidate import Candidate
from shared.domain.errors import InternalError
from shared.domain.limits import SIGNING_KEY_SECONDS
from shared.ports.doors import Mailer, SigningKeyStore
from tests.builders import at
from tests.contract.aws import client
from tests.contract.conftest import AWS_LEGS, endpoint_of
from tests.fakes import FixedSigningKeys, RecordedMailer

ANN = Candidate(name="Ann Example", email="ann@example.org")


class Seconds:
    """A clock that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(params=AWS_LEGS)
def secrets(request: pytest.FixtureRequest) -> Iterator[Any]:
    with client("secretsmanager", endpoint_of(request)) as secrets:
        yield secrets


@pytest.fixture
def secret(secrets: Any, request: pytest.FixtureRequest) -> str:
    name = f"signing-{abs(hash(request.node.nodeid))}"
    return str(secrets.create_secret(Name=name, SecretString="a" * 64)["ARN"])


def test_the_first_key_has_none_before_it(secrets: Any, secret: str) -> None:
    keys = SecretSigningKeys(secrets, secret).keys()
    assert (keys.current.secret, keys.former) == ("a" * 64, ())


def test_a_new_one_signs_within_minutes_and_the_one_before_still_counts(secrets: Any, secret: str) -> None:
    clock = Seconds()
    store = SecretSigningKeys(secrets, secret, clock=clock)
    before = store.keys()
    secrets.put_secret_value(SecretId=secret, SecretString="b" * 64)
    assert store.keys() == before
    clock.now = SIGNING_KEY_SECONDS
    after = store.keys()
    assert (after.current.secret, after.former) == ("b" * 64, (before.current,))


def test_without_a_secret_it_is_a_fault_of_ours(secrets: Any) -> None:
    with pytest.raises(InternalError):
        SecretSigningKeys(secrets, "nothing-here").keys()


def test_letters_are_sent_from_a_sender_that_is_verified() -> None:
    with client("sesv2", None) as ses:
        url = "https://example.org/interview/x"
        assert SesMailer(ses, "stranger@example.org").invite(ANN, "Talk", url, at(0)) == "SES answered MessageRejected"
        ses.create_email_identity(EmailIdentity="us@example.org")
        assert SesMailer(ses, "us@example.org").invite(ANN, "Talk", url, at(0)) is None


def test_without_a_sender_nobody_is_written_to() -> None:
    assert NoMail().invite(ANN, "Talk", "https://example.org", at(0)) == "no sender is configured"


def hold_to_ports() -> None:
    """Never called: mypy reads it."""
    signing: SigningKeyStore = FixedSigningKeys()
    mailers: list[Mailer] = [RecordedMailer(), NoMail(), SesMailer(None, "")]
    del signing, mailers
