"""What is needed to understand a transcript: a language model and the embedded engine do the same job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from shared.domain.drafts import EvidenceDraft, PersonDraft
from shared.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.attribution import AnswerAttribution
    from shared.domain.drafts import PersonaDraft, ThemesDraft
    from shared.domain.evidence import EvidenceUnit
    from shared.domain.made_by import Engine
    from shared.domain.person import Person
    from shared.domain.persona import Persona
    from shared.domain.project import ProjectQuestion
    from shared.domain.transcript import Segment, Transcript


class EvidenceReading(Value):
    """What an analyst found in one window of a transcript."""

    evidence: tuple[EvidenceDraft, ...]
    people: tuple[PersonDraft, ...]


class Analyst(Protocol):
    """Reads a transcript and says what is in it. Every call is one engine call, to be paid for and counted.

    Raises EngineUnavailable, EngineTimeout, EngineFailed.
    """

    @property
    def engine(self) -> Engine:
        """Who answers, and whether its answers are drafts."""
        ...

    def read_window(self, transcript: Transcript, window: Sequence[Segment]) -> EvidenceReading:
        """Evidence and people in consecutive segments of the transcript."""
        ...

    def find_themes(self, evidence: Sequence[EvidenceUnit], *, instructions: str | None) -> ThemesDraft:
        """Themes over all evidence of the interview."""
        ...

    def match_personas(
        self, people: Sequence[Person], evidence: Sequence[EvidenceUnit], personas: Sequence[Persona]
    ) -> Sequence[PersonaDraft]:
        """A persona per person, proposed when none of `personas` fits."""
        ...

    def attribute_answers(
        self, questions: Sequence[ProjectQuestion], transcript: Transcript, evidence: Sequence[EvidenceUnit]
    ) -> Sequence[AnswerAttribution]:
        """One attribution per question, in the order of the questions."""
        ...

    def summarise(self, evidence: Sequence[EvidenceUnit]) -> str:
        """A few sentences on the whole interview."""
        ...


class Embedder(Protocol):
    """Turns sentences into vectors of unit length."""

    @property
    def engine(self) -> Engine:
        """Which vectors these are."""
        ...

    def embed(self, sentences: Sequence[str]) -> Any:
        """A float32 array of shape (sentences, dimensions). Raises EngineUnavailable."""
        ...
