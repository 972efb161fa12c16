"""Whatever is answered in whatever order: it ends in its budget, asks nothing twice, and loses no required question."""

import itertools
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.session.action import ActionType
from shared.domain.session.answer import Answer, AnswerKind, Considered
from shared.domain.session.limits import MAX_MISHEARD, MAX_TURNS
from shared.domain.session.plan import SessionPlan
from shared.domain.session.plan_kinds import FollowUpCause
from shared.domain.session.process_turn import Heard, open_session, process_turn
from shared.domain.session.session import Session
from shared.domain.session.status import EndReason, Outcome
from shared.domain.session.turn import Reply
from tests.fakes.world import EPOCH
from tests.unit.domain.session.plans import ENGINE, plan, question

WORDS = st.sampled_from(["Why?", "How so?", "Question 2?", "question 3", "And then?", "", "Question 1?"])
ANY = st.builds(
    Considered,
    kind=st.sampled_from(AnswerKind),
    value=st.floats(0, 1),
    proposes=st.sampled_from(ActionType),
    say=st.none() | WORDS,
    lacks=st.lists(st.sampled_from(FollowUpCause), max_size=3).map(tuple),
    learned=st.lists(st.sampled_from(["team size", "other"]), max_size=2).map(tuple),
    told=st.lists(st.sampled_from(["so", "never said"]), max_size=2).map(tuple),
    score=st.none() | st.floats(0, 10),
    engine=st.just(ENGINE),
)
THIN = st.builds(
    Considered,
    kind=st.just(AnswerKind.THIN),
    value=st.just(0.2),
    proposes=st.just(ActionType.ASK_FOLLOWUP),
    say=WORDS,
    engine=st.just(ENGINE),
)
# What comes after the drawn answers is drawn from them again: an interview is longer than a list worth shrinking.
ANSWERS = st.lists(st.tuples(THIN | ANY, st.integers(0, 400)), min_size=1, max_size=15)
PLANS = st.builds(
    lambda required, turns, minutes, data: plan(
        *(
            question(n, text=f"Question {n}?", required=is_required, required_data=("team size",) if data else ())
            for n, is_required in enumerate(required, 1)
        ),
        turns=turns,
        minutes=minutes,
    ),
    st.lists(st.booleans(), min_size=1, max_size=12),
    st.integers(1, 60),
    st.integers(1, 90),
    st.booleans(),
)
CUT_SHORT = (EndReason.TURNS_SPENT, EndReason.TIME_SPENT, EndReason.CANDIDATE_LEFT, EndReason.HOSTILE)


def hold(made: SessionPlan, answers: list[tuple[Considered, int]]) -> tuple[list[Reply], Session]:
    _, session = open_session("acme", "int-1", made, EPOCH)
    replies, now = [], EPOCH
    for considered, seconds in itertools.islice(itertools.cycle(answers), MAX_TURNS):
        now += timedelta(seconds=seconds)
        reply, session = process_turn(session, Heard(Answer(text="so"), considered), made, now)
        replies.append(reply)
        if not session.is_open:
            break
    return replies, session


@settings(max_examples=100)
@given(made=PLANS, answers=ANSWERS)
def test_every_interview_ends_well(made: SessionPlan, answers: list[tuple[Considered, int]]) -> None:
    replies, session = hold(made, answers)
    assert not session.is_open
    assert len(replies) <= made.budget.turns
    _check_nothing_is_asked_twice(made, replies)
    _check_follow_ups(made, session)
    if session.end_reason not in CUT_SHORT:
        left = [q.id for q in made.questions if q.required and session.of(q.id).outcome is Outcome.WAITING]
        assert left == []


def _check_nothing_is_asked_twice(made: SessionPlan, replies: list[Reply]) -> None:
    asked = [made.questions[0].text.lower()]
    for reply in replies:
        if reply.question and reply.question.action is not ActionType.CLARIFY:
            asked.append(reply.question.text.lower())
    assert len(asked) == len(set(asked))


def _check_follow_ups(made: SessionPlan, session: Session) -> None:
    for progress in session.progress:
        assert progress.follow_ups <= made.question(progress.question_id).max_follow_ups
        assert progress.clarifications <= 3
    assert session.misheard <= MAX_MISHEARD + 1
