"""What a plan requires to be learned is asked for by whatever engine, and believed only where it was said."""

import pytest

from shared.domain.session.action import ActionType
from shared.domain.session.answer import AnswerKind
from shared.domain.session.plan import FollowUpRule, SessionPlan
from shared.domain.session.plan_kinds import FollowUpCause
from shared.domain.session.process_turn import Heard, open_session, process_turn
from shared.domain.session.session import Session
from shared.domain.session.status import EndReason
from shared.domain.session.turn import Reply
from tests.fakes.world import EPOCH
from tests.unit.domain.session.plans import heard, plan, question

TEXT = "I led five people in spring."
SIZE = question(1, required_data=("team size",))
BOTH = question(1, required_data=("team size", "budget"))
LEAVES = heard(value=0.9, text=TEXT)
KNOWS = heard(value=0.9, text=TEXT, learned=("team size",), told=("five people",))


def held(made: SessionPlan, *answers: Heard) -> tuple[list[Reply], Session]:
    replies, session = [], open_session("acme", "int-1", made, EPOCH)[1]
    for answer in answers:
        reply, session = process_turn(session, answer, made, EPOCH)
        replies.append(reply)
    return replies, session


@pytest.mark.parametrize("proposed", [ActionType.NEW_QUESTION, ActionType.CONCLUDE, ActionType.CLARIFY])
@pytest.mark.parametrize("kind", [AnswerKind.SUBSTANTIVE, AnswerKind.THIN, AnswerKind.DONT_KNOW])
def test_whatever_an_engine_proposes_missing_data_is_asked_for_in_our_words(
    proposed: ActionType, kind: AnswerKind
) -> None:
    sly = heard(kind, value=0.9, text=TEXT, proposes=proposed, say="And how was the weather?")
    [reply], _ = held(plan(SIZE, question(2)), sly)
    assert reply.text == "And what about the team size?"
    assert reply.decision.action is ActionType.ASK_FOLLOWUP
    assert "follow-up 1 of 2: not told yet: team size" in reply.decision.reasons


def test_what_was_perhaps_said_is_not_taken_as_told() -> None:
    perhaps = heard(AnswerKind.NOT_UNDERSTOOD, value=0, text=TEXT, proposes=ActionType.CLARIFY)
    perhaps = perhaps._replace(answer=perhaps.answer.model_copy(update={"heard": False}))
    claims = heard(value=0.9, text="As I said.", learned=("team size",), told=("five people",))
    replies, session = held(plan(SIZE, question(2)), perhaps, claims)
    assert session.of("q1").learned == ()
    assert replies[-1].text == "And what about the team size?"


def test_the_question_that_the_plan_has_for_it_comes_first() -> None:
    rules = (
        FollowUpRule(when=FollowUpCause.NO_NUMBER, ask="How much?"),
        FollowUpRule(when=FollowUpCause.MISSING_DATA, ask="How many of you were there?"),
    )
    replies, _ = held(plan(SIZE.model_copy(update={"follow_ups": rules}), question(2)), LEAVES, LEAVES)
    assert [reply.text for reply in replies] == ["How many of you were there?", "And what about the team size?"]


def test_it_is_left_when_the_follow_ups_are_spent_and_says_so() -> None:
    replies, session = held(plan(SIZE, question(2)), LEAVES, LEAVES, LEAVES)
    assert [reply.decision.question_id for reply in replies] == ["q1", "q1", "q2"]
    assert "left without team size: 2 of 2 follow-ups spent" in replies[-1].decision.reasons
    assert session.of("q1").learned == ()


def test_data_that_was_told_is_not_asked_for() -> None:
    [reply], session = held(plan(SIZE, question(2)), KNOWS)
    assert (reply.decision.question_id, session.of("q1").learned) == ("q2", ("team size",))


@pytest.mark.parametrize("told", [(), ("",), ("?!",), ("seven people",), ("five peopl",)])
def test_data_that_nobody_told_is_not_learned_and_is_asked_for(told: tuple[str, ...]) -> None:
    claims = heard(value=0.9, text=TEXT, learned=("team size",), told=told)
    [reply], session = held(plan(SIZE, question(2)), claims)
    assert reply.text == "And what about the team size?"
    assert "1 data claimed that nobody told" in reply.decision.reasons
    assert session.of("q1").learned == ()


@pytest.mark.parametrize("told", ["five people", "FIVE  people, in", "five people in spring."])
def test_words_are_found_in_whatever_letters_and_stops(told: str) -> None:
    claims = heard(value=0.9, text=TEXT, learned=("team size",), told=(told,))
    assert held(plan(SIZE, question(2)), claims)[1].of("q1").learned == ("team size",)


