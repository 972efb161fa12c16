from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from shared.adapters.audio_file import SAMPLE_RATE, decode_mono, mono_blocks
from shared.adapters.recording_decoder import PyAvDecoder
from shared.domain.errors import UnreadableRecording
from shared.domain.limits import MAX_PIECE_SECONDS, MEGABYTE
from shared.domain.pieces import Piece, cut_into_pieces
from shared.ports import AudioInfo, Sound
from tests import media

# The text by which scanners of malware are tried out; in two parts, so that none finds it here.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
Saved = Callable[[bytes], Path]


@pytest.fixture
def saved(tmp_path: Path) -> Saved:
    """Writes a file whose name lies about what it is."""

    def save(data: bytes) -> Path:
        path = tmp_path / "recording.txt"
        path.write_bytes(data)
        return path

    return save


def inspected(path: Path) -> AudioInfo:
    with path.open("rb") as file, PyAvDecoder().decode(file, max_seconds=60) as sound:
        return sound.info


def separate(path: Path) -> bool:
    with path.open("rb") as file, PyAvDecoder().decode(file, max_seconds=60) as sound:
        return sound.has_separate_tracks


@pytest.mark.parametrize(
    ("kind", "container"),
    [("wav", "wav"), ("mp3", "mp3"), ("m4a", "mp4"), ("ogg", "ogg"), ("webm", "webm"), ("mp4", "mp4")],
)
def test_the_container_is_read_from_the_bytes(saved: Saved, kind: str, container: str) -> None:
    info = inspected(saved(media.encode(media.tone(3), kind, video=kind == "mp4")))
    assert info.container == container
    assert info.duration_seconds == pytest.approx(3, abs=0.1)
    assert info.channels == 1


def test_a_live_webm_without_duration_has_its_true_length(saved: Saved) -> None:
    info = inspected(saved(media.encode(media.tone(3), "webm", live=True)))
    assert info.duration_seconds == pytest.approx(3, abs=0.1)


def test_a_webm_cut_off_in_the_middle_is_read_up_to_the_cut(saved: Saved) -> None:
    whole = media.encode(media.sample_audio(0, 10), "webm", live=True)
    info = inspected(saved(whole[: len(whole) // 2]))
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
        EICAR,
        b"GIF89a" + b"<script>alert(1)</script>" * 500,
        b"%PDF-1.7\n" + media.encode(media.tone(1), "ogg"),
    ],
    ids=["empty", "html", "header", "random", "id3", "playlist", "film", "eicar", "script", "polyglot"],
)
def test_fault_28_what_is_no_audio_is_unreadable(saved: Saved, data: bytes) -> None:
    with pytest.raises(UnreadableRecording):
        inspected(saved(data))


def test_decoding_gives_16_khz_mono(saved: Saved) -> None:
    audio = decode_mono(saved(media.encode(np.stack([media.tone(2), media.tone(2)]), "ogg")))
    assert audio.dtype == np.float32
    assert audio.shape == (pytest.approx(2 * SAMPLE_RATE, abs=800),)
    assert float(np.sqrt(np.square(audio).mean())) == pytest.approx(0.3 / np.sqrt(2), rel=0.1)


def test_blocks_are_the_recording_cut_where_it_is_quiet(saved: Saved) -> None:
    path = saved(media.encode(np.concatenate([media.tone(3), media.silence(1), media.tone(3)]), "wav"))
    blocks = list(mono_blocks(path, seconds=5))
    assert np.array_equal(np.concatenate([block for _, block in blocks]), decode_mono(path))
    assert 3 <= blocks[1][0] <= 4


def test_one_voice_a_channel_is_two_tracks(saved: Saved) -> None:
    assert separate(saved(media.encode(media.sample_tracks(25), "ogg")))


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
    assert not separate(saved(media.encode(rows, "ogg")))


def test_a_voice_out_of_the_loudspeaker_is_taken_out_of_the_other_channel(saved: Saved) -> None:
    left, right = media.sample_tracks(25)
    path = saved(media.encode(np.stack([left, right + 0.05 * left]), "wav"))
    with path.open("rb") as file, PyAvDecoder().decode(file, max_seconds=60) as sound:
        clean = _read(sound, Piece(number=0, start_seconds=0, end_seconds=sound.info.duration_seconds, channel=1))
    loud, quiet = (abs(clean[int(a * SAMPLE_RATE) : int(b * SAMPLE_RATE)]).mean() for a, b in ((10, 20), (1, 7)))
    assert quiet < loud / 50


def _read(sound: Sound, piece: Piece) -> np.ndarray:
    with sound.flac(piece) as file:
        return np.asarray(decode_mono(file))


def _between_seams(sound: np.ndarray, piece: Piece) -> np.ndarray:
    """Without what its neighbours hear, too."""
    return sound[round(piece.lead_seconds * SAMPLE_RATE) : len(sound) - round(piece.tail_seconds * SAMPLE_RATE)]


@pytest.mark.parametrize("stereo", [False, True])
def test_the_pieces_together_are_the_whole(saved: Saved, stereo: bool) -> None:
    audio = media.sample_audio(0, 40)
    path = saved(media.encode(np.stack([audio, 0.5 * audio]) if stereo else audio, "ogg"))
    with path.open("rb") as file, PyAvDecoder().decode(file, max_seconds=60) as sound:
        seconds = sound.info.duration_seconds
        whole = _read(sound, Piece(number=0, start_seconds=0, end_seconds=seconds))
        pieces = cut_into_pieces(seconds, sound.loudness, channels=1, limit=12)
        parts = [_between_seams(_read(sound, piece), piece) for piece in pieces]
    assert len(parts) > 3
    assert np.array_equal(np.concatenate(parts), whole)
    assert len(whole) == round(seconds * SAMPLE_RATE)
    assert abs(whole - decode_mono(path)[: len(whole)]).max() < 0.01


def test_a_piece_begins_and_ends_where_it_is_quiet(saved: Saved) -> None:
    audio = np.concatenate([media.tone(9), media.silence(1), media.tone(11), media.silence(1), media.tone(8)])
    with saved(media.encode(audio, "wav")).open("rb") as file, PyAvDecoder().decode(file, max_seconds=60) as sound:
        cuts = [piece.end_seconds for piece in cut_into_pieces(30, sound.loudness, channels=1, limit=26)]
    assert (9 < cuts[0] < 10, 21 < cuts[1] < 22, cuts[2]) == (True, True, 30)


def test_ten_minutes_of_noise_are_a_file_that_providers_take(saved: Saved) -> None:
    noise = np.random.default_rng(1).normal(0, 0.3, int(30 * media.RATE)).astype(np.float32)
    path, piece = saved(media.encode(noise, "wav")), Piece(number=0, start_seconds=0, end_seconds=30)
    with path.open("rb") as file, PyAvDecoder().decode(file, max_seconds=60) as sound, sound.flac(piece) as flac:
        assert flac.stat().st_size * MAX_PIECE_SECONDS / 30 < 25 * MEGABYTE


def test_a_recording_beyond_the_limit_is_not_decoded_to_its_end(saved: Saved) -> None:
    path = saved(media.encode(media.silence(300), "ogg"))
    with path.open("rb") as file, PyAvDecoder().decode(file, max_seconds=60) as sound:
        assert 60 < sound.info.duration_seconds < 180
