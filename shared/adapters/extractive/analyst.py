"""The embedded analyst: no language model, no network, nothing invented, everything a draft."""

from collections.abc import Sequence

from shared.adapters.extractive import answers, summary, themes
from shared.adapters.extractive.closeness import Closeness
from shared.adapters.extractive.evidence import find_evidence
from shared.adapters.extractive.focus import in_focus
from shared.adapters.extractive.people import find_people
from shared.adapters.extractive.personas import match
from shared.adapters.extractive.turns import participants
from shared.domain.attribution import AnswerAttribution
from shared.domain.drafts import PersonaDraft, ThemesDraft
from shared.domain.evidence import EvidenceUnit
from shared.domain.made_by import Engine
from shared.domain.person import Person
from shared.domain.persona import Persona
from shared.domain.project import ProjectQuestion
from shared.domain.transcript import Segment, Transcript
from shared.ports import Embedder, EvidenceReading


class ExtractiveAnalyst:
    """The port `Analyst` by rules over words and sentence vectors. It knows English only."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._closeness = Closeness(embedder)

    @property
    def engine(self) -> Engine:
        return Engine(name="extractive", version=f"1+{self._embedder.engine.name}", draft=True)

    def read_window(self, transcript: Transcript, window: Sequence[Segment]) -> EvidenceReading:
        answering = participants(transcript)
        evidence = tuple(find_evidence(window, answering))
        return EvidenceReading(evidence=evidence, people=tuple(find_people(window, answering)))

    def find_themes(self, evidence: Sequence[EvidenceUnit], *, instructions: str | None) -> ThemesDraft:
        """Of instructions only a named focus can be followed, and only in the order of the themes."""
        return in_focus(themes.find(evidence, self._closeness), instructions, self._closeness)

    def match_personas(
        self, people: Sequence[Person], evidence: Sequence[EvidenceUnit], personas: Sequence[Persona]
    ) -> Sequence[PersonaDraft]:
        return match(people, evidence, personas, self._closeness)

    def attribute_answers(
        self, questions: Sequence[ProjectQuestion], transcript: Transcript, evidence: Sequence[EvidenceUnit]
    ) -> Sequence[AnswerAttribution]:
        return answers.attribute(questions, transcript, evidence, self._closeness)

    def summarise(self, evidence: Sequence[EvidenceUnit]) -> str:
        return summary.summarise(evidence, self._closeness)
