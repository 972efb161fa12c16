import pytest

from shared.domain.errors import EngineFailed, MissingStepInput, RunEnded
from shared.domain.interview_status import InterviewStatus
from shared.domain.pieces import HeardAs
from shared.domain.run import RunRequest
from shared.domain.run_status import RunStatus
from shared.domain.step_record import StepRecord
from shared.domain.steps import Step
from shared.ports import AudioInfo
from shared.usecases.redrive_interview import redrive_interview
from tests.builders import INTERVIEW, event, run_key
from tests.unit.said import heard
from tests.unit.world import World


def long_recording(world: World, seconds: float = 1700.0) -> tuple[int, ...]:
    world.decoder.info = AudioInfo(container="ogg", duration_seconds=seconds, channels=1)
    return world.split().pieces


def record(world: World, number: int = 1) -> StepRecord:
    return world.runs.list_steps(run_key(number))[0]


def test_each_piece_is_heard_once(world: World) -> None:
    pieces = long_recording(world)
    for piece in (*pieces, *pieces):
        world.hear(piece)
    assert len(world.hearing.calls) == len(pieces) == 4
    assert record(world).engine_calls == 4


def test_what_was_heard_and_how_it_sounded_expires(world: World) -> None:
    long_recording(world)
    before = set(world.artifacts.temporary)
    world.hear(2)
    [kept] = set(world.artifacts.temporary) - before
    assert kept.rsplit("/", 1)[1].startswith("0002.")


def test_a_piece_that_fails_is_repeated_alone_and_the_step_says_so(world: World) -> None:
    pieces = long_recording(world)
    world.faults.set("acme", Step.UPLOAD, EngineFailed("HTTP 500"), part="piece-1")
    for piece in pieces:
        if piece == 1:
            with pytest.raises(EngineFailed):
                world.hear(piece)
        world.hear(piece)
    assert len(world.hearing.calls) == len(pieces)
    assert record(world).attempts == 2
    world.do(Step.UPLOAD)
    assert len(world.hearing.calls) == len(pieces)


def test_a_step_in_which_nothing_fails_has_one_attempt(world: World) -> None:
    world.do(Step.UPLOAD)
    assert record(world).attempts == 1


def test_a_call_that_failed_was_a_call(world: World) -> None:
    long_recording(world)
    world.hearing.errors = [EngineFailed("HTTP 500")]
    with pytest.raises(EngineFailed):
        world.hear(0)
    world.hear(0)
    assert record(world).engine_calls == 2


def test_another_run_of_the_same_upload_pays_nothing(world: World) -> None:
    world.do_all()
    calls = len(world.hearing.calls)
    redrive_interview(INTERVIEW, RunRequest(resume_from=Step.UPLOAD), ports=world.starting)
    world.do(Step.UPLOAD, 2)
    assert len(world.hearing.calls) == calls
    assert record(world, 2).engine_calls == 0


def test_other_engines_hear_anew(world: World) -> None:
    world.do(Step.UPLOAD)
    world.engines.ears = "another"
    world.hear(0)
    assert len(world.hearing.calls) == 2


def test_voices_are_not_listened_to_where_the_engine_or_the_channel_names_them(world: World) -> None:
    known = heard("I plan.")
    named = tuple(segment.model_copy(update={"speaker": "spk_0"}) for segment in known.segments)
    world.hearing.heard = known.model_copy(update={"segments": named})
    world.split()
    world.hear(0)
    assert world.voices.calls == []


def test_an_engine_s_labels_hold_for_one_piece_only_so_voices_are_listened_to(world: World) -> None:
    known = heard("I plan.")
    named = tuple(segment.model_copy(update={"speaker": "spk_0"}) for segment in known.segments)
    world.hearing.heard = known.model_copy(update={"segments": named})
    long_recording(world)
    world.hear(0)
    assert world.voices.calls == ["voiceprints"]


@pytest.mark.parametrize("piece", [-1, 4, 999])
def test_a_piece_that_is_none(world: World, piece: int) -> None:
    long_recording(world)
    with pytest.raises(MissingStepInput):
        world.hear(piece)


def test_a_recording_that_was_not_split(world: World) -> None:
    with pytest.raises(MissingStepInput, match="not been split"):
        world.hear(0)


def test_a_piece_that_was_not_heard_is_missed(world: World) -> None:
    from shared.usecases.upload_and_transcribe import upload_and_transcribe

    world.split()
    with pytest.raises(MissingStepInput, match="piece 0"):
        upload_and_transcribe(run_key(), HeardAs.PIECES, steps=world.steps, ports=world.joining)


def test_of_a_run_that_ended(world: World) -> None:
    long_recording(world)
    world.runs.end_run(world.run(), RunStatus.STOPPED, InterviewStatus.FAILED, "stopped", event())
    with pytest.raises(RunEnded):
        world.hear(0)
    assert world.hearing.calls == []
