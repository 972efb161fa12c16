"""Chains of engines behind the ports of one: a language model, speech to text, and text to speech."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel

from shared.adapters.breakers import Breakers
from shared.adapters.chain import Chain, Link, Patience
from shared.adapters.kept_answers import KeptAnswers, ModelLink
from shared.domain.engines import EngineKind, EngineUse
from shared.domain.made_by import Engine
from shared.domain.session.speech import Speech
from shared.ports import LanguageModel, Meter, ModelAnswer, Prompt, Recognition, SpeechToText
from shared.ports.sessions import TextToSpeech

SpeechLink = Link[SpeechToText, Recognition]
# English has about four or five. A server that counts so few tokens has cut half of what it was sent, or more, and some
# do without a word.
MOST_CHARACTERS_PER_TOKEN = 9
VoiceLink = Link[TextToSpeech, Speech]


class GuardedModel:
    """Implements `LanguageModel`. Kept answers of every link come before any call, so an open breaker hides none.

    `kept` is None where a repeat is so rare that looking for its answer, and keeping one, would cost more than it.
    """

    def __init__(
        self,
        links: Sequence[ModelLink],
        *,
        breakers: Breakers,
        patience: Patience,
        meter: Meter,
        kept: KeptAnswers | None,
    ) -> None:
        self._chain = Chain[LanguageModel, ModelAnswer](
            EngineKind.ANALYSIS, links, breakers, patience, meter, _with_tokens
        )
        self._links, self._meter, self._kept = links, meter, kept
        self._answered: set[str] = set()  # windows are read side by side

    @property
    def engine(self) -> Engine:
        names = [link.name for link in self._links if str(link) in self._answered] or [self._links[0].name]
        return Engine(name=", ".join(one.name for one in names), version=", ".join(one.version for one in names))

    @property
    def context_tokens(self) -> int:
        return min(link.context_tokens for link in self._links)

    def answer(self, prompt: Prompt, schema: type[BaseModel]) -> ModelAnswer:
        found = self._kept.find(self._links, prompt, schema) if self._kept else None
        if found:
            self._note_kept(found[0])
        link, answer = found or self._ask(prompt, schema)
        self._answered.add(str(link))
        return answer

    def _ask(self, prompt: Prompt, schema: type[BaseModel]) -> tuple[ModelLink, ModelAnswer]:
        link, answer = self._chain.ask(lambda model: model.answer(prompt, schema))
        if _is_cut(link, prompt, answer):  # not kept: a repeat that is sent less at once is to be answered anew
            self._meter.note(
                f"{link} has read far less than it was sent: say by PARLEY_LLM_CONTEXT what it takes at once"
            )
        elif self._kept and not self._kept.keep(link, prompt, schema, answer):
            self._meter.note(f"an answer of {link} was too large to be kept: a repeat pays for it again")
        return link, answer

    def _note_kept(self, link: ModelLink) -> None:
        use = EngineUse(provider=link.provider, model=link.model, kind=EngineKind.ANALYSIS, calls=0, cached_calls=1)
        self._meter.add(use)
        if link is not self._links[0]:
            self._meter.note(f"{link} had answered before, instead of {self._links[0]}")


class GuardedSpeechToText:
    """Implements `SpeechToText`."""

    def __init__(self, links: Sequence[SpeechLink], *, breakers: Breakers, patience: Patience, meter: Meter) -> None:
        self._chain = Chain[SpeechToText, Recognition](EngineKind.SPEECH, links, breakers, patience, meter, _with_audio)

    def transcribe(self, recording: Path, *, language_hint: str | None) -> Recognition:
        return self._chain.ask(lambda speech: speech.transcribe(recording, language_hint=language_hint))[1]


class GuardedTextToSpeech:
    """Implements `TextToSpeech`. `voice` is that of the first; who stands in has its own."""

    def __init__(
        self, links: Sequence[VoiceLink], *, voice: str, breakers: Breakers, patience: Patience, meter: Meter
    ) -> None:
        self._chain = Chain[TextToSpeech, Speech](EngineKind.VOICE, links, breakers, patience, meter, _with_characters)
        self.voice = voice

    def synthesise(self, text: str, *, language: str) -> Speech:
        return self._chain.ask(lambda speaker: speaker.synthesise(text, language=language))[1]


def _is_cut(link: ModelLink, prompt: Prompt, answer: ModelAnswer) -> bool:
    sent = len(prompt.instructions) + len(prompt.data)
    return bool(link.own_address) and 0 < answer.tokens_in * MOST_CHARACTERS_PER_TOKEN < sent


def _with_tokens(use: EngineUse, answer: ModelAnswer) -> EngineUse:
    tokens = {"tokens_in": answer.tokens_in, "tokens_out": answer.tokens_out, "tokens_cached": answer.tokens_cached}
    return use.model_copy(update=tokens)


def _with_audio(use: EngineUse, recognition: Recognition) -> EngineUse:
    return use.model_copy(update={"audio_seconds": recognition.audio_seconds})


def _with_characters(use: EngineUse, speech: Speech) -> EngineUse:
    return use.model_copy(update={"characters": speech.characters})
