"""What servers that speak OpenAI's protocol answer to a recording."""

from collections.abc import Sequence
from math import exp

from shared.adapters.doubtful_speech import is_speech
from shared.adapters.vendor_endpoint import Came
from shared.domain.word import Word
from shared.ports import RecognisedSegment


class Usage(Came):
    """What is charged for."""

    seconds: float | None = None


class Heard(Came):
    """Not every server says both how long the recording is and what it charges for."""

    duration: float | None = None
    language: str | None = None
    usage: Usage | None = None

    @property
    def charged_seconds(self) -> float:
        """The length to be paid for."""
        return (self.usage.seconds if self.usage else None) or self.duration or 0.0


class Spoken(Came):
    """A stretch of speech."""

    start: float
    end: float
    text: str

    @property
    def recognised(self) -> RecognisedSegment:
        """As a whole, where no word of it has a time."""
        start = max(0.0, round(self.start, 3))
        end = max(start, round(self.end, 3))
        text, confidence = self.text.strip(), self.confidence
        return RecognisedSegment(start_seconds=start, end_seconds=end, text=text, confidence=confidence)

    @property
    def confidence(self) -> float | None:
        """How sure the server is, where it says so."""
        return None


class Voice(Spoken):
    """A stretch of one voice."""

    speaker: str


class Diarized(Heard):
    """`diarized_json`: who spoke, but no times of words."""

    segments: list[Voice]


class TimedWord(Came):
    """A word, without its punctuation."""

    word: str
    start: float
    end: float

    @property
    def as_word(self) -> Word:
        """With times that can be."""
        start = max(0.0, round(self.start, 3))
        return Word(text=self.word, start_seconds=start, end_seconds=max(start, round(self.end, 3)))


class Segment(Spoken):
    """A stretch of text, with its punctuation, and Whisper's own doubts about it."""

    avg_logprob: float | None = None
    no_speech_prob: float = 0.0

    @property
    def confidence(self) -> float | None:
        """How likely its tokens are on average: the nearest to a confidence that is told."""
        return None if self.avg_logprob is None else round(exp(min(self.avg_logprob, 0.0)), 4)

    @property
    def is_speech(self) -> bool:
        """False for words that were invented for silence."""
        return is_speech(self.no_speech_prob, self.avg_logprob or 0.0)

    @property
    def spaced_text(self) -> str:
        """Segments are parted by a space, whether or not the server says so."""
        return f" {self.text.strip()}"

    def holds(self, word: TimedWord) -> bool:
        """Whether the middle of the word lies in it."""
        return self.start <= (word.start + word.end) / 2 < self.end


class Verbose(Heard):
    """`verbose_json`."""

    text: str = ""
    segments: list[Segment] | None = None
    words: list[TimedWord] | None = None

    @property
    def spoken(self) -> tuple[Sequence[Segment], Sequence[Word]]:
        """The segments and words that somebody said."""
        segments = self.segments or self._all_in_one
        silent = [segment for segment in segments if not segment.is_speech]
        words = [word for word in self.words or [] if not any(segment.holds(word) for segment in silent)]
        return [segment for segment in segments if segment.is_speech], [word.as_word for word in words]

    @property
    def _all_in_one(self) -> list[Segment]:
        """For servers that tell the text as a whole only."""
        end = max([self.duration or 0.0, *(word.end for word in self.words or [])])
        return [Segment(start=0.0, end=end, text=self.text)] if self.text.strip() else []
