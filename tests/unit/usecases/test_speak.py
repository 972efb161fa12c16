"""Text goes out whatever becomes of its sound; the same sound is made once."""

import pytest

from shared.domain.errors import EngineFailed, EngineRefused, StorageThrottled
from shared.domain.session.limits import MAX_SPEECH_CHARACTERS, SPEECH_URL_SECONDS
from shared.domain.session.speech import Speech, is_of_session, said_key, speech_key
from shared.domain.tier import Tier
from shared.ports import EngineScope
from shared.usecases.speak import SpeakingPorts, speak
from tests.builders import INTERVIEW
from tests.fakes import (
    MemoryMedia,
    ScriptedAnalyst,
    ScriptedEngines,
    ScriptedSpeechToText,
    ScriptedTextToSpeech,
    SettableClock,
)
from tests.unit.adapters.chains import RecordedMeter

QUESTION = "What do you do when a release goes wrong?"
OTHER = INTERVIEW.model_copy(update={"interview_id": "int_other"})


class Stage:
    def __init__(self) -> None:
        self.speech = ScriptedTextToSpeech()
        self.engines = ScriptedEngines(ScriptedAnalyst(), ScriptedSpeechToText(), the_voice=self.speech)
        self.media = MemoryMedia(SettableClock())
        self.meter = RecordedMeter()

    def speak(self, text: str = QUESTION, *, fixed: bool = False, interview: object = INTERVIEW) -> str | None:
        scope = EngineScope(interview=interview, tier=Tier.ESSENTIAL, meter=self.meter)  # type: ignore[arg-type]
        return speak(text, language="en", scope=scope, ports=SpeakingPorts(self.engines, self.media), fixed=fixed)


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_what_is_said_has_an_address(stage: Stage) -> None:
    key = said_key(INTERVIEW, "scripted/voice", "en", QUESTION)
    assert stage.speak() == f"https://memory.test/{key}?seconds={SPEECH_URL_SECONDS}"
    with stage.media.reader(key, None) as sound:
        assert sound.read() == f"RIFF {QUESTION}".encode()
    assert stage.media.types[key] == "audio/wav"
    assert stage.speech.said == [(QUESTION, "en")]
    assert stage.meter.notes == []


def test_the_same_is_synthesised_once(stage: Stage) -> None:
    assert stage.speak() == stage.speak(f" {QUESTION}\n")
    assert len(stage.speech.said) == 1


def test_a_fixed_question_is_kept_for_the_whole_organisation(stage: Stage) -> None:
    assert stage.speak(fixed=True) == stage.speak(fixed=True, interview=OTHER)
    assert len(stage.speech.said) == 1
    assert stage.media.head(speech_key(INTERVIEW.organisation_id, "scripted/voice", "en", QUESTION), None)


def test_anything_else_is_kept_with_its_interview_and_erased_with_it(stage: Stage) -> None:
    assert stage.speak() != stage.speak(interview=OTHER)
    assert len(stage.speech.said) == 2
    assert stage.media.forget(f"{INTERVIEW.organisation_id}/{INTERVIEW.interview_id}/") == 1


def test_another_voice_or_language_is_another_sound() -> None:
    keys = {speech_key("acme", voice, language, "Hi") for voice in ("a", "b") for language in ("en", "de")}
    assert len(keys) == 4


def test_who_stands_in_does_not_take_the_place_of_who_was_asked(stage: Stage) -> None:
    whole = stage.speech.synthesise

    def other(text: str, *, language: str) -> Speech:
        return whole(text, language=language).model_copy(update={"voice": "other"})

    stage.speech.synthesise = other  # type: ignore[method-assign]
    assert stage.speak(fixed=True)
    assert stage.media.head(speech_key(INTERVIEW.organisation_id, "scripted/voice", "en", QUESTION), None) is None
    stage.speech.synthesise = whole  # type: ignore[method-assign]
    assert stage.speak(fixed=True)
    assert stage.media.head(speech_key(INTERVIEW.organisation_id, "scripted/voice", "en", QUESTION), None)


@pytest.mark.parametrize("error", [EngineFailed("HTTP 500"), EngineRefused("no key"), StorageThrottled("slow down")])
def test_when_it_fails_the_text_goes_out_alone_and_the_note_says_why(stage: Stage, error: Exception) -> None:
    stage.speech.errors = [error]
    assert stage.speak() is None
    (note,) = stage.meter.notes
    assert type(error).__name__ in note
    assert QUESTION not in note
    assert stage.speak()


def test_a_bucket_that_fails_is_no_reason_either(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StorageThrottled("the bucket answered SlowDown")

    monkeypatch.setattr(stage.media, "put", refuse)
    assert stage.speak() is None
    assert "StorageThrottled" in stage.meter.notes[0]


def test_where_nobody_speaks_there_is_text(stage: Stage) -> None:
    stage.engines.the_voice = None
    assert stage.speak() is None
    assert stage.meter.notes == ["not spoken: this stage has no voice"]


@pytest.mark.parametrize(("length", "spoken"), [(0, False), (1, True), (MAX_SPEECH_CHARACTERS, True),
                                                (MAX_SPEECH_CHARACTERS + 1, False)])  # fmt: skip
def test_a_text_has_a_length(stage: Stage, length: int, spoken: bool) -> None:
    assert bool(stage.speak("a" * length)) is spoken
    assert bool(stage.meter.notes) is not spoken


@pytest.mark.parametrize(
    ("key", "found"),
    [
        (speech_key("acme", "v", "en", "Hi"), True),
        (said_key(INTERVIEW, "v", "en", "Hi"), True),
        ("acme/int_1/turns/0001/c1", True),
        ("acme/int_1/upload", False),
        ("acme/int_1/speech", False),
        ("speech/int_1/upload", False),
        ("upload", False),
    ],
)
def test_sound_of_sessions_is_no_upload(key: str, found: bool) -> None:
    assert is_of_session(key) is found
