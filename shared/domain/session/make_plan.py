"""Plans of live interviews, made from a call guide or from a job and its questions. Values in, values out."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from shared.domain.limits import MAX_TEXT_CHARACTERS
from shared.domain.session.kind_of import ASSUMED, kind_of
from shared.domain.session.limits import MAX_PLANNED_QUESTIONS, MAX_SESSION_MINUTES, MAX_TURNS, SPARE_TURNS
from shared.domain.session.plan import Budget, PlannedQuestion, SectionTime, SessionPlan
from shared.domain.session.plan_kinds import InterviewKind, PlanSource, QuestionKind
from shared.domain.session.situation import SECONDS_OF_A_TURN
from shared.domain.session.wording import mark_of

if TYPE_CHECKING:
    from shared.domain.call_guide import CallGuide, GuideSection
    from shared.domain.job_description import JobDescription
    from shared.domain.made_by import Engine

FIRST: Final = 2  # of what is practised: to begin with
OPTIONAL: Final = 3  # one in so many of the others
FOLLOW_UPS_ASKED: Final = 0.5  # of those that a question may have: what is reckoned with
CLOSING: Final = PlannedQuestion(
    id="closing",
    text="Before we finish: is there anything that we have not asked about and that you would like to add?",
    kind=QuestionKind.CLOSING,
    topic="anything else",
    max_follow_ups=0,
    required=False,
)
# Easy ones first: who answers gets used to the situation before it counts.
ORDER: Final = (
    QuestionKind.BACKGROUND,
    QuestionKind.MOTIVATION,
    QuestionKind.BEHAVIOURAL,
    QuestionKind.RESEARCH,
    QuestionKind.SITUATIONAL,
    QuestionKind.TECHNICAL,
    QuestionKind.CLOSING,
)


def plan_of_guide(guide: CallGuide) -> SessionPlan:
    """What an interview by that version of the guide asks, section by section."""
    questions = [
        question.model_copy(update={"section": section.title})
        for section in guide.sections
        for question in section.questions
    ]
    times = _fitted(guide.sections)
    minutes = min(sum(time.minutes for time in times), MAX_SESSION_MINUTES)
    return SessionPlan(
        kind=guide.kind,
        title=guide.title,
        context=guide.context,
        language=guide.language,
        questions=tuple(questions),
        budget=Budget(turns=turns_for(questions), minutes=minutes, answer_seconds=guide.answer_seconds),
        sections=times,
        source=PlanSource.CALL_GUIDE,
        source_id=guide.id,
        source_version=guide.version,
    )


def plan_of_job(
    job: JobDescription,
    questions: Sequence[PlannedQuestion],
    *,
    language: str = "en",
    written_by: Engine | None = None,
    source: PlanSource = PlanSource.JOB_DESCRIPTION,
    notes: Sequence[str] = (),
) -> SessionPlan:
    """What an interview for the job asks: these questions, in their order. Needs one at least."""
    asked = tuple(questions)[:MAX_PLANNED_QUESTIONS]
    return SessionPlan(
        kind=InterviewKind.JOB,
        title=job.title,
        context=job.description[:MAX_TEXT_CHARACTERS],
        language=language,
        questions=asked,
        budget=Budget(turns=turns_for(asked), minutes=minutes_for(asked)),
        source=source,
        source_id=job.id if source is PlanSource.JOB_DESCRIPTION else None,
        source_version=job.version if source is PlanSource.JOB_DESCRIPTION else None,
        written_by=written_by,
        notes=(*notes, *assumed_of(asked)),
    )


def arranged(own: Sequence[PlannedQuestion], generated: Iterable[PlannedQuestion]) -> tuple[PlannedQuestion, ...]:
    """A job's questions in the order of an interview: its own, those that were made for it, and the last one.

    Where there is no room for all, its own are kept. What its own ask already is left out.
    """
    asked = {mark_of(question.text) for question in own}
    room = MAX_PLANNED_QUESTIONS - len(own)
    made = sorted((one for one in generated if mark_of(one.text) not in asked), key=_place)[: max(0, room - 1)]
    closing = [CLOSING] if room > 0 else []
    return tuple(sorted([*made, *own, *closing], key=_place))


def some_optional(questions: Sequence[PlannedQuestion]) -> tuple[PlannedQuestion, ...]:
    """The last third, the first two apart, need not be asked where enough was heard before."""
    kept = len(questions) - max(0, len(questions) - FIRST) // OPTIONAL
    return tuple(
        question.model_copy(update={"required": question.required and place < kept})
        for place, question in enumerate(questions)
    )


def custom_questions(job: JobDescription) -> tuple[PlannedQuestion, ...]:
    """The job's own, of the kinds that their words tell. An id goes with the words, and stays when all is made anew."""
    found = (_custom(job, text) for text in job.custom_questions)
    return tuple({question.id: question for question in found}.values())


def is_custom(question: PlannedQuestion) -> bool:
    """Whether it is one of the job's own."""
    return question.id.startswith("custom-")


def assumed_of(questions: Iterable[PlannedQuestion]) -> tuple[str, ...]:
    """What was assumed of the job's own questions: a note while nobody has said what a good answer to them contains."""
    kinds = Counter(question.kind.value for question in questions if is_custom(question) and not question.good_answer)
    if not kinds:
        return ()
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    return (f"the job's own questions without criteria are of kinds told from their words, if at all: {told}",)


def turns_for(questions: Iterable[PlannedQuestion]) -> int:
    """An answer to each question and each of its follow-ups, and some to spare."""
    return min(MAX_TURNS, SPARE_TURNS + sum(1 + question.max_follow_ups for question in questions))


def minutes_for(questions: Iterable[PlannedQuestion]) -> int:
    """How long it takes to ask and answer them, by reckoning."""
    turns = sum(1 + FOLLOW_UPS_ASKED * question.max_follow_ups for question in questions)
    return min(MAX_SESSION_MINUTES, max(1, math.ceil(turns * SECONDS_OF_A_TURN / 60)))


def _custom(job: JobDescription, text: str) -> PlannedQuestion:
    mark = hashlib.sha256(text.encode()).hexdigest()[:12]
    kind = kind_of(text) or ASSUMED
    return PlannedQuestion(id=f"custom-{mark}", text=text, kind=kind, difficulty=job.difficulty)


def _place(question: PlannedQuestion) -> int:
    return ORDER.index(question.kind)


def _fitted(sections: Sequence[GuideSection]) -> tuple[SectionTime, ...]:
    """The time of each section; all of them get less in proportion when together they exceed a session."""
    wanted = [section.minutes or minutes_for(section.questions) for section in sections]
    share = min(1.0, MAX_SESSION_MINUTES / sum(wanted))
    return tuple(
        SectionTime(section=section.title, minutes=max(1, int(minutes * share)))
        for section, minutes in zip(sections, wanted, strict=True)
    )
