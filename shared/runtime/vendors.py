"""How a provider of each kind is reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.catalogue import ProviderKind
from shared.domain.errors import EngineUnavailable
from shared.runtime.invocation import remaining

if TYPE_CHECKING:
    from shared.adapters.voice_endpoint import VoiceEndpoint
    from shared.domain.catalogue import Model, Provider
    from shared.ports import LanguageModel, SpeechToText
    from shared.ports.sessions import TextToSpeech

Key = Callable[[], str]
_VOICES = {  # loaded on first use: each brings its vendor's library
    ProviderKind.EMBEDDED: "piper_voice:PiperTextToSpeech",
    ProviderKind.OPENAI: "openai_voice:OpenAITextToSpeech",
    ProviderKind.ELEVENLABS: "elevenlabs_voice:ElevenLabsTextToSpeech",
    ProviderKind.GOOGLE: "google_voice:GoogleTextToSpeech",
    ProviderKind.EDGE: "edge_voice:EdgeTextToSpeech",
}
NO_KEY = "none"  # for servers that want none; the vendors' libraries insist on one


@dataclass(frozen=True)
class Vendors:
    """Builds engines: each is given the provider, the model, and who knows the key."""

    model: Callable[[Provider, Model, Key], LanguageModel]
    speech: Callable[[Provider, Model, Key], SpeechToText]
    voice: Callable[[Provider, Model, Key], TextToSpeech]


def vendors() -> Vendors:
    """The real ones."""
    return Vendors(build_model, build_speech, build_voice)


def build_model(provider: Provider, model: Model, key: Key) -> LanguageModel:
    """A language model by its vendor's library. Raises EngineUnavailable for a server whose address is not known."""
    if provider.kind is ProviderKind.ANTHROPIC:
        from shared.adapters.anthropic_model import AnthropicModel

        return AnthropicModel(
            provider=provider.name,
            model=model.id,
            key=key,
            base_url=provider.base_url,
            timeout_seconds=model.timeout_seconds or provider.timeout_seconds,
            remaining=remaining,
            context_tokens=model.context_tokens,
            max_output_tokens=model.max_output_tokens,
        )
    from shared.adapters.openai_model import OpenAIModel

    if provider.kind is ProviderKind.OPENAI_COMPATIBLE and not provider.base_url:
        raise EngineUnavailable(f"{provider.name} has no address", remedy="set PARLEY_LLM_BASE_URL")
    return OpenAIModel(
        provider=provider.name,
        model=model.id,
        key=key,
        base_url=provider.base_url,
        timeout_seconds=model.timeout_seconds or provider.timeout_seconds,
        remaining=remaining,
        context_tokens=model.context_tokens,
        max_output_tokens=model.max_output_tokens,
        structured=provider.structured,
        seed=model.seed,
        temperature=model.temperature,
    )


def build_speech(provider: Provider, model: Model, key: Key) -> SpeechToText:
    """Speech to text by OpenAI's library, which Groq's address understands, too."""
    from shared.adapters.openai_speech import OpenAISpeechToText

    return OpenAISpeechToText(
        provider=provider.name,
        model=model.id,
        key=key,
        base_url=provider.base_url,
        timeout_seconds=model.timeout_seconds or provider.timeout_seconds,
        remaining=remaining,
    )


def build_voice(provider: Provider, model: Model, key: Key) -> TextToSpeech:
    """Text to speech by the kind of its provider. Raises EngineUnavailable for an address that is not known."""
    if provider.kind is ProviderKind.EMBEDDED and not provider.base_url:
        raise EngineUnavailable("no voice runs on this machine", remedy="`make weights`, then `parley up`")
    speaks: TextToSpeech = _voice_of(provider.kind)(
        provider=provider.name,
        model=model.id,
        key=key,
        base_url=provider.base_url,
        timeout_seconds=model.timeout_seconds or provider.timeout_seconds,
        remaining=remaining,
        voice=model.voice,
        voices=model.voices,
    )
    return speaks


def _voice_of(kind: ProviderKind) -> type[VoiceEndpoint]:
    from importlib import import_module

    module, name = _VOICES[kind].split(":")
    found: type[VoiceEndpoint] = getattr(import_module(f"shared.adapters.{module}"), name)
    return found
