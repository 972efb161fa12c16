"""Twelve minutes are heard in two pieces; one of them fails once, and is heard again alone."""

import re

import jiwer
import numpy as np
import pytest

from shared.adapters.faults import TableFaults
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.steps import Step
from tests import media
from tests.e2e.deployed import ORGANISATION, Deployed

pytestmark = [pytest.mark.emulator, pytest.mark.engines]

SPEECH_SECONDS = 25.0
PAUSE_SECONDS = 670.0  # silence is passed over: twelve minutes, little of it to be heard
WORST = 0.1


@pytest.fixture(scope="module")
def heard(deployed: Deployed) -> InterviewKey:
    """The sample's beginning, a long silence, and the same again."""
    said = media.sample_audio(0, SPEECH_SECONDS)
    recording = media.encode(np.concatenate([said, media.silence(PAUSE_SECONDS), said]), "ogg")
    faults = TableFaults(deployed.root.table)
    faults.set(ORGANISATION, Step.UPLOAD, "EngineFailed", times=1, part="piece-1")
    key = deployed.submit(recording, deployed.project())
    assert deployed.settled(key).status is InterviewStatus.COMPLETED
    return key


def test_the_piece_that_failed_was_heard_again_alone(deployed: Deployed, heard: InterviewKey) -> None:
    record = deployed.steps(heard, 1)[Step.UPLOAD]
    assert record.attempts == 2
    assert record.engine_calls == 2  # one for each piece: the fault came before the call
    assert sum(use.audio_seconds for use in record.uses) == pytest.approx(720, abs=1)


def test_what_was_said_at_the_end_has_the_times_of_the_recording(deployed: Deployed, heard: InterviewKey) -> None:
    transcript = deployed.transcript(heard)
    early = [segment for segment in transcript.segments if segment.start_seconds < SPEECH_SECONDS + 1]
    late = [segment for segment in transcript.segments if segment.start_seconds > SPEECH_SECONDS + PAUSE_SECONDS - 1]
    assert len(early) + len(late) == len(transcript.segments)
    assert jiwer.wer(_words(early), _words(late)) < WORST
    assert late[0].start_seconds - early[0].start_seconds == pytest.approx(SPEECH_SECONDS + PAUSE_SECONDS, abs=1)
    assert transcript.duration_seconds == pytest.approx(2 * SPEECH_SECONDS + PAUSE_SECONDS, abs=0.1)


def test_a_voice_has_one_label_in_all_pieces(deployed: Deployed, heard: InterviewKey) -> None:
    segments = deployed.transcript(heard).segments
    assert {segment.speaker for segment in segments} == {"S1", "S2"}
    half = SPEECH_SECONDS + PAUSE_SECONDS / 2
    first = next(segment.speaker for segment in segments if segment.start_seconds < half)
    second = next(segment.speaker for segment in segments if segment.start_seconds > half)
    assert first == second == "S1"


def _words(segments: object) -> str:
    text = " ".join(segment.text for segment in segments)  # type: ignore[attr-defined]
    return " ".join(re.findall(r"[a-z0-9']+", text.lower()))
