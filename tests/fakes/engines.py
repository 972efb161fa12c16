"""Engines that answer what a test tells them, count their calls, and fail when told to."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from shared.adapters.metered import MeteredAnalyst, MeteredSpeechToText
from shared.adapters.metered_interviewer import MeteredInterviewer, MeteredScorer
from shared.domain.attribution import AnswerAttribution
from shared.domain.billed import Owed
from shared.domain.drafts import PersonaDraft, ThemesDraft
from shared.domain.engines import EngineKind, EngineUse
from shared.domain.errors import EngineUnavailable, ParleyError
from shared.domain.evaluation.judged import Judged
from shared.domain.evidence import EvidenceUnit
from shared.domain.job_outcome import Failed, Gone, Heard, JobOutcome, UnderWay
from shared.domain.made_by import Engine
from shared.domain.person import Person
from shared.domain.persona import Persona
from shared.domain.pieces import Piece
from shared.domain.project import ProjectQuestion
from shared.domain.session.action import ActionType
from shared.domain.session.answer import AnswerKind, Considered
from shared.domain.session.plan import PlannedQuestion
from shared.domain.session.speech import Speech
from shared.domain.transcript import Segment, Transcript
from shared.domain.waiting_job import WaitingJob
from shared.ports import (
    Analyst,
    AudioInfo,
    EngineScope,
    EvidenceReading,
    Interviewer,
    Readable,
    RecognisedSegment,
    Recognition,
    Scorer,
    Sound,
    SpeechToText,
    TranscriptionJobs,
    TurnContext,
)
from shared.ports.sessions import QuestionWriter, TextToSpeech
from tests.fakes.memory import Memory

SCRIPTED = Engine(name="scripted", version="1", draft=True)
SILENCE = Recognition(language="en", language_confidence=0.99, segments=(), engine=SCRIPTED)
ONE_MINUTE = AudioInfo(container="wav", duration_seconds=60.0, channels=1)
NO_THEMES = ThemesDraft(themes=())
GOOD_ANSWER = Considered(
    kind=AnswerKind.SUBSTANTIVE, value=0.8, proposes=ActionType.NEW_QUESTION, score=7.0, engine=SCRIPTED
)


@dataclass
class Script:
    """What the scripted engines have in common. Errors are raised one by one, each instead of an answer."""

    calls: list[str] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    _lock: Any = field(default_factory=Lock, repr=False)

    def called(self, what: str) -> None:
        """Counts a call, and fails when an error is due."""
        with self._lock:
            self.calls.append(what)
            error = self.errors.pop(0) if self.errors else None
        if error:
            raise error


@dataclass
class ScriptedSpeechToText(Script):
    """Implements `SpeechToText`. `heard` is heard in every piece for which `pieces` has nothing else."""

    heard: Recognition = SILENCE
    pieces: dict[int, Recognition] = field(default_factory=dict)
    hints: list[str | None] = field(default_factory=list)

    def transcribe(self, recording: Path, *, language_hint: str | None) -> Recognition:
        self.called("transcribe")
        self.hints.append(language_hint)
        return self.pieces.get(int(recording.read_text()), self.heard) if self.pieces else self.heard


@dataclass
class ScriptedJobs(Script):
    """Implements `TranscriptionJobs`. A job is under way until it is `done` or has `failed`; or it is `gone`.

    What it has heard may be left `unread`. Where a job of the same name is started that the provider does not know, it
    is another `incarnation`.
    """

    heard: Recognition = SILENCE
    done: bool = False
    failed: ParleyError | None = None
    gone: bool = False
    unread: Exception | None = None
    incarnation: int = 1
    price: int = 24

    def start(self, name: str, recording: str, output: str, *, language_hint: str | None) -> None:
        self.called(f"start {name}")

    def use(self, audio_seconds: float) -> EngineUse:
        kind = EngineKind.SPEECH
        return EngineUse(
            provider="scripted", model="job", kind=kind, audio_seconds=audio_seconds, price_nanodollars=self.price
        )

    def outcome(self, name: str) -> JobOutcome:
        self.called("outcome")
        if self.gone:
            return Gone()
        if self.failed:
            return Failed(error=self.failed)
        return Heard(receipt=f"{name}@{self.incarnation}") if self.done else UnderWay()

    def read(self, name: str) -> Recognition:
        self.called("read")
        if self.unread:
            raise self.unread
        return self.heard


@dataclass
class RecordedTokens:
    """Implements `TaskTokens`. `told` is what the tasks were told."""

    told: list[tuple[str, ...]] = field(default_factory=list)

    def succeed(self, token: str) -> None:
        self.told.append((token, "succeeded"))

    def fail(self, token: str, error: str, message: str) -> None:
        self.told.append((token, error))

    def beat(self, token: str) -> None:
        self.told.append((token, "waits"))


@dataclass
class MemoryJobs:
    """Implements `WaitingJobs`."""

    memory: Memory
    jobs: dict[str, WaitingJob] = field(default_factory=dict)

    def put(self, job: WaitingJob) -> None:
        self.jobs[job.name] = job

    def find(self, name: str) -> WaitingJob | None:
        return self.jobs.get(name)

    def remove(self, job: WaitingJob, *, owed: Owed | None = None) -> None:
        with self.memory.transaction():
            known = self.jobs.get(job.name)
            if known and known.task_token == job.task_token:
                del self.jobs[job.name]
                if owed:
                    self.memory.owed[owed.run.interview, owed.bill.receipt] = owed

    def waiting(self, *, limit: int) -> Sequence[WaitingJob]:
        return sorted(self.jobs.values(), key=lambda job: job.since)[:limit]


@dataclass(frozen=True)
class ScriptedSound:
    """Implements `Sound`. Each piece is a file of its own number."""

    info: AudioInfo
    has_separate_tracks: bool
    loudness: tuple[float, ...] = ()

    @contextmanager
    def flac(self, piece: Piece) -> Iterator[Path]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "piece"
            path.write_text(str(piece.number))
            yield path


@dataclass
class ScriptedDecoder(Script):
    """Implements `RecordingDecoder`."""

    info: AudioInfo = ONE_MINUTE
    separate: bool = False

    @contextmanager
    def decode(self, recording: Readable, *, max_seconds: float) -> Iterator[Sound]:
        self.called("decode")
        yield ScriptedSound(self.info, self.separate)


@dataclass
class ScriptedVoices(Script):
    """Implements `VoiceSeparator`. The voices take turns; `missing` when there is no such engine."""

    voices: int = 2
    missing: bool = False

    def voiceprints(self, recording: Path, segments: Sequence[RecognisedSegment]) -> Sequence[str]:
        self.called("voiceprints")
        if self.missing:
            raise EngineUnavailable("the weights of the voices are not there")
        return [str(number % self.voices) for number in range(len(segments))]

    def group(self, voiceprints: Sequence[str], seconds: Sequence[float]) -> Sequence[int]:
        self.called("group")
        return [int(voiceprint) for voiceprint in voiceprints]


@dataclass
class ScriptedTranscriptReader(Script):
    """Implements `TranscriptReader`. Recognises every file once a transcript is scripted."""

    transcript: Transcript | None = None
    languages: list[str | None] = field(default_factory=list)

    def recognises(self, file: Readable) -> bool:
        return self.transcript is not None

    def read(self, file: Readable, *, language: str | None, ours: bool) -> Transcript:
        self.called("read ours" if ours else "read")
        self.languages.append(language)
        if self.transcript is None:
            raise AssertionError("no transcript is scripted")
        return self.transcript


@dataclass
class ScriptedAnalyst(Script):
    """Implements `Analyst`. `readings` are for the windows by their first segment; a missing one is empty."""

    engine: Engine = SCRIPTED
    readings: dict[int, EvidenceReading] = field(default_factory=dict)
    themes: ThemesDraft = NO_THEMES
    personas: tuple[PersonaDraft, ...] = ()
    answers: tuple[AnswerAttribution, ...] = ()
    summary: str = "A summary."
    instructions: list[str | None] = field(default_factory=list)
    read: list[Transcript] = field(default_factory=list)

    def read_window(self, transcript: Transcript, window: Sequence[Segment]) -> EvidenceReading:
        self.called("read_window")
        self.read.append(transcript)
        return self.readings.get(window[0].index, EvidenceReading(evidence=(), people=()))

    def find_themes(self, evidence: Sequence[EvidenceUnit], *, instructions: str | None) -> ThemesDraft:
        self.called("find_themes")
        self.instructions.append(instructions)
        return self.themes

    def match_personas(
        self, people: Sequence[Person], evidence: Sequence[EvidenceUnit], personas: Sequence[Persona]
    ) -> Sequence[PersonaDraft]:
        self.called("match_personas")
        return self.personas

    def attribute_answers(
        self, questions: Sequence[ProjectQuestion], transcript: Transcript, evidence: Sequence[EvidenceUnit]
    ) -> Sequence[AnswerAttribution]:
        self.called("attribute_answers")
        return self.answers

    def summarise(self, evidence: Sequence[EvidenceUnit]) -> str:
        self.called("summarise")
        return self.summary


@dataclass
class ScriptedInterviewer(Script):
    """Implements `Interviewer`. What is `considered` is given out in turn; after the last one, `usual`.

    `contexts` are what it got to read.
    """

    engine: Engine = SCRIPTED
    considered: list[Considered] = field(default_factory=list)
    usual: Considered = GOOD_ANSWER
    contexts: list[TurnContext] = field(default_factory=list)

    def consider(self, context: TurnContext) -> Considered:
        self.called("consider")
        self.contexts.append(context)
        return self.considered.pop(0) if self.considered else self.usual


GOOD_SCORE = Judged(
    question_id="q1",
    score=8,
    communication=7,
    definiteness=6,
    confidence=0.9,
    rationale="gives an example",
    feedback="say how it ended",
)


@dataclass
class ScriptedScorer(Script):
    """Implements `Scorer`: what is `judged` by question, else `usual`; the first sentence is quoted where no quote is.

    `read` is what it got to read.
    """

    engine: Engine = SCRIPTED
    prompt_version: str = "scripted-v1"
    judged: dict[str, Judged] = field(default_factory=dict)
    usual: Judged = GOOD_SCORE
    read: list[str] = field(default_factory=list)

    def score(self, question: PlannedQuestion, answer: str) -> Judged:
        self.called("score")
        self.read.append(answer)
        found = self.judged.get(question.id, self.usual.model_copy(update={"quotes": (answer,)}))
        return found.model_copy(update={"question_id": question.id})


@dataclass
class ScriptedEmbedder(Script):
    """Implements `Embedder`. A sentence without a scripted vector gets the first axis."""

    engine: Engine = SCRIPTED
    vectors: dict[str, tuple[float, ...]] = field(default_factory=dict)

    def embed(self, sentences: Sequence[str]) -> Any:
        import numpy as np

        self.called("embed")
        return np.array([self.vectors.get(sentence, (1.0, 0.0)) for sentence in sentences], dtype=np.float32)


@dataclass
class ScriptedTextToSpeech(Script):
    """Implements `TextToSpeech`. The sound is the text itself; `said` are the texts with their languages."""

    voice: str = "scripted/voice"
    content_type: str = "audio/wav"
    said: list[tuple[str, str]] = field(default_factory=list)

    def synthesise(self, text: str, *, language: str) -> Speech:
        self.called("synthesise")
        self.said.append((text, language))
        sound = f"RIFF {text}".encode()
        return Speech(
            sound=sound, content_type=self.content_type, characters=len(text), engine=SCRIPTED, voice=self.voice
        )


@dataclass
class ScriptedEngines:
    """Implements `Engines`: whatever the scope, the same scripted two. `scopes` are those that were asked for."""

    the_analyst: Analyst
    the_hearing: SpeechToText
    ears: str = "scripted"
    job: TranscriptionJobs | None = None
    job_is_left_alone: bool = False
    the_voice: TextToSpeech | None = None
    scopes: list[EngineScope] = field(default_factory=list)
    the_interviewer: Interviewer = field(default_factory=ScriptedInterviewer)

    the_writer: Callable[[EngineScope], QuestionWriter] | None = None

    def question_writer(self, scope: EngineScope) -> QuestionWriter:
        from shared.adapters.question_bank import BankQuestionWriter

        self.scopes.append(scope)
        return self.the_writer(scope) if self.the_writer else BankQuestionWriter()

    def interviewer(self, scope: EngineScope) -> Interviewer:
        self.scopes.append(scope)
        return MeteredInterviewer(self.the_interviewer, scope.meter, provider="scripted")

    the_scorer: Scorer = field(default_factory=ScriptedScorer)

    def scorer(self, scope: EngineScope) -> Scorer:
        self.scopes.append(scope)
        return MeteredScorer(self.the_scorer, scope.meter, provider="scripted")

    def analyst(self, scope: EngineScope) -> Analyst:
        self.scopes.append(scope)
        return MeteredAnalyst(self.the_analyst, scope.meter, provider="scripted")

    def speech_job(self, scope: EngineScope) -> TranscriptionJobs | None:
        return self.job

    def hears_whole(self, scope: EngineScope) -> bool:
        if self.job is not None and self.job_is_left_alone:
            scope.meter.note("the job is paused: others hear in its place")
        return self.job is not None and not self.job_is_left_alone

    def speech(self, scope: EngineScope) -> SpeechToText:
        self.scopes.append(scope)
        return MeteredSpeechToText(self.the_hearing, scope.meter, "scripted", provider="scripted")

    def hearing(self, scope: EngineScope) -> str:
        return self.ears

    def voice(self, scope: EngineScope) -> TextToSpeech | None:
        self.scopes.append(scope)
        return self.the_voice
