"""Speech to text with Whisper base on this machine's processor, through faster-whisper. Nothing is downloaded."""

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.metadata import version
from math import inf
from pathlib import Path
from threading import Lock
from typing import Any

from shared.adapters.audio_file import SAMPLE_RATE, mono_blocks
from shared.adapters.doubtful_speech import is_speech
from shared.adapters.quiet_runtime import tell_nobody
from shared.adapters.sentences import sentences
from shared.adapters.whisper_weights import REMEDY, whisper_folder
from shared.domain.errors import EngineFailed, EngineTimeout, EngineUnavailable, UnsupportedLanguage
from shared.domain.limits import CALL_MARGIN_SECONDS, LANGUAGE_CONFIDENCE_FLOOR, MAX_PIECE_SECONDS
from shared.domain.made_by import Engine
from shared.domain.mixed_languages import ENGLISH_HINDI, is_mixed
from shared.domain.word import Word
from shared.ports import RecognisedSegment, Recognition

UNKNOWN_LANGUAGE = "und"
WRITE = "type the answer, or let a hosted engine hear it: `parley providers`"
# A second thread of the same call gains next to nothing; a second piece side by side gains half of the time.
THREADS = 1
LANGUAGE_SEGMENTS = 8  # of 30 seconds
BLOCK_SECONDS = MAX_PIECE_SECONDS + 1.0  # a piece is one block: one more cut might go through a word

_loading = Lock()


class WhisperSpeechToText:
    """Implements `SpeechToText`. `cache_folder` keeps the weights (142 MiB); the model is loaded on first use.

    After each stretch of speech it looks whether time is `remaining`, so that nobody hears what nobody waits for.
    """

    def __init__(self, cache_folder: Path, remaining: Callable[[], float] = lambda: inf) -> None:
        self._cache_folder, self._remaining = cache_folder, remaining

    def transcribe(self, recording: Path, *, language_hint: str | None) -> Recognition:
        language = known_language(language_hint) if language_hint else None
        with _loading:
            model = _model(self._cache_folder)
        listener = _Listener(model, language, self._remaining)
        heard = listener.hear(mono_blocks(recording, BLOCK_SECONDS))
        return Recognition(
            language=listener.language or UNKNOWN_LANGUAGE,
            language_confidence=listener.language_confidence,
            segments=tuple(heard),
            engine=Engine(name="whisper-base", version=version("faster-whisper"), draft=True),
            audio_seconds=round(listener.seconds, 3),
        )


def known_language(hint: str) -> str:
    """The engine's code for a language tag such as `en`, `EN` or `en-GB`. Of English with Hindi it hears the English.

    Raises UnsupportedLanguage, also for Hindi with English: of that it makes words that nobody has said.
    """
    tokenizer = _faster_whisper().tokenizer
    code = hint.strip().lower().replace("_", "-").split("-")[0]
    if is_mixed(hint) and hint != ENGLISH_HINDI:
        raise UnsupportedLanguage("whisper-base hears one language at a time", field="languageHint", remedy=WRITE)
    if code not in tokenizer._LANGUAGE_CODES:
        raise UnsupportedLanguage("the engine does not know this language", field="languageHint")
    return code


class _Listener:
    """Transcribes blocks in turn. The language of the first block with speech holds for all that follow."""

    def __init__(self, model: Any, language: str | None, remaining: Callable[[], float] = lambda: inf) -> None:
        self._model, self._remaining = model, remaining
        self.language = language
        self.language_confidence: float | None = None
        self.seconds = 0.0

    def hear(self, blocks: Iterable[tuple[float, Any]]) -> list[RecognisedSegment]:
        return sentences([word for start, block in blocks for word in self._words(start, block)])

    def _words(self, block_start: float, block: Any) -> list[Word]:
        self.seconds += len(block) / SAMPLE_RATE
        try:
            segments, info = self._model.transcribe(
                block,
                language=self.language,
                beam_size=5,
                vad_filter=True,
                word_timestamps=True,
                # Half a minute may not tell, for instance of one-word answers; then more is listened to, and counted.
                language_detection_threshold=LANGUAGE_CONFIDENCE_FLOOR,
                language_detection_segments=LANGUAGE_SEGMENTS,
            )
            words = list(_spoken_words(self._in_time(segments), block_start))
        except (RuntimeError, ValueError, MemoryError, IndexError) as error:
            raise EngineFailed(f"whisper-base stopped with {type(error).__name__}") from error
        if words and self.language is None:
            self.language, self.language_confidence = info.language, round(info.language_probability, 4)
        return words

    def _in_time(self, segments: Iterable[Any]) -> Iterator[Any]:
        for segment in segments:
            if self._remaining() <= CALL_MARGIN_SECONDS:
                raise EngineTimeout("whisper-base has no time left")
            yield segment


def _spoken_words(segments: Iterable[Any], block_start: float) -> Iterator[Word]:
    for segment in segments:
        if is_speech(segment.no_speech_prob, segment.avg_logprob):
            for word in segment.words or ():
                yield Word(
                    text=word.word,
                    start_seconds=round(block_start + word.start, 3),
                    end_seconds=round(block_start + max(word.start, word.end), 3),
                    confidence=round(word.probability, 4),
                )


def _faster_whisper() -> Any:
    os.environ["HF_HUB_OFFLINE"] = "1"
    tell_nobody()
    try:
        import faster_whisper
    except ImportError:
        raise EngineUnavailable("the package faster-whisper is not installed", remedy=REMEDY) from None
    return faster_whisper


@cache
def _model(cache_folder: Path) -> Any:
    package, folder = _faster_whisper(), whisper_folder(cache_folder)
    try:
        return package.WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=THREADS, local_files_only=True
        )
    except (RuntimeError, ValueError) as error:
        raise EngineFailed(f"whisper-base cannot be loaded: {type(error).__name__}") from error
