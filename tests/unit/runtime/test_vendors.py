"""Each kind of provider is reached by its own library, as the catalogue says; nothing is asked while building."""

import pytest

from shared.adapters.anthropic_model import AnthropicModel
from shared.adapters.openai_model import OpenAIModel
from shared.adapters.openai_speech import OpenAISpeechToText
from shared.adapters.piper_voice import PiperTextToSpeech
from shared.adapters.vendor_endpoint import VendorEndpoint
from shared.adapters.voice_endpoint import VoiceEndpoint
from shared.domain.catalogue import Structured
from shared.domain.errors import EngineUnavailable
from shared.domain.own_server import own_server, with_own_server
from shared.ports import LanguageModel
from shared.runtime.catalogue import load_catalogue
from shared.runtime.vendors import vendors


def never() -> str:
    raise AssertionError("the key is asked for by a call, not before")


def built(name: str) -> LanguageModel:
    server = own_server("http://127.0.0.1:11434/v1", "llama3.1:8b", has_key=False)
    catalogue = with_own_server(load_catalogue(), server)
    model = catalogue.models[name]
    return vendors().model(catalogue.provider_of(model), model, never)


@pytest.mark.parametrize(
    ("name", "kind", "address", "model"),
    [
        ("gpt-oss-20b", OpenAIModel, "https://api.groq.com/openai/v1", "openai/gpt-oss-20b"),
        ("gpt-4o-mini", OpenAIModel, "https://api.openai.com/v1", "gpt-4o-mini"),
        ("claude-sonnet", AnthropicModel, "https://api.anthropic.com", "claude-sonnet-5-5"),
        ("local", OpenAIModel, "http://127.0.0.1:11434/v1", "llama3.1:8b"),
    ],
)
def test_who_and_where(name: str, kind: type[OpenAIModel | AnthropicModel], address: str, model: str) -> None:
    made = built(name)
    assert isinstance(made, kind)
    assert (made.url, made.engine.name) == (address, model)


def test_a_server_of_one_s_own_without_an_address_is_not_openai() -> None:
    catalogue = load_catalogue()
    with pytest.raises(EngineUnavailable, match="PARLEY_LLM_BASE_URL"):
        vendors().model(catalogue.providers["local"], catalogue.models["local"], lambda: "key")


def test_sizes_times_and_the_way_of_structure_are_the_catalogue_s() -> None:
    made, stated = built("gpt-4o-mini"), load_catalogue().models["gpt-4o-mini"]
    assert isinstance(made, OpenAIModel)
    assert (made.context_tokens, made.max_output_tokens) == (stated.context_tokens, stated.max_output_tokens)
    assert made.timeout_seconds == load_catalogue().providers["openai"].timeout_seconds
    assert made.structured is Structured.JSON_SCHEMA


@pytest.mark.parametrize("name", ["gpt-4o-mini", "claude-sonnet"])
def test_a_model_s_own_time_comes_before_its_provider_s(name: str) -> None:
    catalogue = load_catalogue()
    model = catalogue.models[name].model_copy(update={"timeout_seconds": 7.0})
    made = vendors().model(catalogue.provider_of(model), model, never)
    assert isinstance(made, VendorEndpoint)
    assert made.timeout_seconds == 7.0


def test_so_does_that_of_a_model_that_hears() -> None:
    catalogue = load_catalogue()
    model = catalogue.models["openai-whisper"].model_copy(update={"timeout_seconds": 7.0})
    heard = vendors().speech(catalogue.provider_of(model), model, never)
    assert isinstance(heard, OpenAISpeechToText)
    assert heard.timeout_seconds == 7.0


@pytest.mark.parametrize(("name", "temperature"), [("gpt-4o-mini", 0.0), ("gpt-oss-20b", None), ("gpt-oss-120b", None)])
def test_hosted_models_are_asked_with_the_catalogue_s_seed(name: str, temperature: float | None) -> None:
    made = built(name)
    assert isinstance(made, OpenAIModel)
    assert (made.seed, made.temperature) == (load_catalogue().models[name].seed, temperature)
    assert made.seed is not None


def test_a_server_of_one_s_own_is_sent_a_seed_only_where_one_is_asked_for() -> None:
    server = own_server("http://127.0.0.1:11434/v1", "llama3.1:8b", has_key=False)
    for seed in (None, 7):
        catalogue = with_own_server(load_catalogue(), server.model_copy(update={"seed": seed}))
        model = catalogue.models["local"]
        made = vendors().model(catalogue.provider_of(model), model, never)
        assert isinstance(made, OpenAIModel)
        assert (made.seed, made.temperature) == (seed, None)


@pytest.mark.parametrize(
    ("name", "address", "model"),
    [
        ("groq-whisper-turbo", "https://api.groq.com/openai/v1", "whisper-large-v3-turbo"),
        ("openai-whisper", "https://api.openai.com/v1", "whisper-1"),
    ],
)
def test_who_hears(name: str, address: str, model: str) -> None:
    stated = load_catalogue().models[name]
    made = vendors().speech(load_catalogue().provider_of(stated), stated, never)
    assert isinstance(made, OpenAISpeechToText)
    assert (made.url, made.engine.name) == (address, model)


@pytest.mark.parametrize(
    ("name", "address", "model"),
    [
        ("openai-tts", "https://api.openai.com/v1", "tts-1"),
        ("google-tts", "https://texttospeech.googleapis.com", "neural2"),
        ("elevenlabs-flash", "https://api.elevenlabs.io", "eleven_flash_v2_5"),
        ("edge-tts", None, "edge-tts"),
    ],
)
def test_who_speaks(name: str, address: str | None, model: str) -> None:
    stated = load_catalogue().models[name]
    made = vendors().voice(load_catalogue().provider_of(stated), stated, never)
    assert isinstance(made, VoiceEndpoint)
    assert (made.base_url, made.engine.name, made.voice) == (address, model, stated.voice)
    assert made.timeout_seconds == 15


def test_the_embedded_voice_is_at_the_address_where_it_runs() -> None:
    piper = load_catalogue().models["piper"]
    provider = load_catalogue().provider_of(piper)
    with pytest.raises(EngineUnavailable, match="make weights"):
        vendors().voice(provider, piper, never)
    made = vendors().voice(provider.model_copy(update={"base_url": "http://127.0.0.1:5"}), piper, never)
    assert isinstance(made, PiperTextToSpeech)
