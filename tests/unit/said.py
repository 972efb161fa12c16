"""An interview of four sentences, and what scripted engines make of it."""

from shared.domain.attribution import AnswerAttribution, AnswerStatus
from shared.domain.drafts import EvidenceDraft, PersonaDraft, PersonDraft, ThemeDraft, ThemesDraft
from shared.domain.persona import Persona
from shared.domain.word import Word
from shared.ports import EvidenceReading, RecognisedSegment, Recognition
from tests.builders import ENGINE
from tests.fakes import ScriptedAnalyst

SAID = (
    "How do you plan your week?",
    "I write everything on a wall calendar, and my team copies it.",
    "Does that work?",
    "It breaks whenever somebody is ill.",
)


def heard(*texts: str, seconds: float = 10.0) -> Recognition:
    """What speech to text heard: one segment per text, each of so many seconds."""
    return Recognition(
        language="en",
        language_confidence=0.99,
        engine=ENGINE,
        segments=tuple(
            RecognisedSegment(
                start_seconds=number * seconds,
                end_seconds=(number + 1) * seconds,
                text=text,
                words=(Word(text=text.split()[0], start_seconds=number * seconds, end_seconds=number * seconds + 1),),
            )
            for number, text in enumerate(texts)
        ),
    )


HEARD = heard(*SAID)


def quote(text: str, segment_index: int, topic: str = "planning") -> EvidenceDraft:
    return EvidenceDraft(quote=text, gist="gist", topic=topic, segment_index=segment_index, confidence=0.7)


CALENDAR = "e00001-0000"
BREAKS = "e00003-0000"


def talkative_analyst() -> ScriptedAnalyst:
    """Finds two quotes, one of them twice, one that nobody said, a theme on each, a persona, an answer."""
    return ScriptedAnalyst(
        readings={
            0: EvidenceReading(
                evidence=(
                    quote("I write everything on a wall calendar", 1),
                    quote("I write everything on a wall calendar, and my team copies it.", 1),
                    quote("It breaks whenever somebody is ill.", 3, "absence"),
                    quote("I never said this", 3),
                ),
                people=(PersonDraft(speaker="S2", role="team lead"),),
            )
        },
        themes=ThemesDraft(
            themes=(
                ThemeDraft(
                    name="Paper", statement="s", inclusion_criteria="c", evidence_ids=(CALENDAR, CALENDAR, "nowhere")
                ),
                ThemeDraft(name="Absence", statement="s", inclusion_criteria="c", evidence_ids=(BREAKS,)),
            )
        ),
        personas=(
            PersonaDraft(
                person_id="person-s2",
                persona=Persona(id="planner", name="Planner"),
                confidence=0.8,
                evidence_ids=(CALENDAR, "nowhere"),
                reason="plans",
            ),
        ),
        answers=(
            AnswerAttribution(
                question_id="q2",
                status=AnswerStatus.ANSWERED,
                summary="illness",
                evidence_ids=(BREAKS, "nowhere"),
                confidence=0.9,
            ),
        ),
    )
