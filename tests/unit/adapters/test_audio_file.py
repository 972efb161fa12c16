from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from shared.adapters.audio_file import SAMPLE_RATE, AudioFileReader, decode_channel, decode_mono, mono_blocks
from shared.adapters.audio_tracks import channel_blocks, tracks_are_separate
from shared.domain.errors import UnreadableRecording
from tests import media

Saved = Callable[[bytes], Path]


@pytest.fixture
def saved(tmp_path: Path) -> Saved:
    """Writes a file whose name lies about what it is."""

    def save(data: bytes) -> Path:
        path = tmp_path / "recording.txt"
        path.write_bytes(data)
        return path

    return save


@pytest.mark.parametrize(
    ("kind", "container"),
    [("wav", "wav"), ("mp3", "mp3"), ("m4a", "mp4"), ("ogg", "ogg"), ("webm", "webm"), ("mp4", "mp4")],
)
def test_the_container_is_read_from_the_bytes(saved: Saved, kind: str, container: str) -> None:
    info = AudioFileReader().inspect(saved(media.encode(media.tone(3), kind, video=kind == "mp4")))
    assert info.container == container
    assert info.duration_seconds == pytest.approx(3, abs=0.1)
    assert info.channels == 1


def test_a_live_webm_without_duration_has_its_true_length(saved: Saved) -> None:
    info = AudioFileReader().inspect(saved(media.encode(media.tone(3), "webm", live=True)))
    assert info.duration_seconds == pytest.approx(3, abs=0.1)


def test_a_webm_cut_off_in_the_middle_is_read_up_to_the_cut(saved: Saved) -> None:
    whole = media.encode(media.sample_audio(0, 10), "webm", live=True)
    info = AudioFileReader().inspect(saved(whole[: len(whole) // 2]))
    assert 3 < info.duration_seconds < 7


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<!DOCTYPE html><html><body>Sign in</body></html>",
        b"RIFF\x00\x00\x00\x00WAVE",
        np.random.default_rng(1).bytes(50_000),
        b"ID3" + np.random.default_rng(2).bytes(50_000),
        b"#EXTM3U\n#EXTINF:9,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n",
        media.silent_film(),
    ],
    ids=["empty", "html", "header", "random", "id3", "playlist", "film"],
)
def test_what_is_no_audio_is_unreadable(saved: Saved, data: bytes) -> None:
    with pytest.raises(UnreadableRecording):
        AudioFileReader().inspect(saved(data))


def test_decoding_gives_16_khz_mono(saved: Saved) -> None:
    audio = decode_mono(saved(media.encode(np.stack([media.tone(2), media.tone(2)]), "ogg")))
    assert audio.dtype == np.float32
    assert audio.shape == (pytest.approx(2 * SAMPLE_RATE, abs=800),)
    assert float(np.sqrt(np.square(audio).mean())) == pytest.approx(0.3 / np.sqrt(2), rel=0.1)


def test_one_channel_alone(saved: Saved) -> None:
    path = saved(media.encode(np.stack([media.tone(2), media.silence(2)]), "wav"))
    assert abs(decode_channel(path, 0)).max() > 0.2
    assert abs(decode_channel(path, 1)).max() < 0.01


def test_blocks_are_the_recording_cut_where_it_is_quiet(saved: Saved) -> None:
    path = saved(media.encode(np.concatenate([media.tone(3), media.silence(1), media.tone(3)]), "wav"))
    blocks = list(mono_blocks(path, seconds=5))
    assert np.array_equal(np.concatenate([block for _, block in blocks]), decode_mono(path))
    assert 3 <= blocks[1][0] <= 4


def test_one_voice_a_channel_is_two_tracks(saved: Saved) -> None:
    assert tracks_are_separate(saved(media.encode(media.sample_tracks(25), "ogg")))


@pytest.mark.parametrize("kind", ["mono", "dual mono", "room", "one side"])
def test_a_mix_is_one_track(saved: Saved, kind: str) -> None:
    audio = media.sample_audio(0, 25)
    left, right = media.sample_tracks(25)
    rows = {
        "mono": audio,
        "dual mono": np.stack([audio, audio]),
        "room": np.stack([left + 0.3 * right, right + 0.3 * left]),
        "one side": np.stack([audio, np.zeros_like(audio)]),
    }[kind]
    assert not tracks_are_separate(saved(media.encode(rows, "ogg")))


def test_a_voice_out_of_the_loudspeaker_is_taken_out_of_the_other_channel(saved: Saved) -> None:
    left, right = media.sample_tracks(25)
    path = saved(media.encode(np.stack([left, right + 0.05 * left]), "wav"))
    (_, clean) = next(channel_blocks(path, 1))
    loud, quiet = (abs(clean[int(a * SAMPLE_RATE) : int(b * SAMPLE_RATE)]).mean() for a, b in ((10, 20), (1, 7)))
    assert quiet < loud / 50
