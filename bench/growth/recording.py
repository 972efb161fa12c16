"""What is done with a recording of so many minutes, one operation in a process of its own.

`python -m bench.growth.recording OPERATION SHAPE MINUTES FOLDER` prints what it took, as JSON. The upload is read as a
function reads it, by ranges; nothing but the operation counts. Memory is the process's at its most, libraries included.
"""

import json
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.growth.counting import Cost
from bench.growth.disk import disk
from bench.growth.upload import Upload, largest, spoken
from bench.machine import Stopwatch, forget_peak, memory_of
from shared.adapters.audio_file import opened
from shared.adapters.recording_decoder import PyAvDecoder
from shared.adapters.s3_range_reader import S3RangeReader
from shared.adapters.transcript_file import TranscriptFileReader
from shared.adapters.voices import VoiceprintSeparator
from shared.domain.limits import MAX_PIECE_SECONDS, MAX_RECORDING_SECONDS
from shared.domain.made_by import Engine
from shared.domain.pieces import LOUDNESS_SECONDS, Piece, cut_into_pieces
from shared.domain.word import Word
from shared.ports import RecognisedSegment, Recognition, Sound
from shared.usecases.merge_pieces import merge_pieces
from shared.usecases.split_recording import TRACKS
from shared.usecases.transcribe_piece import HeardPiece

Work = Callable[[], object]
SHAPES = {"spoken": spoken, "largest": largest}
MEGABYTE = 1024 * 1024
SECONDS_OF_SENTENCE = 6
WORDS_OF_SENTENCE = 15
VOICE_DIMENSIONS = 256
WARM_PARTS = 10  # of a minute


def probe(upload: Upload, folder: Path) -> Work:
    """What the file is."""
    del folder

    def work() -> None:
        with closing(_reader(upload)) as file:
            TranscriptFileReader().recognises(file)
            file.seek(0)
            with opened(file):
                pass

    return work


def decode(upload: Upload, folder: Path) -> Work:
    """All of its sound, to disk."""
    del folder

    def work() -> None:
        with closing(_reader(upload)) as file, PyAvDecoder().decode(file, max_seconds=MAX_RECORDING_SECONDS):
            pass

    return work


def plan(upload: Upload, folder: Path) -> Work:
    """Where it is cut, of how loud it is."""
    del folder
    draw = random.Random(upload.times)  # noqa: S311 - no secret
    seconds = upload.times * 60.0
    loudness = [draw.random() for _ in range(int(seconds / LOUDNESS_SECONDS))]
    return lambda: cut_into_pieces(seconds, loudness, channels=1)


def split(upload: Upload, folder: Path) -> Work:
    """All that `split_recording` does but to send the pieces away: one after the other is on disk."""
    del folder

    def work() -> None:
        with (
            closing(_reader(upload)) as file,
            PyAvDecoder().decode(file, max_seconds=MAX_RECORDING_SECONDS) as sound,
        ):
            for piece in _pieces(sound):
                with sound.flac(piece):
                    pass

    return work


def merge(upload: Upload, folder: Path) -> Work:
    """What was heard in its pieces becomes one; two voices are told apart."""
    del folder
    seconds = upload.times * 60.0
    pieces = cut_into_pieces(seconds, [1.0] * int(seconds / LOUDNESS_SECONDS), channels=1)
    kept = [one.model_dump_json() for one in _heard(pieces)]

    def work() -> None:
        heard = [HeardPiece.model_validate_json(text) for text in kept]
        merge_pieces(pieces, heard, VoiceprintSeparator())

    return work


def hear(upload: Upload, folder: Path) -> Work:
    """The embedded Whisper hears all of it, as it hears one piece. That it is loaded is not counted."""
    from shared.adapters.whisper import WhisperSpeechToText

    whisper = WhisperSpeechToText(folder / "models")
    recording = folder / "recording"
    recording.write_bytes(upload.head + upload.part[: len(upload.part) // WARM_PARTS])
    whisper.transcribe(recording, language_hint="en")
    recording.write_bytes(upload.head + upload.part * upload.times)
    return lambda: whisper.transcribe(recording, language_hint="en")


OPERATIONS = {work.__name__: work for work in (probe, decode, plan, split, merge, hear)}


def main(arguments: list[str]) -> None:
    """Prints what the operation took."""
    operation, shape, minutes, folder = arguments
    upload = SHAPES[shape](int(minutes))
    work = OPERATIONS[operation](upload, Path(folder))
    print(json.dumps(asdict(_measured(work, upload))))


def _measured(work: Work, upload: Upload) -> Cost:
    with disk() as taken:
        forget_peak()
        watch = Stopwatch()
        work()
        seconds = watch.seconds
        peak = memory_of("self")
    return Cost(
        requests=upload.requests,
        read_bytes=upload.read_bytes,
        seconds=seconds,
        peak_megabytes=peak,
        disk_megabytes=(taken.found or 0) / MEGABYTE,
    )


def _reader(upload: Upload) -> S3RangeReader:
    return S3RangeReader(upload, {"Bucket": "media", "Key": "upload"}, upload.size)


def _pieces(sound: Sound) -> tuple[Piece, ...]:
    tracks = TRACKS if sound.has_separate_tracks else 1
    return cut_into_pieces(sound.info.duration_seconds, sound.loudness, channels=tracks)


def _heard(pieces: tuple[Piece, ...]) -> Iterator[HeardPiece]:
    """Somebody speaks all the time, two voices in turn."""
    import numpy as np

    draw = np.random.default_rng(len(pieces))
    voices = draw.normal(size=(2, VOICE_DIMENSIONS))
    engine = Engine(name="none", version="1")
    for piece in pieces:
        segments = tuple(_sentences(min(piece.seconds, MAX_PIECE_SECONDS)))
        yield HeardPiece(
            recognition=Recognition(language="en", language_confidence=0.9, segments=segments, engine=engine),
            voiceprints=tuple(_print_of(voices[number % 2], draw) for number in range(len(segments))),
        )


def _sentences(seconds: float) -> Iterator[RecognisedSegment]:
    step = SECONDS_OF_SENTENCE / WORDS_OF_SENTENCE
    for start in range(0, int(seconds) - SECONDS_OF_SENTENCE, SECONDS_OF_SENTENCE):
        at = [start + number * step for number in range(WORDS_OF_SENTENCE)]
        words = tuple(Word(text="word", start_seconds=one, end_seconds=one + step, confidence=0.9) for one in at)
        text = " ".join(word.text for word in words)
        yield RecognisedSegment(start_seconds=start, end_seconds=words[-1].end_seconds, text=text, words=words)


def _print_of(voice: Any, draw: Any) -> str:
    """A voiceprint near that of the voice, as `VoiceprintSeparator` writes it."""
    from base64 import b64encode

    import numpy as np

    near = voice + draw.normal(scale=0.3, size=VOICE_DIMENSIONS)
    return b64encode((near / np.linalg.norm(near)).astype("<f4").tobytes()).decode()


if __name__ == "__main__":
    main(sys.argv[1:])
