"""What a model writes in another language than it was to is taken, and the step's warnings say so."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from shared.adapters.around_analyst import AroundAnalyst
from shared.adapters.prose_language import NAMES, sure_language, written_otherwise
from shared.domain.attribution import AnswerAttribution
from shared.domain.drafts import PersonaDraft, ThemesDraft
from shared.domain.evidence import EvidenceUnit
from shared.domain.made_by import Engine
from shared.domain.person import Person
from shared.domain.persona import Persona, unclassified
from shared.domain.project import ProjectQuestion
from shared.domain.transcript import Segment, Transcript
from shared.ports import Analyst, EvidenceReading, Meter

R = TypeVar("R")


@dataclass(frozen=True)
class InLanguage(AroundAnalyst):
    """Implements `Analyst` by another one, whose prose it holds against the words that it is about."""

    analyst: Analyst
    meter: Meter

    @property
    def engine(self) -> Engine:
        return self.analyst.engine

    def read_window(self, transcript: Transcript, window: Sequence[Segment]) -> EvidenceReading:
        reading = super().read_window(transcript, window)
        self._compare("the gists are", (draft.gist for draft in reading.evidence), _texts(window))
        return reading

    def find_themes(self, evidence: Sequence[EvidenceUnit], *, instructions: str | None) -> ThemesDraft:
        found = super().find_themes(evidence, instructions=instructions)
        if not instructions:  # they may ask for a language
            prose = (f"{theme.name}: {theme.statement} {theme.inclusion_criteria}" for theme in found.themes)
            self._compare("the themes are", prose, _quotes(evidence))
        return found

    def match_personas(
        self, people: Sequence[Person], evidence: Sequence[EvidenceUnit], personas: Sequence[Persona]
    ) -> Sequence[PersonaDraft]:
        found = super().match_personas(people, evidence, personas)
        ours = unclassified()  # its reason is our own sentence
        reasons = (draft.reason for draft in found if draft.persona != ours)
        self._compare("the reasons for personas are", reasons, _quotes(evidence))
        return found

    def attribute_answers(
        self, questions: Sequence[ProjectQuestion], transcript: Transcript, evidence: Sequence[EvidenceUnit]
    ) -> Sequence[AnswerAttribution]:
        """An answer is written in the language of its question, which may be another than the interview's."""
        found = super().attribute_answers(questions, transcript, evidence)
        prose = " ".join(answer.summary for answer in found)
        if sure_language(prose) != sure_language(" ".join(question.text for question in questions)):
            self._compare("the answers are", [prose], _texts(transcript.segments))
        return found

    def summarise(self, evidence: Sequence[EvidenceUnit]) -> str:
        summary = super().summarise(evidence)
        self._compare("the summary is", [summary], _quotes(evidence))
        return summary

    def _ask(self, work: Callable[[Analyst], R]) -> R:
        return work(self.analyst)

    def _compare(self, what: str, prose: Iterable[str], said: Iterable[str]) -> None:
        written = written_otherwise(" ".join(prose), " ".join(said))
        if written:
            self.meter.note(f"another language: {what} in {NAMES[written]}, what was said is not")


def _texts(segments: Iterable[Segment]) -> Iterable[str]:
    return (segment.text for segment in segments)


def _quotes(evidence: Iterable[EvidenceUnit]) -> Iterable[str]:
    return (unit.quote for unit in evidence)
