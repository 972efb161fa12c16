"""The embedded analyst stands in for language models that do not answer, where the catalogue says that it may."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from shared.adapters.chain import MOST_USEFUL
from shared.domain.analysis import AnswerAttribution, PersonaDraft, ThemesDraft
from shared.domain.errors import ParleyError
from shared.domain.evidence import EvidenceUnit, Person
from shared.domain.project import Persona, ProjectQuestion
from shared.domain.transcript import Engine, Segment, Transcript
from shared.ports import Analyst, EvidenceReading, Meter

R = TypeVar("R")


class StandInAnalyst:
    """Implements `Analyst` by `asked`, and by `stand_in` where nobody behind it answers. The step's warnings say so.

    Once it was needed, the results are the stand-in's: a draft in one part is a draft.
    """

    def __init__(self, asked: Analyst, stand_in: Callable[[], Analyst], meter: Meter) -> None:
        self._asked, self._stand_in, self._meter = asked, stand_in, meter
        self._standing: Analyst | None = None

    @property
    def engine(self) -> Engine:
        return (self._standing or self._asked).engine

    def read_window(self, transcript: Transcript, window: Sequence[Segment]) -> EvidenceReading:
        return self._by_either(lambda analyst: analyst.read_window(transcript, window))

    def find_themes(self, evidence: Sequence[EvidenceUnit], *, instructions: str | None) -> ThemesDraft:
        return self._by_either(lambda analyst: analyst.find_themes(evidence, instructions=instructions))

    def match_personas(
        self, people: Sequence[Person], evidence: Sequence[EvidenceUnit], personas: Sequence[Persona]
    ) -> Sequence[PersonaDraft]:
        return self._by_either(lambda analyst: analyst.match_personas(people, evidence, personas))

    def attribute_answers(
        self, questions: Sequence[ProjectQuestion], transcript: Transcript, evidence: Sequence[EvidenceUnit]
    ) -> Sequence[AnswerAttribution]:
        return self._by_either(lambda analyst: analyst.attribute_answers(questions, transcript, evidence))

    def summarise(self, evidence: Sequence[EvidenceUnit]) -> str:
        return self._by_either(lambda analyst: analyst.summarise(evidence))

    def _by_either(self, work: Callable[[Analyst], R]) -> R:
        if self._standing is None:
            try:
                return work(self._asked)
            except MOST_USEFUL as error:
                self._standing = self._stand_in()
                self._note(self._standing, error)
        return work(self._standing)

    def _note(self, standing: Analyst, error: ParleyError) -> None:
        kind = type(error).__name__
        self._meter.note(f"a draft: answered by the fall-back {standing.engine.name} because of {kind}: {error}")
