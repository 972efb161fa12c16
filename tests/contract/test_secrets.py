"""Keys of providers: found again, replaced, missing with a remedy, and not believed for longer than a few minutes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from shared.adapters.secrets_manager import SecretsManagerKeys
from shared.domain.errors import EngineRefused, StorageThrottled
from shared.domain.limits import PROVIDER_KEY_SECONDS
from shared.ports import Secrets
from tests.contract.aws import client
from tests.contract.conftest import AWS_LEGS, LEGS, endpoint_of
from tests.fakes import MemorySecrets


@dataclass
class Hand:
    """The hand of a clock."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass(frozen=True)
class Kept:
    """The adapter, the client under it, the prefix of the names, and the time."""

    keys: SecretsManagerKeys
    client: Any
    prefix: str
    clock: Hand


@pytest.fixture(params=LEGS)
def secrets(request: pytest.FixtureRequest) -> Iterator[Secrets]:
    if request.param == "fake":
        yield MemorySecrets()
        return
    with client("secretsmanager", endpoint_of(request)) as manager:
        yield SecretsManagerKeys(manager, new_prefix())


@pytest.fixture(params=AWS_LEGS)
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    with client("secretsmanager", endpoint_of(request)) as manager:
        prefix, clock = new_prefix(), Hand()
        yield Kept(SecretsManagerKeys(manager, prefix, clock=clock), manager, prefix, clock)


def new_prefix() -> str:
    return f"parley/{uuid4().hex[:12]}/providers"


def test_a_missing_key_is_refused_with_the_command_that_sets_it(secrets: Secrets) -> None:
    with pytest.raises(EngineRefused, match="no key for groq") as refused:
        secrets.get_key("groq")
    assert "parley providers set-key groq" in refused.value.advice
    assert not secrets.has_key("groq")


def test_a_key_is_found_again(secrets: Secrets) -> None:
    secrets.put_key("groq", "gsk_1")
    assert secrets.get_key("groq") == "gsk_1"
    assert secrets.has_key("groq")
    assert not secrets.has_key("openai")


def test_a_new_key_takes_the_place_of_the_former(secrets: Secrets) -> None:
    secrets.put_key("groq", "gsk_1")
    assert secrets.get_key("groq") == "gsk_1"
    secrets.put_key("groq", "gsk_2")
    assert secrets.get_key("groq") == "gsk_2"


def test_what_was_forgotten_is_asked_for_again(secrets: Secrets) -> None:
    secrets.put_key("groq", "gsk_1")
    secrets.get_key("groq")
    secrets.forget_key("groq")
    secrets.forget_key("never known")
    assert secrets.get_key("groq") == "gsk_1"


def rotate(kept: Kept, key: str) -> None:
    """Somebody else writes a key."""
    kept.client.put_secret_value(SecretId=f"{kept.prefix}/groq", SecretString=key)


def test_one_secret_per_provider_under_the_stage_s_prefix(kept: Kept) -> None:
    kept.keys.put_key("groq", "gsk_1")
    assert kept.client.get_secret_value(SecretId=f"{kept.prefix}/groq")["SecretString"] == "gsk_1"


def test_a_rotated_key_is_noticed_after_five_minutes(kept: Kept) -> None:
    kept.keys.put_key("groq", "gsk_1")
    assert kept.keys.get_key("groq") == "gsk_1"
    rotate(kept, "gsk_2")
    kept.clock.seconds = PROVIDER_KEY_SECONDS - 1
    assert kept.keys.get_key("groq") == "gsk_1"
    kept.clock.seconds = PROVIDER_KEY_SECONDS
    assert kept.keys.get_key("groq") == "gsk_2"


def test_a_refused_key_is_read_anew_at_once(kept: Kept) -> None:
    kept.keys.put_key("groq", "gsk_1")
    kept.keys.get_key("groq")
    rotate(kept, "gsk_2")
    kept.keys.forget_key("groq")
    assert kept.keys.get_key("groq") == "gsk_2"


def test_a_deleted_key_is_missing(kept: Kept) -> None:
    kept.keys.put_key("groq", "gsk_1")
    kept.client.delete_secret(SecretId=f"{kept.prefix}/groq", RecoveryWindowInDays=7)
    assert not kept.keys.has_key("groq")
    with pytest.raises(EngineRefused):
        kept.keys.get_key("groq")


def test_a_secret_without_a_value_is_no_key(kept: Kept) -> None:
    kept.client.create_secret(Name=f"{kept.prefix}/groq")
    with pytest.raises(EngineRefused):
        kept.keys.get_key("groq")


def test_a_deleted_key_can_be_set_again(kept: Kept) -> None:
    kept.keys.put_key("groq", "gsk_1")
    kept.client.delete_secret(SecretId=f"{kept.prefix}/groq", RecoveryWindowInDays=7)
    kept.keys.put_key("groq", "gsk_2")
    assert kept.keys.get_key("groq") == "gsk_2"


def test_a_key_of_spaces_is_missing(kept: Kept) -> None:
    kept.keys.put_key("groq", " \n")
    with pytest.raises(EngineRefused):
        kept.keys.get_key("groq")


class Refusing:
    """A client whose every request ends with an error."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def get_secret_value(self, **_: Any) -> Any:
        raise self.error

    put_secret_value = describe_secret = get_secret_value


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "ThrottlingException"}}, "GetSecretValue"),
        EndpointConnectionError(endpoint_url="http://127.0.0.1"),
    ],
)
def test_what_passes_is_waited_for(error: Exception) -> None:
    keys = SecretsManagerKeys(Refusing(error), "parley/x/providers")
    for ask in (lambda: keys.get_key("groq"), lambda: keys.has_key("groq"), lambda: keys.put_key("groq", "k")):
        with pytest.raises(StorageThrottled):
            ask()


def test_a_role_without_the_permission_is_told_so() -> None:
    denied = ClientError({"Error": {"Code": "AccessDeniedException"}}, "GetSecretValue")
    with pytest.raises(ClientError, match="AccessDenied"):
        SecretsManagerKeys(Refusing(denied), "parley/x/providers").get_key("groq")
