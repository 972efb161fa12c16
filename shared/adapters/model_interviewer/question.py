"""A turn as data for a model: bounded however long the interview lasts, and nothing of who answers but their words."""

from typing import Any, Final

from shared.adapters.model_analyst.numbered import numbered
from shared.adapters.model_analyst.sizes import BYTES_PER_TOKEN, as_json, tokens_of
from shared.domain.errors import ContextTooLong
from shared.domain.mixed_languages import is_mixed, spoken_tag
from shared.domain.session.plan import PlannedQuestion, SessionPlan
from shared.ports import TurnContext

Data = dict[str, Any]

MAX_PROMPT_CHARACTERS: Final = 36_000  # of a turn's data, as plain text; a test holds the first and the 60th turn to it
CONTEXT_CHARACTERS: Final = 1_000
QUESTION_CHARACTERS: Final = 1_000
ENTRY_CHARACTERS: Final = 300  # of a criterion, a rule, a coming question
MOST_COMING: Final = 8
MAY_MIX: Final = "; Hindi and English, also mixed, are both the interview's language"


def data_of(context: TurnContext, room: int) -> Data:
    """The turn in at most `room` tokens: first what was said before is left out, then the answer is cut.

    Raises ContextTooLong when not even the question fits.
    """
    data = _whole(context)
    if tokens_of(as_json(data)) > room:
        data |= {"recent": [], "coming": []}
    excess = tokens_of(as_json(data)) - room
    if excess > 0:
        kept = len(context.answer.text.encode()) - excess * BYTES_PER_TOKEN
        if kept <= 0:
            raise ContextTooLong("the question alone is longer than the model can take")
        data |= {"answer": context.answer.text.encode()[:kept].decode(errors="ignore"), "answer_is_cut": True}
    return data


def _whole(context: TurnContext) -> Data:
    session, progress = context.session, context.session.current
    waiting = session.waiting(context.plan)
    return {
        "interview": _interview(context.plan),
        "question": _question(context.question, known=progress.learned if progress else ()),
        "asked": session.open.text if session.open else context.question.text,
        "follow_ups_left": context.question.max_follow_ups - (progress.follow_ups if progress else 0),
        "coming": [question.text[:ENTRY_CHARACTERS] for question in waiting[:MOST_COMING]],
        "may_end": not any(question.is_owed for question in waiting),
        "before": session.summary,
        "recent": [{"asked": one.asked, "answered": one.answered} for one in session.recent],
        "answer": context.answer.text,
        "answer_is_cut": context.answer.cut,
    }


def _interview(plan: SessionPlan) -> Data:
    mixed = MAY_MIX if is_mixed(spoken_tag(plan.language)) else ""
    known = {"kind": plan.kind, "subject": plan.title, "language": f"{plan.language}{mixed}"}
    return known | {"context": plan.context[:CONTEXT_CHARACTERS]}


def _question(question: PlannedQuestion, known: tuple[str, ...]) -> Data:
    data = numbered(question.required_data).items()
    return {
        "text": question.text[:QUESTION_CHARACTERS],
        "kind": question.kind,
        "good_answer": [criterion[:ENTRY_CHARACTERS] for criterion in question.good_answer],
        "required_data": [{"n": number, "name": name, "known": name in known} for number, name in data],
        "follow_up_rules": [{"when": rule.when, "ask": rule.ask[:ENTRY_CHARACTERS]} for rule in question.follow_ups],
    }
