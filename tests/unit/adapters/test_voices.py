import importlib.util
import pickle
import struct
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest

from shared.adapters import voice_weights
from shared.adapters.voice_encoder import embed, mel_filters
from shared.adapters.voices import VoiceprintSeparator, group_voices
from shared.domain.errors import EngineUnavailable
from shared.domain.speakers import label_voices
from shared.ports import RecognisedSegment
from tests import media


def _segment(start: float, end: float) -> RecognisedSegment:
    return RecognisedSegment(start_seconds=start, end_seconds=end, text="words")


def _voiceprints(*voices: int, spread: float = 0.02) -> np.ndarray:
    """Unit vectors of shape (voices, 256), near one axis for each number."""
    points = np.eye(8, 256)[list(voices)] + np.random.default_rng(1).normal(0, spread, (len(voices), 256))
    return np.asarray(points / np.linalg.norm(points, axis=1, keepdims=True))


def _labels(segments: list[RecognisedSegment]) -> list[str]:
    voices, recording = VoiceprintSeparator(), media.SAMPLES / "scheduling-tool.ogg"
    seconds = [segment.end_seconds - segment.start_seconds for segment in segments]
    return list(label_voices(voices.group(voices.voiceprints(recording, segments), seconds)))


def test_no_segments_have_no_voices() -> None:
    assert VoiceprintSeparator().group([], []) == []


def test_one_voice_is_one_speaker() -> None:
    assert set(group_voices(_voiceprints(0, 0, 0, 0), [3.0] * 4)) == {0}


@pytest.mark.parametrize("voices", [(0, 1, 0, 1, 0), (0, 1, 2, 0, 1, 2)])
def test_the_number_of_voices_is_found(voices: tuple[int, ...]) -> None:
    found = group_voices(_voiceprints(*voices), [5.0] * len(voices))
    assert len(set(found)) == len(set(voices)) == len(set(zip(voices, found, strict=True)))


def test_a_short_segment_goes_to_the_nearest_voice() -> None:
    found = group_voices(_voiceprints(0, 1, 0, 1, 1), [5.0, 5.0, 5.0, 5.0, 0.4])
    assert found[4] == found[1] != found[0]


def test_a_moment_of_another_sound_is_no_speaker() -> None:
    assert len(set(group_voices(_voiceprints(0, 0, 3, 0), [9.0, 9.0, 2.0, 9.0]))) == 1


@pytest.mark.parametrize("seconds", [[], [0.0], [0.0, 0.0]])
def test_few_or_empty_segments_are_no_trouble(seconds: list[float]) -> None:
    assert len(group_voices(_voiceprints(*[0] * len(seconds)), seconds)) == len(seconds)


def test_the_filters_are_triangles_of_equal_area() -> None:
    filters = mel_filters()
    assert filters.shape == (40, 201)
    assert (filters >= 0).all()
    assert filters[20:].sum(axis=1) * 40 == pytest.approx(np.ones(20), rel=0.05)  # bins are 40 Hz apart


@pytest.mark.engines
def test_voiceprints_are_unit_vectors_that_ignore_loudness() -> None:
    speech = media.sample_audio(10, 11.6)[::3][None]
    loud, quiet = embed(speech), embed(speech * 0.1)
    assert loud.shape == (1, 256)
    assert np.linalg.norm(loud) == pytest.approx(1, abs=1e-4)
    assert float(loud[0] @ quiet[0]) > 0.999
    assert embed(np.zeros((0, 25_600), np.float32)).shape == (0, 256)


@pytest.mark.engines
def test_the_turns_of_the_sample_get_their_speakers() -> None:
    turns = [turn for turn in media.sample_turns() if turn["end_seconds"] < 60]
    segments = [_segment(turn["start_seconds"], turn["end_seconds"]) for turn in turns]
    expected = ["S1" if turn["speaker"] == "interviewer" else "S2" for turn in turns]
    assert _labels(segments) == expected


@pytest.mark.engines
def test_one_person_speaking_is_one_speaker() -> None:
    turns = [turn for turn in media.sample_turns() if turn["speaker"] == "participant"][:4]
    segments = [_segment(turn["start_seconds"], turn["end_seconds"]) for turn in turns]
    assert set(_labels(segments)) == {"S1"}


class _Opened:
    """Unpickles into a call of `open`, as a hostile file would into something worse."""

    def __reduce__(self) -> tuple[object, ...]:
        return open, ("/dev/null",)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no pickle",
        pickle.dumps(_Opened(), 2),
        pickle.dumps(1, 2) * 3 + pickle.dumps({"model_state": OrderedDict()}, 2) + pickle.dumps(["missing"], 2),
        pickle.dumps(1, 2) * 4 + pickle.dumps([], 2) + struct.pack("<q", -1),
    ],
)
def test_weights_that_are_none_are_refused_and_run_nothing(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "pretrained.pt"
    file.write_bytes(data)
    with pytest.raises(EngineUnavailable, match="Resemblyzer"):
        voice_weights.load_voice_weights(file)


def test_missing_weights_name_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EngineUnavailable, match="make weights"):
        voice_weights.load_voice_weights(tmp_path / "none.pt")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(EngineUnavailable, match="Resemblyzer is not installed"):
        voice_weights.load_voice_weights()
