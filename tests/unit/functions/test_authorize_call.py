"""The authorizer: who is let through, as whom, and that all others are told the same."""

import re
from typing import Any

import pytest

from shared.domain.api_key import ApiKey, new_key_text
from shared.domain.errors import InternalError, InvalidApiKey, InvalidRequest, StorageThrottled
from shared.domain.organisation import OrganisationStatus, Plan
from shared.domain.principal import Principal, Scope, principal_from
from shared.domain.tenant import Mode, usage_identifier
from shared.usecases.authorize_call import authorize_call
from tests.builders import api_key, at, organisation
from tests.unit.functions.conftest import VALUES, Invoke
from tests.unit.logs import Log
from tests.unit.world import World

ARN = "arn:aws:execute-api:us-east-1:000000000000:abc123/local/GET/api/v1/interviews"
LIVE, SANDBOX, UNKNOWN = (
    new_key_text(mode, bytes([number]) * 20) for number, mode in enumerate((Mode.LIVE, Mode.SANDBOX, Mode.LIVE), 1)
)
REFUSED = {
    "principalId": "nobody",
    "policyDocument": {
        "Version": "2012-10-17",
        "Statement": [{"Action": "execute-api:Invoke", "Effect": "Deny", "Resource": "*"}],
    },
}


def call(key: str | None = LIVE, *, header: str = "X-API-Key", query: dict[str, list[str]] | None = None) -> Any:
    """What API Gateway shows its authorizer."""
    headers = {"Host": ["x"]} | ({header: [key]} if key else {})
    return {
        "type": "REQUEST",
        "methodArn": ARN,
        "path": "/api/v1/interviews",
        "httpMethod": "GET",
        "headers": {name: values[-1] for name, values in headers.items()},
        "multiValueHeaders": headers,
        "multiValueQueryStringParameters": query,
        "requestContext": {"requestId": "r"},
    }


@pytest.fixture
def keys(world: World) -> list[ApiKey]:
    """A live and a sandbox key of an organisation."""
    world.organisations.create_organisation(organisation(plan=Plan.PROFESSIONAL))
    made = [api_key(LIVE, scopes=frozenset({Scope.INTERVIEWS_READ})), api_key(SANDBOX, expires_at=at(60))]
    for key in made:
        world.api_keys.create_key(key)
    return made


@pytest.mark.parametrize(("header", "form"), [("x-api-key", "{}"), ("Authorization", "Bearer {}")])
def test_a_key_lets_its_tenant_through(invoke: Invoke, keys: list[ApiKey], header: str, form: str) -> None:
    answer = invoke("authorize_call", call(form.format(SANDBOX), header=header))
    assert principal_from(answer["context"]) == Principal(
        organisation_id="acme__sandbox",
        key_id=keys[1].id,
        mode=Mode.SANDBOX,
        scopes=frozenset({Scope.ADMIN}),
        plan=Plan.PROFESSIONAL,
    )
    (statement,) = answer["policyDocument"]["Statement"]
    assert statement["Effect"] == "Allow"
    assert statement["Resource"] == "arn:aws:execute-api:us-east-1:000000000000:abc123/local/*"
    assert answer["usageIdentifierKey"] == usage_identifier("acme__sandbox", VALUES["TABLE_NAME"])
    assert answer["principalId"] == keys[1].id


def test_live_and_sandbox_calls_are_counted_apart(invoke: Invoke, keys: list[ApiKey]) -> None:
    answers = [invoke("authorize_call", call(key)) for key in (LIVE, SANDBOX)]
    assert len({answer["usageIdentifierKey"] for answer in answers}) == 2
    assert answers[0]["context"]["scopes"] == "interviews:read"


@pytest.mark.parametrize("key", [None, "", "x", LIVE[:-1], LIVE + "0", LIVE.swapcase(), UNKNOWN, "é" * 50])
def test_all_others_are_told_the_same(invoke: Invoke, keys: list[ApiKey], key: str | None) -> None:
    assert invoke("authorize_call", call(key)) == REFUSED


