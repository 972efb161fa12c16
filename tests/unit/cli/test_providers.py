"""Who answers in a stage, and their keys, which appear nowhere."""

import pytest
from typer.testing import CliRunner

from cli.app import app
from shared.domain.breaker import Breaker, BreakerKey, Pause
from shared.domain.engines import EngineKind
from shared.domain.errors import CatalogueInvalid
from shared.domain.limits import MAX_KEY_CHARACTERS
from tests.builders import at
from tests.fakes import MemoryBreakers, MemorySecrets
from tests.unit.cli.conftest import Parley

KEY = "gsk_verysecret123"


def secrets_of(parley: Parley) -> MemorySecrets:
    secrets = parley.root.secrets
    assert isinstance(secrets, MemorySecrets)
    return secrets


def set_key(parley: Parley, name: str, key: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["providers", "set-key", name], obj=parley.session, input=key)
    assert result.exit_code == code, result.output
    return result.output


def test_the_table_has_everybody_whom_the_tiers_ask(parley: Parley) -> None:
    secrets_of(parley).put_key("groq", KEY)
    found = {provider["name"]: provider for provider in parley.json("providers")}
    assert found.keys() == {"groq", "openai", "anthropic", "aws", "edge", "elevenlabs", "google"}
    assert found["anthropic"]["models"] == {"claude-sonnet-5-5": ["enterprise"]}
    assert found["groq"]["keySet"] is True
    assert found["openai"]["keySet"] is False
    assert found["aws"]["keySet"] is None
    assert found["groq"]["breakers"] == {"analysis": "closed", "speech": "closed"}
    assert found["openai"]["breakers"] == {"analysis": "closed", "speech": "closed", "voice": "closed"}
    assert found["elevenlabs"]["models"] == {"eleven_flash_v2_5": ["enterprise"]}
    assert found["edge"]["keySet"] is None
    shown = parley("providers").stdout
    assert "missing" in shown
    assert KEY not in shown


def test_a_paused_provider_says_why(parley: Parley) -> None:
    store, key = parley.root.breaker_store, BreakerKey(provider="groq", kind=EngineKind.SPEECH)
    assert isinstance(store, MemoryBreakers)
    store.breakers[key] = Breaker(key=key, paused=Pause(reason="too slow", by="ops", at=at(0)))
    found = {provider["name"]: provider for provider in parley.json("providers")}
    assert found["groq"]["breakers"] == {"analysis": "closed", "speech": "paused: too slow"}
    assert "paused: too slow" in parley("providers").stdout


def test_the_embedded_stage_needs_no_key(parley: Parley) -> None:
    parley.root.ai_env = "embedded"
    (found,) = parley.json("providers")
    assert (found["name"], found["keySet"]) == ("embedded", None)


def test_a_key_is_read_from_standard_input_and_shown_nowhere(parley: Parley) -> None:
    assert KEY not in set_key(parley, "groq", f"  {KEY}\n")
    assert secrets_of(parley).keys == {"groq": KEY}


@pytest.mark.parametrize("key", ["", "\n", "two words", "two\nlines", "schlüssel", "k" * (MAX_KEY_CHARACTERS + 1)])
def test_what_cannot_be_a_key_is_refused_and_not_repeated(parley: Parley, key: str) -> None:
    said = set_key(parley, "groq", key, code=3)
    assert "that cannot be a key" in said
    assert not key.strip() or key.strip() not in said
    assert secrets_of(parley).keys == {}


def test_the_longest_key_is_accepted(parley: Parley) -> None:
    set_key(parley, "groq", "k" * MAX_KEY_CHARACTERS)


@pytest.mark.parametrize(("name", "reason"), [("aws", "wants no key"), ("gork", "is not in the catalogue")])
def test_only_providers_that_want_a_key_are_given_one(parley: Parley, name: str, reason: str) -> None:
    said = set_key(parley, name, KEY, code=3)
    assert reason in said
    assert "anthropic, elevenlabs, google, groq, local, openai" in said


def test_a_key_is_no_argument(parley: Parley) -> None:
    parley("providers", "set-key", "groq", KEY, code=2)


def test_the_catalogue_is_checked_without_a_stage(parley: Parley) -> None:
    warnings = parley.json("providers", "check")["warnings"]
    assert any("amazon-transcribe: its price is not confirmed" in warning for warning in warnings)
    assert "the catalogue is right" in parley("providers", "check").stdout


def test_a_mistake_in_the_catalogue_is_told(parley: Parley, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise CatalogueInvalid("the price is missing", field="models.big.price.tokens_in")

    monkeypatch.setattr("cli.providers_report.load_catalogue", broken)
    found = parley.json("providers", "check", code=1)["error"]
    assert (found["type"], found["field"]) == ("CatalogueInvalid", "models.big.price.tokens_in")
