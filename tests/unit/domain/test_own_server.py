"""A server of the user's own: where it may be, and what becomes of the catalogue."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from shared.domain.catalogue import AiEnv
from shared.domain.engines import EngineKind
from shared.domain.errors import InvalidRequest
from shared.domain.own_server import OwnServer, checked_address, own_server, with_own_server
from shared.domain.prices import price_of
from shared.domain.tier import Tier
from shared.runtime.catalogue import load_catalogue

HERE = "http://127.0.0.1:11434/v1"


@pytest.mark.parametrize(
    "address",
    [
        HERE,
        "http://localhost:8000/v1",
        "http://127.9.9.9/v1",
        "http://[::1]:8000/v1",
        "https://llm.example.org/v1",
        "https://10.0.0.3:8443/v1",
    ],
)
def test_this_machine_and_https_are_accepted(address: str) -> None:
    assert checked_address(f" {address}/ ") == address


@pytest.mark.parametrize(
    "address",
    [
        "http://10.0.0.3:8000/v1",
        "http://llm.example.org/v1",
        "http://localhost.example.org/v1",
        "http://127.0.0.1.example.org/v1",
        "http://0.0.0.0:8000/v1",
        "ftp://127.0.0.1/v1",
        "file:///etc/passwd",
        "127.0.0.1:8000",
        "http://",
        "https:///v1",
        "http://[::1",
        "http://127.0.0.1:port/v1",
        "",
        "nonsense",
    ],
)
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(InvalidRequest, match="PARLEY_LLM_BASE_URL") as refused:
        checked_address(address)
    assert "https" in refused.value.advice


@pytest.mark.parametrize("address", ["https://me:secret@llm.example.org/v1", "https://llm.example.org/v1?key=secret"])
def test_an_address_may_hold_no_key_and_the_error_does_not_show_it(address: str) -> None:
    with pytest.raises(InvalidRequest, match="PARLEY_LLM_KEY") as refused:
        checked_address(address)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("change", "variable"),
    [
        ({"model": ""}, "PARLEY_LLM_MODEL"),
        ({"model": "m" * 201}, "PARLEY_LLM_MODEL"),
        ({"price_in": "cheap"}, "PARLEY_LLM_PRICE_IN"),
        ({"price_out": "-1"}, "PARLEY_LLM_PRICE_OUT"),
    ],
)
def test_what_cannot_be_used_names_its_variable(change: dict[str, str], variable: str) -> None:
    right = {"base_url": HERE, "model": "llama3.1:8b", "price_in": "0", "price_out": "0"}
    with pytest.raises(InvalidRequest) as refused:
        own_server(**right | change, has_key=False)
    assert refused.value.field == variable


ELSEWHERE = "https://llm.example.org/v1"


@pytest.mark.parametrize("address", [HERE, "http://localhost:8000/v1", "http://[::1]:8000/v1"])
def test_on_this_machine_it_costs_nothing_unless_stated(address: str) -> None:
    server = own_server(address, "m", has_key=False)
    assert server.price_in == server.price_out == Decimal(0)


@pytest.mark.parametrize("address", [ELSEWHERE, "https://10.0.0.3:8443/v1", "https://localhost.example.org/v1"])
@pytest.mark.parametrize(
    ("prices", "variable"),
    [
        ({}, "PARLEY_LLM_PRICE_IN"),
        ({"price_out": "0.40"}, "PARLEY_LLM_PRICE_IN"),
        ({"price_in": "0.10"}, "PARLEY_LLM_PRICE_OUT"),
        ({"price_in": "0", "price_out": " "}, "PARLEY_LLM_PRICE_OUT"),
    ],
)
def test_elsewhere_a_missing_price_is_refused_and_not_billed_as_zero(
    address: str, prices: dict[str, str], variable: str
) -> None:
    with pytest.raises(InvalidRequest, match="price is missing") as refused:
        own_server(address, "m", **prices, has_key=True)
    assert refused.value.field == variable
    assert f"set {variable} to dollars per million tokens" in refused.value.advice


def test_elsewhere_nothing_may_be_stated_as_the_price() -> None:
    server = own_server(ELSEWHERE, "m", "0", "0", has_key=True)
    assert server.price_in == server.price_out == Decimal(0)


def test_what_travels_without_a_price_is_refused() -> None:
    with pytest.raises(ValidationError, match="price_in"):
        OwnServer.model_validate({"base_url": HERE, "model": "m"})


@pytest.mark.parametrize("tier", list(Tier))
def test_it_analyses_for_every_tier_and_nobody_stands_in(tier: Tier) -> None:
    catalogue = with_own_server(load_catalogue(), own_server(HERE, "llama3.1:8b", has_key=False))
    (model,) = catalogue.chain_of(AiEnv.EMBEDDED, tier, EngineKind.ANALYSIS)
    assert (model.id, catalogue.provider_of(model).base_url) == ("llama3.1:8b", HERE)
    assert catalogue.provider_of(model).secret is None
    assert catalogue.model_of("local", "llama3.1:8b") is model
    speech = load_catalogue().chain_of(AiEnv.EMBEDDED, tier, EngineKind.SPEECH)
    assert catalogue.chain_of(AiEnv.EMBEDDED, tier, EngineKind.SPEECH) == speech


def test_the_other_stages_stay_as_they_are() -> None:
    catalogue = with_own_server(load_catalogue(), own_server(HERE, "llama3.1:8b", has_key=True))
    assert catalogue.chains[AiEnv.PRODUCTION] == load_catalogue().chains[AiEnv.PRODUCTION]
    assert catalogue.providers["local"].secret == "local"


def test_its_price_is_the_one_stated() -> None:
    server = own_server(HERE, "m", "0.10", "0.40", has_key=False)
    (model,) = with_own_server(load_catalogue(), server).chain_of("embedded", "essential", EngineKind.ANALYSIS)
    assert price_of(model, tokens_in=1_000_000, tokens_cached=500_000, tokens_out=1_000_000) == 500_000_000


def test_it_travels_as_text() -> None:
    server = own_server(HERE, "m", "0.10", has_key=True)
    assert OwnServer.model_validate_json(server.model_dump_json()) == server
