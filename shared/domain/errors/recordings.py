"""Uploads that cannot become a transcript."""

from shared.domain.errors.base import InvalidInput


class InvalidRecording(InvalidInput):
    """The uploaded file cannot become a transcript. The interview is rejected, with this as its reason."""

    remedy = "upload another recording"


class EmptyRecording(InvalidRecording):
    """The file has no bytes."""


class RecordingTooLarge(InvalidRecording):
    """The file is larger than the limit."""

    remedy = "upload a smaller file, for example as Opus or MP3"


class RecordingTooLong(InvalidRecording):
    """The recording lasts longer than the limit."""

    remedy = "cut the recording into parts"


class RecordingTooShort(InvalidRecording):
    """The recording is shorter than the limit."""


class UnreadableRecording(InvalidRecording):
    """The bytes are no audio that can be decoded."""

    remedy = "upload wav, mp3, m4a, ogg, webm or mp4"


class NoSpeech(InvalidRecording):
    """The recording holds no speech."""

    remedy = "check the microphone and record again"


class UnsupportedLanguage(InvalidRecording):
    """The language named is not one that the engine knows."""

    remedy = "name the language by its ISO 639-1 code, or leave it out"


class UnreadableTranscript(InvalidRecording):
    """The transcript is no JSON, VTT, SRT or `Name: text` lines, or its times cannot be right."""

    remedy = "send UTF-8 text: JSON segments, VTT, SRT, or `Name: text` lines"
