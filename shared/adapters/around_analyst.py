"""What stands around an analyst has all of its methods, and does the same with each call."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import TypeVar

from shared.domain.attribution import AnswerAttribution
from shared.domain.drafts import PersonaDraft, ThemesDraft
from shared.domain.evidence import EvidenceUnit
from shared.domain.person import Person
from shared.domain.persona import Persona
from shared.domain.project import ProjectQuestion
from shared.domain.transcript import Segment, Transcript
from shared.ports import Analyst, EvidenceReading

R = TypeVar("R")


class AroundAnalyst(ABC):
    """The calls of `Analyst`, each passed to `_ask`."""

    @abstractmethod
    def _ask(self, work: Callable[[Analyst], R]) -> R:
        """Does the work with the analyst within."""

    def read_window(self, transcript: Transcript, window: Sequence[Segment]) -> EvidenceReading:
        return self._ask(lambda analyst: analyst.read_window(transcript, window))

    def find_themes(self, evidence: Sequence[EvidenceUnit], *, instructions: str | None) -> ThemesDraft:
        return self._ask(lambda analyst: analyst.find_themes(evidence, instructions=instructions))

    def match_personas(
        self, people: Sequence[Person], evidence: Sequence[EvidenceUnit], personas: Sequence[Persona]
    ) -> Sequence[PersonaDraft]:
        return self._ask(lambda analyst: analyst.match_personas(people, evidence, personas))

    def attribute_answers(
        self, questions: Sequence[ProjectQuestion], transcript: Transcript, evidence: Sequence[EvidenceUnit]
    ) -> Sequence[AnswerAttribution]:
        return self._ask(lambda analyst: analyst.attribute_answers(questions, transcript, evidence))

    def summarise(self, evidence: Sequence[EvidenceUnit]) -> str:
        return self._ask(lambda analyst: analyst.summarise(evidence))
