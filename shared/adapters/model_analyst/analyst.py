"""Implements `Analyst` by a language model, whichever it is."""

from collections.abc import Sequence

from shared.adapters.model_analyst import evidence as reading
from shared.adapters.model_analyst import personas as matching
from shared.adapters.model_analyst import questions as attribution
from shared.adapters.model_analyst import summary
from shared.adapters.model_analyst import themes as finding
from shared.adapters.model_analyst.asking import Asker
from shared.adapters.prompt_files import versions_in_use
from shared.domain.attribution import AnswerAttribution
from shared.domain.drafts import PersonaDraft, ThemesDraft
from shared.domain.evidence import EvidenceUnit
from shared.domain.made_by import Engine
from shared.domain.person import Person
from shared.domain.persona import Persona
from shared.domain.project import ProjectQuestion
from shared.domain.transcript import Segment, Transcript
from shared.ports import EvidenceReading, LanguageModel


class ModelAnalyst:
    """Asks `model`. Raises what it raises, AnswerInvalid, and ContextTooLong for what cannot be split any further."""

    def __init__(self, model: LanguageModel) -> None:
        self._asker = Asker(model)

    @property
    def engine(self) -> Engine:
        """The model; `version` is the provider and the versions of the prompts, in the order of `VERSIONS`."""
        return self._asker.engine(f"prompts-{versions_in_use()}")

    def read_window(self, transcript: Transcript, window: Sequence[Segment]) -> EvidenceReading:
        return reading.read_window(self._asker, transcript, window)

    def find_themes(self, evidence: Sequence[EvidenceUnit], *, instructions: str | None) -> ThemesDraft:
        themes = finding.find_themes(self._asker, evidence, instructions)
        return ThemesDraft(themes=themes, instructions_used=True)

    def match_personas(
        self, people: Sequence[Person], evidence: Sequence[EvidenceUnit], personas: Sequence[Persona]
    ) -> Sequence[PersonaDraft]:
        return matching.match_personas(self._asker, people, evidence, personas)

    def attribute_answers(
        self, questions: Sequence[ProjectQuestion], transcript: Transcript, evidence: Sequence[EvidenceUnit]
    ) -> Sequence[AnswerAttribution]:
        return attribution.attribute_answers(self._asker, questions, transcript, evidence)

    def summarise(self, evidence: Sequence[EvidenceUnit]) -> str:
        return summary.summarise(self._asker, evidence)
