"""Engines that answer at once by fixed rules, for benches and chaos. Stage `local` alone can choose them.

Their answers are worth nothing, but they are real answers: verbatim quotes, themes on evidence, a status per question.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.adapters.audio_file import SAMPLE_RATE, decode_mono
from shared.adapters.metered import MeteredAnalyst, MeteredSpeechToText
from shared.adapters.metered_interviewer import MeteredInterviewer, MeteredScorer
from shared.domain.attribution import AnswerAttribution, AnswerStatus
from shared.domain.drafts import EvidenceDraft, PersonaDraft, PersonDraft, ThemeDraft, ThemesDraft
from shared.domain.evaluation.judged import Judged
from shared.domain.evidence import EvidenceUnit
from shared.domain.made_by import Engine
from shared.domain.person import Person
from shared.domain.persona import Persona
from shared.domain.project import ProjectQuestion
from shared.domain.role import Role
from shared.domain.session.action import ActionType
from shared.domain.session.answer import AnswerKind, Considered
from shared.domain.session.plan import PlannedQuestion
from shared.domain.transcript import Segment, Transcript
from shared.ports import (
    Analyst,
    EngineScope,
    EvidenceReading,
    Interviewer,
    RecognisedSegment,
    Recognition,
    Scorer,
    SpeechToText,
    TranscriptionJobs,
    TurnContext,
)
from shared.ports.sessions import QuestionWriter, TextToSpeech

SCRIPTED = "scripted"
ENGINE = Engine(name=SCRIPTED, version="1", draft=True)
SEGMENT_SECONDS = 10.0
EVIDENCE_PER_THEME = 5
Call = Callable[[EngineScope, str], None]


def _at_once(_scope: EngineScope, _call: str) -> None:
    """A call that nothing happens to."""


@dataclass(frozen=True)
class ScriptedEngines:
    """Implements `Engines`. `before` is told of each call, and may raise what a provider would answer."""

    before: Call = _at_once

    def analyst(self, scope: EngineScope) -> Analyst:
        return MeteredAnalyst(ScriptedAnalyst(scope, self.before), scope.meter, provider=SCRIPTED)

    def question_writer(self, scope: EngineScope) -> QuestionWriter:
        del scope  # one bank for every tier
        from shared.adapters.question_bank import BankQuestionWriter

        return BankQuestionWriter()

    def interviewer(self, scope: EngineScope) -> Interviewer:
        return MeteredInterviewer(ScriptedInterviewer(scope, self.before), scope.meter, provider=SCRIPTED)

    def scorer(self, scope: EngineScope) -> Scorer:
        return MeteredScorer(ScriptedScorer(scope, self.before), scope.meter, provider=SCRIPTED)

    def speech_job(self, scope: EngineScope) -> TranscriptionJobs | None:  # noqa: ARG002
        return None

    def speech(self, scope: EngineScope) -> SpeechToText:
        return MeteredSpeechToText(ScriptedSpeech(scope, self.before), scope.meter, SCRIPTED, provider=SCRIPTED)

    def hears_whole(self, scope: EngineScope) -> bool:  # noqa: ARG002 - none hears by jobs
        return False

    def hearing(self, scope: EngineScope) -> str:
        del scope  # one engine for every tier
        return SCRIPTED

    def voice(self, scope: EngineScope) -> TextToSpeech | None:  # noqa: ARG002 - benches read
        return None


@dataclass(frozen=True)
class ScriptedAnalyst:
    """Implements `Analyst`: whatever a participant says is evidence."""

    scope: EngineScope
    before: Call = _at_once

    @property
    def engine(self) -> Engine:
        return ENGINE

    def read_window(self, transcript: Transcript, window: Sequence[Segment]) -> EvidenceReading:
        self.before(self.scope, "read_window")
        said = [segment for segment in window if transcript.role_of(segment.speaker) is not Role.INTERVIEWER]
        people = tuple(PersonDraft(speaker=label) for label in dict.fromkeys(segment.speaker for segment in said))
        return EvidenceReading(evidence=tuple(map(_draft, said)), people=people)

    def find_themes(self, evidence: Sequence[EvidenceUnit], *, instructions: str | None) -> ThemesDraft:
        del instructions  # nothing is looked for
        self.before(self.scope, "find_themes")
        groups = [evidence[start : start + EVIDENCE_PER_THEME] for start in range(0, len(evidence), EVIDENCE_PER_THEME)]
        return ThemesDraft(themes=tuple(map(_theme, groups[:EVIDENCE_PER_THEME])))

    def match_personas(
        self, people: Sequence[Person], evidence: Sequence[EvidenceUnit], personas: Sequence[Persona]
    ) -> Sequence[PersonaDraft]:
        self.before(self.scope, "match_personas")
        return [_persona(person, evidence, persona) for person in people for persona in personas[:1]]

    def attribute_answers(
        self, questions: Sequence[ProjectQuestion], transcript: Transcript, evidence: Sequence[EvidenceUnit]
    ) -> Sequence[AnswerAttribution]:
        del transcript  # what was asked is not looked for either
        self.before(self.scope, "attribute_answers")
        return [_answer(question, evidence[:1]) for question in questions]

    def summarise(self, evidence: Sequence[EvidenceUnit]) -> str:
        self.before(self.scope, "summarise")
        return f"{len(evidence)} pieces of evidence."


@dataclass(frozen=True)
class ScriptedInterviewer:
    """Implements `Interviewer`: every answer is a good one."""

    scope: EngineScope
    before: Call = _at_once

    @property
    def engine(self) -> Engine:
        return ENGINE

    def consider(self, context: TurnContext) -> Considered:
        self.before(self.scope, "consider")
        summary = f"{context.session.turn} answers."
        kind, proposes = AnswerKind.SUBSTANTIVE, ActionType.NEW_QUESTION
        return Considered(kind=kind, value=1.0, proposes=proposes, score=5.0, summary=summary, engine=ENGINE)


@dataclass(frozen=True)
class ScriptedScorer:
    """Implements `Scorer`: every answer is middling, and quoted whole."""

    scope: EngineScope
    before: Call = _at_once
    engine: Engine = ENGINE
    prompt_version: str = SCRIPTED

    def score(self, question: PlannedQuestion, answer: str) -> Judged:
        self.before(self.scope, "score")
        return Judged(
            question_id=question.id,
            score=5.0,
            communication=5.0,
            definiteness=5.0,
            confidence=0.5,
            rationale="scripted",
            feedback="scripted",
            quotes=(answer,),
        )


@dataclass(frozen=True)
class ScriptedSpeech:
    """Implements `SpeechToText`: a sentence every ten seconds, whatever is heard."""

    scope: EngineScope
    before: Call = _at_once

    def transcribe(self, recording: Path, *, language_hint: str | None) -> Recognition:
        self.before(self.scope, "transcribe")
        seconds = len(decode_mono(recording)) / SAMPLE_RATE
        count = max(1, int(seconds // SEGMENT_SECONDS))
        segments = tuple(_heard(number, min(seconds, SEGMENT_SECONDS)) for number in range(count))
        language = language_hint or "en"
        return Recognition(
            language=language, language_confidence=1.0, segments=segments, engine=ENGINE, audio_seconds=seconds
        )


def _heard(number: int, seconds: float) -> RecognisedSegment:
    start = number * SEGMENT_SECONDS
    return RecognisedSegment(
        start_seconds=start,
        end_seconds=start + seconds,
        text=f"Sentence number {number + 1}.",
        speaker=f"S{number % 2 + 1}",
    )


def _draft(segment: Segment) -> EvidenceDraft:
    return EvidenceDraft(
        quote=segment.text, gist=segment.text, topic=SCRIPTED, segment_index=segment.index, confidence=0.5
    )


def _theme(group: Sequence[EvidenceUnit]) -> ThemeDraft:
    ids = tuple(unit.id for unit in group)
    name = f"From {ids[0]} on"
    return ThemeDraft(name=name, statement=name, inclusion_criteria="what was said together", evidence_ids=ids)


def _persona(person: Person, evidence: Sequence[EvidenceUnit], persona: Persona) -> PersonaDraft:
    ids = tuple(unit.id for unit in evidence if unit.person_id == person.id)[:1]
    return PersonaDraft(
        person_id=person.id, persona=persona, confidence=0.5, evidence_ids=ids, reason="the first persona"
    )


def _answer(question: ProjectQuestion, evidence: Sequence[EvidenceUnit]) -> AnswerAttribution:
    status = AnswerStatus.ANSWERED if evidence else AnswerStatus.NOT_ASKED
    ids = tuple(unit.id for unit in evidence)
    return AnswerAttribution(question_id=question.id, status=status, summary=SCRIPTED, evidence_ids=ids, confidence=0.5)