def test_a_key_that_is_revoked_or_expired_opens_nothing(invoke: Invoke, world: World, keys: list[ApiKey]) -> None:
    world.api_keys.revoke_key("acme", keys[0].id, world.clock.now())
    assert invoke("authorize_call", call(LIVE)) == REFUSED
    world.clock.advance(minutes=59, seconds=59)
    assert "usageIdentifierKey" in invoke("authorize_call", call(SANDBOX))
    world.clock.advance(seconds=1)
    assert invoke("authorize_call", call(SANDBOX)) == REFUSED


def test_a_suspended_organisation_s_keys_open_nothing(invoke: Invoke, world: World, keys: list[ApiKey]) -> None:
    world.organisations.put_organisation(organisation(status=OrganisationStatus.SUSPENDED))
    assert invoke("authorize_call", call(LIVE)) == REFUSED
    del world.memory.organisations["acme"]
    assert invoke("authorize_call", call(LIVE)) == REFUSED


@pytest.mark.parametrize("query", [{"api_key": [LIVE]}, {"a": ["1", SANDBOX]}, {LIVE: [""]}])
def test_a_key_in_the_address_is_refused(invoke: Invoke, keys: list[ApiKey], query: dict[str, list[str]]) -> None:
    assert invoke("authorize_call", call(LIVE, query=query)) == REFUSED


def test_the_log_says_who_and_why_and_never_holds_a_key(
    invoke: Invoke, world: World, keys: list[ApiKey], log: Log
) -> None:
    world.api_keys.revoke_key("acme", keys[1].id, world.clock.now())
    for event in (call(LIVE), call(SANDBOX), call(LIVE[:-1]), call(UNKNOWN), call(LIVE, query={"k": [LIVE]})):
        invoke("authorize_call", event)
    said = [entry.get("reason") or entry.get("key_id") for entry in log.entries if entry["message"] != "done"]
    assert said == [
        keys[0].id,
        f"{keys[1].id} is revoked",
        "this is no API key",
        "nobody has this API key",
        "there is a key in the address",
    ]
    for key in (LIVE, SANDBOX, UNKNOWN):
        assert key[:20] not in log.getvalue()


def test_nobody_is_let_through_when_the_table_does_not_answer(
    invoke: Invoke, world: World, keys: list[ApiKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    def throttled(_: str) -> None:
        raise StorageThrottled("the table answered X")

    monkeypatch.setattr(world.api_keys, "find_key", throttled)
    with pytest.raises(StorageThrottled):
        invoke("authorize_call", call(LIVE))


def test_fault_26_ten_thousand_guesses_open_nothing_and_cost_one_read_each_at_most(
    world: World, keys: list[ApiKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys are found by a hash of their whole text: no guess is compared with a key, and none tells how near it is."""
    asked: list[str] = []
    find = world.api_keys.find_key

    def noting(digest: str) -> ApiKey | None:
        asked.append(digest)
        return find(digest)

    monkeypatch.setattr(world.api_keys, "find_key", noting)
    whole = [new_key_text(Mode.LIVE, number.to_bytes(20)) for number in range(1, 5_001)]
    broken = [LIVE[:-number] if number else f"{LIVE}0" for number in range(len(LIVE))]
    changed = [LIVE[:-6] + f"{number:06d}" for number in range(5_000 - len(broken))]
    guesses = [*whole, *broken, *changed]
    assert len(set(guesses)) == 10_000
    said = set()
    for guess in guesses:
        with pytest.raises(InvalidApiKey) as refusal:
            authorize_call(guess, keys=world.api_keys, organisations=world.organisations, clock=world.clock)
        said.add(refusal.value.message)
    assert said == {"nobody has this API key", "this is no API key", "the API key is mistyped or cut"}
    assert len(asked) == len(whole)  # what cannot be a key asks nobody
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in asked)


def test_an_event_that_is_none_of_api_gateway_s(invoke: Invoke, log: Log) -> None:
    with pytest.raises((InvalidRequest, InternalError)):
        invoke("authorize_call", {"headers": {"X-API-Key": LIVE}})
    assert LIVE not in log.getvalue()
