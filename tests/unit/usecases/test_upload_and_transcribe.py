import pytest

from shared.domain.engines import EngineKind
from shared.domain.errors import (
    EmptyRecording,
    MissingStepInput,
    NoSpeech,
    RecordingTooLarge,
    RecordingTooLong,
    RecordingTooShort,
    UnreadableRecording,
)
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewMode
from shared.domain.limits import MAX_RECORDING_BYTES
from shared.domain.role import Role
from shared.domain.steps import Step
from shared.domain.transcript import Transcript
from shared.ports import AudioInfo, UploadedObject
from shared.usecases.upload_and_transcribe import FullText, UploadAndTranscribeOutput
from tests.builders import interview, run_key, segment, transcript
from tests.unit.said import SAID, heard
from tests.unit.world import World


def done(world: World, number: int = 1) -> UploadAndTranscribeOutput:
    output = world.do(Step.UPLOAD, number)
    assert isinstance(output, UploadAndTranscribeOutput)
    return output


def duration(seconds: float) -> AudioInfo:
    return AudioInfo(container="wav", duration_seconds=seconds, channels=1)


def test_a_recording_becomes_a_transcript_with_speakers(world: World) -> None:
    output = done(world)
    stored = world.artifacts.get(output.transcript_data.uri, Transcript)
    assert [(one.index, one.speaker, one.text) for one in stored.segments] == [
        (0, "S1", SAID[0]),
        (1, "S2", SAID[1]),
        (2, "S1", SAID[2]),
        (3, "S2", SAID[3]),
    ]
    assert [(one.label, one.role) for one in stored.speakers] == [("S1", Role.INTERVIEWER), ("S2", Role.PARTICIPANT)]
    assert stored.segments[1].words[0].text == "I"
    assert stored.duration_seconds == 60.0
    text = world.artifacts.get(output.full_transcript.uri, FullText).text
    assert text.splitlines()[3] == f"S2: {SAID[3]}"


def test_the_output_has_references_and_counts_only(world: World) -> None:
    output = done(world)
    assert (output.language, output.segments, output.duration_seconds) == ("en", 4, 60.0)
    assert not any(sentence in output.model_dump_json() for sentence in SAID)


def test_texts_are_kept_under_their_run(world: World) -> None:
    output = done(world)
    assert output.transcript_data.run == 1
    assert output.transcript_data.uri.endswith("acme/int_1/runs/0001/transcript.json")


def test_hearing_is_metered(world: World) -> None:
    done(world)
    [use] = world.runs.list_steps(run_key())[0].uses
    assert (use.model, use.kind, use.calls) == ("scripted", EngineKind.SPEECH, 1)


def test_a_ready_transcript_needs_no_engine(world: World) -> None:
    world.transcripts.transcript = transcript(segment(), warnings=("times are estimated",))
    output = done(world)
    assert world.artifacts.get(output.transcript_data.uri, Transcript) == world.transcripts.transcript
    [record] = world.runs.list_steps(run_key())
    assert (record.engine_calls, record.warnings) == (0, ("times are estimated",))
    assert (world.decoder.calls, world.hearing.calls) == ([], [])


@pytest.mark.parametrize(("mode", "asked"), [(InterviewMode.LIVE, "read ours"), (InterviewMode.RECORDING, "read")])
def test_that_of_a_live_interview_is_ours(mode: InterviewMode, asked: str) -> None:
    world = World()
    world.interviews.create_interview(interview(mode=mode))
    world.receive()
    world.transcripts.transcript = transcript(segment())
    done(world)
    assert world.transcripts.calls == [asked]


def test_the_language_hint_reaches_the_engines() -> None:
    world = World()
    world.interviews.create_interview(interview(language_hint="de"))
    world.receive()
    done(world)
    assert world.hearing.hints == ["de"]


def test_a_run_reads_the_version_that_started_it(world: World) -> None:
    world.media.upload("acme/int_1/upload", b"")
    done(world)


@pytest.mark.parametrize("seconds", [0.999, 0.0])
def test_too_short(world: World, seconds: float) -> None:
    world.decoder.info = duration(seconds)
    with pytest.raises(RecordingTooShort):
        done(world)
    assert world.hearing.calls == []


def test_too_long(world: World) -> None:
    world.decoder.info = duration(14400.001)
    with pytest.raises(RecordingTooLong):
        done(world)


@pytest.mark.parametrize(("seconds", "warnings"), [(1.0, 1), (9.99, 1), (10.0, 0), (14400.0, 0)])
def test_lengths_that_are_accepted(world: World, seconds: float, warnings: int) -> None:
    world.decoder.info = duration(seconds)
    done(world)
    assert len(world.runs.list_steps(run_key())[0].warnings) == warnings


@pytest.mark.parametrize(("confidence", "warnings"), [(0.79, 1), (0.8, 0), (None, 0)])
def test_an_uncertain_language_is_a_warning(world: World, confidence: float | None, warnings: int) -> None:
    world.hearing.heard = heard(*SAID).model_copy(update={"language_confidence": confidence})
    done(world)
    found = world.runs.list_steps(run_key())[0].warnings
    assert len(found) == warnings
    assert all("run again from upload" in warning for warning in found)


def test_silence(world: World) -> None:
    world.hearing.heard = heard()
    with pytest.raises(NoSpeech):
        done(world)
    assert world.voices.calls == []
    assert world.runs.list_steps(run_key())[0].engine_calls == 1


def test_an_empty_file() -> None:
    world = World()
    world.schedule()
    world.receive(body=b"")
    with pytest.raises(EmptyRecording):
        done(world)


@pytest.mark.parametrize(("size", "refused"), [(MAX_RECORDING_BYTES, False), (MAX_RECORDING_BYTES + 1, True)])
def test_the_size_limit(world: World, monkeypatch: pytest.MonkeyPatch, size: int, refused: bool) -> None:
    large = UploadedObject(key="acme/int_1/upload", version="v1", size=size)
    monkeypatch.setattr(world.media, "head", lambda *_: large)
    if not refused:
        done(world)
        return
    with pytest.raises(RecordingTooLarge):
        done(world)


def test_bytes_that_are_no_audio(world: World) -> None:
    world.decoder.errors = [UnreadableRecording("the file cannot be decoded as audio")]
    with pytest.raises(UnreadableRecording):
        done(world)


def test_an_upload_that_is_gone() -> None:
    world = World()
    world.schedule()
    world.receive(version="v7")
    with pytest.raises(MissingStepInput) as gone:
        done(world)
    assert gone.value.field == "mediaUrl"


def test_another_organisation_s_upload_is_not_read(world: World) -> None:
    other = InterviewKey(organisation_id="other", interview_id="int_1")
    world.interviews.create_interview(interview(other))
    assert world.receive(version="v1", key=other).run == 1
    with pytest.raises(MissingStepInput):
        world.do_for(run_key(1, other), Step.UPLOAD)
