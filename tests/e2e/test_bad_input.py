"""What users send that cannot be used: each gets a named reason, and nothing is lost."""

import json

import pytest

from shared.domain.errors import MissingStepInput, NothingToResume, UnknownProject, UnknownStep
from shared.domain.interview_status import InterviewStatus
from shared.domain.limits import MAX_RECORDING_BYTES
from shared.domain.run import RunRequest
from shared.domain.run_status import RunStatus
from shared.domain.steps import Step, parse_step
from shared.usecases.redrive_interview import redrive_interview
from tests import media
from tests.e2e.deployed import Deployed

pytestmark = [pytest.mark.emulator, pytest.mark.engines]

VTT = b"""WEBVTT

00:00.000 --> 00:04.000
<v Interviewer>What was the hardest part of the change for you?

00:04.500 --> 00:12.000
<v Ann>I'm the office manager at a law firm. Nobody told us about the new calendar, so I was on the phone until nine.
"""
OVERLAPPING = [
    {"speaker": "Interviewer", "start": 0, "end": 6, "text": "How do you use it today?"},
    {"speaker": "Ann", "start": 5, "end": 12, "text": "I export everything because I do not trust the numbers."},
]
REVERSED = [{"speaker": "Ann", "start": 9, "end": 2, "text": "I export everything."}]
SRT = "1\n00:00:01,000 --> 00:00:04,000\nAnn: Es war schwierig für mich.\n"

REJECTED = {
    "not audio": (b"<html><body>not a recording</body></html>", "UnreadableRecording"),
    "random bytes": (bytes(range(256)) * 40, "UnreadableRecording"),
    "audio without speech": (media.encode(media.silence(5), "ogg"), "NoSpeech"),
    "a film without sound": (media.silent_film(), "UnreadableRecording"),
    "shorter than the limit": (media.encode(media.tone(0.4), "wav"), "RecordingTooShort"),
    "reversed times": (json.dumps(REVERSED).encode(), "UnreadableTranscript"),
    "an SRT that is not UTF-8": (SRT.encode("latin-1"), "UnreadableTranscript"),
}


@pytest.mark.parametrize("name", REJECTED)
def test_a_file_that_cannot_be_used_rejects_the_interview(deployed: Deployed, name: str) -> None:
    body, error = REJECTED[name]
    key = deployed.submit(body, deployed.project())
    interview = deployed.settled(key)
    assert interview.status is InterviewStatus.REJECTED
    assert interview.reason is not None
    assert interview.reason.startswith(f"{error}: ")
    failure = deployed.run(key, 1).failures[0]
    assert failure.error == error
    assert failure.remedy


def test_an_empty_file_is_refused_by_the_form_and_rejected_when_it_comes_another_way(deployed: Deployed) -> None:
    key, form = deployed.schedule(deployed.project())
    assert deployed.upload(form, b"").status_code == 400
    deployed.client("s3").put_object(Bucket=deployed.outputs["MediaBucketName"], Key=form.fields["key"], Body=b"")
    assert (deployed.settled(key).reason or "").startswith("EmptyRecording: ")


PROVIDED, WHISPER = "provided-transcript", "whisper-base"
# File, engine, whether the user is warned. A browser's WebM has no length, so nothing tells that its end is missing.
ACCEPTED = {
    "a ready transcript": (VTT, PROVIDED, False),
    "overlapping times": (json.dumps(OVERLAPPING).encode(), PROVIDED, True),
    "a truncated WebM": (media.encode(media.sample_audio(8, 22), "webm", live=True)[:-20_000], WHISPER, False),
    "three seconds of speech": (media.encode(media.sample_audio(21.5, 24.6), "mp3"), WHISPER, True),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_can_be_used_is_used_with_a_warning_where_it_is_due(deployed: Deployed, name: str) -> None:
    body, engine, warned = ACCEPTED[name]
    key = deployed.submit(body, deployed.project(), name="holiday.jpg")  # a wrong extension changes nothing
    assert deployed.settled(key).status is InterviewStatus.COMPLETED
    upload = deployed.steps(key, 1)[Step.UPLOAD]
    assert upload.engine is not None
    assert upload.engine.name == engine
    assert bool(upload.warnings) == warned
    assert upload.engine_calls == (0 if engine == PROVIDED else 1)


def test_an_unknown_language_is_named(deployed: Deployed) -> None:
    body = media.encode(media.sample_audio(21.5, 24.6), "mp3")
    key = deployed.submit(body, deployed.project(), language="klingon")
    assert (deployed.settled(key).reason or "").startswith("UnsupportedLanguage: ")


def test_the_form_refuses_a_file_above_the_limit_and_another_key(deployed: Deployed) -> None:
    key, form = deployed.schedule(deployed.project())
    policy = form.model_copy(update={"fields": {**form.fields, "key": "acme/other/upload"}})
    assert deployed.upload(policy, b"x").status_code == 403
    media_store = deployed.root.media
    small = media_store.presign_upload(form.fields["key"], max_bytes=10, seconds=60)
    assert deployed.upload(small, b"x" * 11).status_code == 400
    assert deployed.interview(key).status is InterviewStatus.AWAITING_UPLOAD
    assert form.fields["key"].endswith(f"{key.interview_id}/upload")
    assert MAX_RECORDING_BYTES > 10


def test_an_unknown_project_is_refused_before_anything_is_stored(deployed: Deployed) -> None:
    with pytest.raises(UnknownProject):
        deployed.schedule("nobody-made-this")


def test_a_resume_that_cannot_be(deployed: Deployed) -> None:
    key, _ = deployed.schedule(deployed.project())
    ports = deployed.root.starting
    with pytest.raises(NothingToResume):
        redrive_interview(key, RunRequest(resume_from=Step.INSIGHTS), ports=ports)
    with pytest.raises(UnknownStep):
        parse_step("themes")


def test_a_resume_whose_inputs_do_not_exist(deployed: Deployed) -> None:
    key = deployed.submit(b"<html>", deployed.project())
    deployed.settled(key)
    with pytest.raises(MissingStepInput):
        redrive_interview(key, RunRequest(resume_from=Step.PERSONAS), ports=deployed.root.starting)


def test_a_better_recording_may_follow_a_rejected_one(deployed: Deployed) -> None:
    key, form = deployed.schedule(deployed.project())
    deployed.upload(form, b"not audio at all, but a sentence without a name")
    assert deployed.settled(key).status is InterviewStatus.REJECTED
    deployed.upload(form, VTT)
    assert deployed.settled(key, run=2).status is InterviewStatus.COMPLETED
    assert deployed.run(key, 2).status is RunStatus.SUCCEEDED
