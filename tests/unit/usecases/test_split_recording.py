import pytest

from shared.domain.errors import QuotaExceeded, RecordingTooLong, RunEnded
from shared.domain.interview_status import InterviewStatus
from shared.domain.limits import PIECE_DAYS
from shared.domain.organisation import Quotas
from shared.domain.pieces import HeardAs
from shared.domain.quota import Usage
from shared.domain.run_status import RunStatus
from shared.domain.steps import Step
from shared.ports import AudioInfo
from shared.usecases.split_recording import SplitRecordingOutput
from tests.builders import event, organisation, run_key, segment, transcript
from tests.unit.world import World


def lasting(seconds: float) -> AudioInfo:
    return AudioInfo(container="ogg", duration_seconds=seconds, channels=2)


def test_a_short_recording_is_one_piece(world: World) -> None:
    assert world.split() == SplitRecordingOutput(heard_as=HeardAs.PIECES, pieces=(0,))
    assert [key.rsplit("/", 1)[1] for key in world.artifacts.files] == ["0000.flac"]


def test_a_long_one_is_many_and_all_of_it_expires(world: World) -> None:
    world.decoder.info = lasting(4 * 3600)
    pieces = world.split().pieces
    assert len(pieces) == 26
    assert len(world.artifacts.files) == 26
    assert len(world.artifacts.temporary) == 27  # the manifest, too


def test_separate_tracks_have_pieces_of_their_own(world: World) -> None:
    world.decoder.info, world.decoder.separate = lasting(700), True
    assert world.split().pieces == (0, 1, 2, 3)


def test_a_repeat_decodes_nothing(world: World) -> None:
    first = world.split()
    assert world.split() == first
    assert world.decoder.calls == ["decode"]
    assert world.runs.list_steps(run_key())[0].attempts == 2


def test_pieces_that_may_have_expired_are_cut_again(world: World) -> None:
    world.split()
    world.clock.advance(days=PIECE_DAYS)
    world.split()
    assert world.decoder.calls == ["decode", "decode"]


def test_a_ready_transcript_has_no_pieces(world: World) -> None:
    world.transcripts.transcript = transcript(segment())
    assert world.split() == SplitRecordingOutput(heard_as=HeardAs.READY)
    assert (world.decoder.calls, world.artifacts.files) == ([], {})


def test_a_step_that_is_complete_has_nothing_to_hear(world: World) -> None:
    world.do(Step.UPLOAD)
    assert world.split() == SplitRecordingOutput(heard_as=HeardAs.READY)


def test_what_is_refused_leaves_no_pieces(world: World) -> None:
    world.decoder.info = lasting(14_400.5)
    with pytest.raises(RecordingTooLong, match="14400 s"):
        world.split()
    assert (world.artifacts.files, world.artifacts.objects) == ({}, {})


def test_a_recording_is_counted_once_every_second_that_it_begins(world: World) -> None:
    world.organisations.create_organisation(organisation())
    world.decoder.info = lasting(90.2)
    for _ in range(2):
        world.split()
        world.clock.advance(days=40)  # cut again, in another month
    assert world.quotas.usage("acme", "2026-03").audio_seconds == 91
    assert world.quotas.usage("acme", "2026-04").audio_seconds == 0


def test_beyond_the_quota_nothing_is_cut_and_nobody_is_paid(world: World) -> None:
    world.organisations.create_organisation(organisation(quotas=Quotas(interviews=9, audio_minutes=2)))
    world.decoder.info = lasting(120.1)
    with pytest.raises(QuotaExceeded, match="2 minutes of audio in 2026-03"):
        world.split()
    assert (world.artifacts.files, world.artifacts.objects) == ({}, {})
    assert world.quotas.usage("acme", "2026-03").audio_seconds == 0
    world.organisations.put_organisation(organisation(quotas=Quotas(interviews=9, audio_minutes=3)))
    assert world.split().pieces == (0,)  # a redrive, when there is room


def test_a_transcript_is_no_audio(world: World) -> None:
    world.organisations.create_organisation(organisation(quotas=Quotas(interviews=0, audio_minutes=0)))
    world.transcripts.transcript = transcript(segment())
    assert world.split().heard_as is HeardAs.READY


def test_who_is_no_organisation_has_no_quota(world: World) -> None:
    world.decoder.info = lasting(4 * 3600)
    assert world.split().heard_as is HeardAs.PIECES
    assert world.quotas.usage("acme", "2026-03") == Usage(month="2026-03")


def test_of_a_run_that_ended(world: World) -> None:
    world.runs.end_run(world.run(), RunStatus.STOPPED, InterviewStatus.FAILED, "stopped", event())
    with pytest.raises(RunEnded):
        world.split()