def test_what_was_said_shortly_before_counts_as_told() -> None:
    later = heard(value=0.9, text="As I said.", learned=("team size",), told=("five people",))
    assert held(plan(SIZE, question(2)), LEAVES, later)[1].of("q1").learned == ("team size",)


def test_hindi_is_found_too() -> None:
    said = "मेरी team में पाँच लोग थे।"
    claims = heard(value=0.9, text=said, learned=("team size",), told=("पाँच लोग",))
    assert held(plan(SIZE, question(2), language="hi"), claims)[1].of("q1").learned == ("team size",)


def test_an_engine_that_lies_at_every_turn_never_loops_and_keeps_the_budgets() -> None:
    lies = heard(text="Well.", proposes=ActionType.CONCLUDE, learned=("team size", "budget"), told=("five", "ten"))
    made = plan(*(BOTH.model_copy(update={"id": f"q{n}", "text": f"Question {n}?"}) for n in range(1, 9)), turns=60)
    replies, session = held(made, *[lies] * 16)  # what is asked in four ways is asked no more
    assert session.end_reason is EndReason.PLAN_DONE
    asked = [reply.text for reply in replies]
    assert len(set(asked)) == len(asked)
    assert all(progress.follow_ups <= 2 for progress in session.progress)


def test_each_datum_is_asked_for_once_before_any_is_asked_for_again() -> None:
    made = plan(BOTH.model_copy(update={"max_follow_ups": 3}), question(2))
    replies, _ = held(made, *[LEAVES] * 3)
    assert [reply.text for reply in replies] == [
        "And what about the team size?",
        "And what about the budget?",
        "Could you also tell me about the team size?",
    ]


def test_who_does_not_know_is_asked_for_each_by_name_and_for_none_again() -> None:
    unknown = heard(AnswerKind.DONT_KNOW, value=0, text="I don't know.")
    made = plan(BOTH.model_copy(update={"max_follow_ups": 3}), question(2))
    replies, _ = held(made, *[unknown] * 3)
    assert [reply.decision.question_id for reply in replies] == ["q1", "q1", "q2"]


@pytest.mark.parametrize(
    ("kind", "ends"), [(AnswerKind.LEAVING, EndReason.CANDIDATE_LEFT), (AnswerKind.SUBSTANTIVE, EndReason.TURNS_SPENT)]
)
def test_who_leaves_and_what_is_spent_end_it_all_the_same(kind: AnswerKind, ends: EndReason) -> None:
    [reply], _ = held(plan(SIZE, question(2), turns=1), heard(kind, text=TEXT))
    assert reply.decision.ends is ends
    assert any(reason.startswith("left without team size") for reason in reply.decision.reasons)


def test_no_turn_of_a_required_question_is_spent_on_it() -> None:
    [reply], _ = held(plan(SIZE, question(2), turns=2), LEAVES)
    assert reply.decision.question_id == "q2"


def test_who_cannot_be_understood_is_asked_for_nothing_more() -> None:
    unheard = heard(AnswerKind.NOT_UNDERSTOOD, text="", value=0)
    replies, _ = held(plan(SIZE, question(2)), *[unheard] * 4)
    assert replies[-1].decision.question_id == "q2"


def test_the_last_follow_ups_belong_to_the_data_whatever_an_engine_would_ask() -> None:
    own = [heard(value=0.2, text=TEXT, proposes=ActionType.ASK_FOLLOWUP, say=say) for say in ("Why?", "How come?")]
    replies, _ = held(plan(SIZE, question(2)), *own)
    assert [reply.text for reply in replies] == ["Why?", "And what about the team size?"]


def test_an_engine_may_ask_for_it_in_its_own_words() -> None:
    say = "How did the team size change?"
    own = heard(value=0.2, text=TEXT, proposes=ActionType.ASK_FOLLOWUP, say=say)
    [reply], _ = held(plan(SIZE.model_copy(update={"max_follow_ups": 1}), question(2)), own)
    assert reply.text == say


def test_nothing_ends_while_a_question_waits_that_yields_required_data() -> None:
    enough = heard(text=TEXT, proposes=ActionType.CONCLUDE)
    later = SIZE.model_copy(update={"id": "q2", "text": "Who were they?", "required": False})
    [reply], _ = held(plan(question(1), later), enough)
    assert reply.decision.question_id == "q2"
