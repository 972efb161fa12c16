"""What is needed to have engines at all: which one works for whom, and where its use is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.engines import EngineUse
    from shared.domain.platform import AwsUnit
    from shared.ports.analysis import Analyst
    from shared.ports.scope import EngineScope
    from shared.ports.sessions import Interviewer, QuestionWriter, Scorer, TextToSpeech
    from shared.ports.speech import SpeechToText, TranscriptionJobs


class Meter(Protocol):
    """Notes what engines use."""

    def add(self, use: EngineUse, *, once: str | None = None) -> None:
        """Safe to be called from several threads. What was paid counts one time per interview for each name `once`."""
        ...

    def note(self, warning: str) -> None:
        """A sentence for the step's warnings: ids, names and numbers only. The same one is kept once."""
        ...


class PlatformMeter(Protocol):
    """Counts what the work itself uses of AWS. Prices are list prices: an estimate."""

    def use(self, unit: AwsUnit, count: float) -> EngineUse:
        """So much of a unit, priced."""
        ...

    def drain(self) -> Sequence[EngineUse]:
        """What was used since this was last asked, or since the invocation began."""
        ...


class Engines(Protocol):
    """The engines of this stage."""

    def analyst(self, scope: EngineScope) -> Analyst:
        """Who understands transcripts. Raises EngineUnavailable."""
        ...

    def interviewer(self, scope: EngineScope) -> Interviewer:
        """Who considers the answers of a live interview. It always answers: rules stand in for models that do not."""
        ...

    def question_writer(self, scope: EngineScope) -> QuestionWriter:
        """Who makes questions. It always answers: the bank stands in. Nothing is kept under the scope's interview."""
        ...

    def scorer(self, scope: EngineScope) -> Scorer:
        """Who scores the answers of a live interview. Raises EngineUnavailable."""
        ...

    def speech(self, scope: EngineScope) -> SpeechToText:
        """Who hears. Raises EngineUnavailable."""
        ...

    def speech_job(self, scope: EngineScope) -> TranscriptionJobs | None:
        """Who hears whole recordings by jobs of its own, where that comes first for the scope; else None."""
        ...

    def hears_whole(self, scope: EngineScope) -> bool:
        """Whether `speech_job` shall hear a recording that comes now.

        Not while its provider is paused or left alone, when another of the scope's engines can hear pieces: that it
        stands in is noted.
        """
        ...

    def hearing(self, scope: EngineScope) -> str:
        """Which engines `speech` asks, in words that change when others are chosen: what was heard is kept by it."""
        ...

    def voice(self, scope: EngineScope) -> TextToSpeech | None:
        """Who speaks; None where nobody does, so that what is said goes out as text alone. See `speak`."""
        ...
