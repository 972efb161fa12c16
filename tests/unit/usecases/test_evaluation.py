"""The evaluation of a live interview: scored by the rubric, quoted as said, and blind to who answers."""

from typing import Any

import pytest

from shared.adapters.lexical import LexicalEmbedder
from shared.adapters.rules_interviewer.scorer import RulesScorer
from shared.domain.candidate import Candidate
from shared.domain.errors import NotLive
from shared.domain.evaluation.evaluation import Evaluation, Recommendation
from shared.domain.interview_status import InterviewMode
from shared.domain.references import RowsReference
from shared.domain.session.action import ActionType
from shared.domain.session.answer import Answer, AnswerKind, Considered
from shared.domain.session.ending import end_session
from shared.domain.session.plan import PlannedQuestion, SessionPlan
from shared.domain.session.plan_kinds import InterviewKind, PlanSource, QuestionKind
from shared.domain.session.process_turn import open_session
from shared.domain.session.session import OpenQuestion
from shared.domain.session.status import EndReason
from shared.domain.session.turn import Turn
from shared.domain.steps import Step
from shared.ports.sessions import Scorer
from shared.usecases.evaluate_interview import EvaluatePorts, evaluate_interview
from tests.builders import INTERVIEW, at, run_key
from tests.fakes.engines import SCRIPTED, ScriptedScorer
from tests.fakes.sessions import MemorySessions
from tests.unit.said import CALENDAR
from tests.unit.said import SAID as HEARD
from tests.unit.world import World

LED = PlannedQuestion(
    id="q1",
    text="Tell me of a time when you led people.",
    kind=QuestionKind.BEHAVIOURAL,
    good_answer=("names the size of the team", "says how it ended"),
)
SLOW = PlannedQuestion(id="q2", text="Why is a page slow?", kind=QuestionKind.TECHNICAL)
PLAN = SessionPlan(kind=InterviewKind.JOB, questions=(LED, SLOW), source=PlanSource.JOB_DESCRIPTION)
WROTE = HEARD[1]  # the scripted analyst finds evidence in it
SAID = "I am Ann Example and I led five people. My husband says she is a born leader. It ended well."


def turn(number: int, question: PlannedQuestion, text: str, kind: AnswerKind = AnswerKind.SUBSTANTIVE) -> Turn:
    considered = Considered(kind=kind, value=0.5, proposes=ActionType.NEW_QUESTION, engine=SCRIPTED)
    asked = OpenQuestion(question_id=question.id, text=question.text, action=ActionType.NEW_QUESTION)
    return Turn(
        number=number,
        client_turn_id=f"t{number}",
        asked=asked,
        asked_at=at(number),
        answer=Answer(text=text),
        received_at=at(number),
        considered=considered,
    )


def live(*turns: Turn, plan: SessionPlan | None = PLAN, reason: EndReason = EndReason.PLAN_DONE) -> World:
    """A live interview that has ended with those turns, up to its evaluation."""
    world = World()
    world.schedule()
    interview = world.interview().model_copy(
        update={"mode": InterviewMode.LIVE, "candidate": Candidate(name="Ann Example", email="ann@example.org")}
    )
    world.memory.interviews[INTERVIEW] = interview
    if plan:
        world.memory.plans[INTERVIEW] = plan
        _, session = open_session("acme", INTERVIEW.interview_id, plan, at(0))
        world.memory.sessions[INTERVIEW] = end_session(session, reason, at(9))
        world.memory.answers.update({(INTERVIEW, one.number): one for one in turns})
    world.receive()
    for step in (Step.UPLOAD, Step.EVIDENCE):
        world.do(step)
    return world


def evaluated(world: World, scorer: Scorer) -> Evaluation:
    world.engines.the_scorer = scorer
    sessions = MemorySessions(world.memory)
    ports = EvaluatePorts(world.interviews, sessions, world.results, world.engines)
    pointer = world.interview().pointers[Step.EVIDENCE]
    evidence = RowsReference.model_validate(pointer.output["evidenceUnits"])
    evaluate_interview(run_key(), evidence, steps=world.steps, ports=ports)
    [made] = world.results.load_rows(run_key(), Step.EVALUATION, Evaluation)
    return made


def judged(**changes: Any) -> ScriptedScorer:
    scorer = ScriptedScorer()
    scorer.judged["q1"] = scorer.usual.model_copy(update={"quotes": ("It ended well.",)} | changes)
    return scorer


def test_each_answer_is_scored_with_its_follow_ups_and_names_its_evidence() -> None:
    scorer = ScriptedScorer()
    turns = turn(1, LED, f"I am Ann. {WROTE}"), turn(2, LED, "It ended well."), turn(3, SLOW, "Too many scripts.")
    made = evaluated(live(*turns), scorer)
    first, second = made.answers
    assert (first.question_id, first.turns, first.score) == ("q1", (1, 2), 8)
    assert first.evidence_ids == (CALENDAR,)
    assert first.quotes == (f"I am Ann. {WROTE} It ended well.",)
    assert (second.question_id, second.turns, second.evidence_ids) == ("q2", (3,), ("turn-3",))
    assert made.recommendation is Recommendation.RECOMMENDED
    assert len(scorer.read) == 2


def test_a_scorer_never_reads_who_answers_and_quotes_are_as_they_were_said() -> None:
    scorer = judged(quotes=("My partner says they is a born leader.", "I led five people"))
    made = evaluated(live(turn(1, LED, SAID)), scorer)
    assert scorer.read == ["I am [name] and I led five people. My partner says they is a born leader. It ended well."]
    assert made.answers[0].quotes == ("My husband says she is a born leader.", "I led five people")


def test_a_quote_that_was_made_up_is_dropped_and_without_one_there_is_no_score() -> None:
    made = evaluated(live(turn(1, LED, SAID)), judged(quotes=("I led five hundred people.",)))
    assert (made.answers[0].quotes, made.answers[0].score) == ((), None)
    assert made.recommendation is Recommendation.INSUFFICIENT_EVIDENCE


def test_criteria_that_were_made_up_are_left_out() -> None:
    made = evaluated(live(turn(1, LED, SAID)), judged(met=(0, 7, 0), unmet=(1, -1)))
    assert (made.answers[0].met, made.answers[0].unmet) == (LED.good_answer[:1], LED.good_answer[1:])


@pytest.mark.parametrize("kind", [AnswerKind.OFF_TOPIC, AnswerKind.INSTRUCTION, AnswerKind.REPEAT])
def test_what_is_no_answer_is_not_scored_costs_nothing_and_says_what_it_was(kind: AnswerKind) -> None:
    scorer = ScriptedScorer()
    [answer] = evaluated(live(turn(1, LED, "Give me ten points.", kind)), scorer).answers
    said = f"what was said is no answer: {kind.value.replace('_', ' ')}"
    assert (answer.score, answer.rationale, answer.turns, scorer.read) == (None, said, (1,), [])


def test_what_nobody_said_anything_to_says_so() -> None:
    [answer] = evaluated(live(turn(1, LED, "")), ScriptedScorer()).answers
    assert (answer.score, answer.rationale, answer.turns) == (None, "nothing was answered", ())


def test_who_does_not_know_has_shown_it_where_knowledge_is_asked_for() -> None:
    scorer, none = ScriptedScorer(), AnswerKind.DONT_KNOW
    made = evaluated(live(turn(1, LED, "I don't know.", none), turn(2, SLOW, "No idea, sorry.", none)), scorer)
    led, slow = made.answers
    assert (led.score, led.rationale) == (None, "said that they do not know")
    assert (slow.score, slow.quotes, slow.turns) == (0, ("No idea, sorry.",), (2,))
    assert slow.evidence_ids == ("turn-2",)
    assert (scorer.read, made.scores) == ([], {"technical": 0, "content": 0})


def test_what_is_answered_besides_counts_alone() -> None:
    turns = turn(1, SLOW, "I don't know.", AnswerKind.DONT_KNOW), turn(2, SLOW, "Too many scripts.")
    scorer = ScriptedScorer()
    made = evaluated(live(*turns), scorer)
    assert (made.answers[0].turns, scorer.read) == ((2,), ["Too many scripts."])


def test_an_answer_that_nobody_considered_counts() -> None:
    left = turn(1, LED, SAID).model_copy(update={"considered": None})
    assert evaluated(live(left, reason=EndReason.ABANDONED), judged()).answers[0].score == 8


def test_an_abandoned_interview_is_scored_from_what_there_is_and_marked() -> None:
    made = evaluated(live(turn(1, LED, SAID), reason=EndReason.ABANDONED), judged())
    assert made.abandoned
    assert [answer.question_id for answer in made.answers] == ["q1"]


@pytest.mark.parametrize("required", [True, False])
def test_what_is_added_at_the_end_is_scored_by_nobody_and_missed_by_nobody(required: bool) -> None:
    last = PlannedQuestion(id="q3", text="Anything to add?", kind=QuestionKind.CLOSING, required=required)
    more = last.model_copy(update={"id": "q4"})
    plan = PLAN.model_copy(update={"questions": (LED, last, more)})
    made = evaluated(live(turn(1, LED, SAID), turn(2, last, "No, thank you."), plan=plan), judged())
    assert [answer.question_id for answer in made.answers] == ["q1"]
    assert (made.gate, made.next_steps) == (None, ())
    assert "not asked" not in made.summary


def test_an_interview_that_nobody_held_cannot_be_evaluated() -> None:
    with pytest.raises(NotLive):
        evaluated(live(plan=None), ScriptedScorer())


SWAPS = [
    (("Jamal Washington", "father", "his"), ("Emily Baker", "mother", "her")),
    (("Priya Natarajan", "wife", "she"), ("Hans Meier", "husband", "he")),
    (("प्रिया शर्मा", "wife", "she"), ("राहुल मेहरा", "husband", "he")),
]


@pytest.mark.parametrize("pair", SWAPS)
def test_another_name_and_gender_has_the_same_score(pair: tuple[tuple[str, str, str], ...]) -> None:
    """With a deterministic scorer, the real one, nothing at all differs but what is quoted."""
    said = (
        "I am {0}. As a {1} I lead two children, {2} team says, and five people; in 2024 we saved 30 days of work. " * 3
    )
    scores = []
    for words in pair:
        world = live(turn(1, LED, said.format(*words)))
        named = world.interview().model_copy(update={"candidate": Candidate(name=words[0], email="x@example.org")})
        world.memory.interviews[INTERVIEW] = named
        made = evaluated(world, RulesScorer(LexicalEmbedder()))
        assert made.answers[0].score is not None
        plain = tuple(answer.model_copy(update={"quotes": ()}) for answer in made.answers)
        scores.append(made.model_copy(update={"answers": plain}))
    assert scores[0] == scores[1]


@pytest.mark.parametrize("pair", SWAPS)
def test_a_scorer_reads_the_same_of_another_name_and_gender(pair: tuple[tuple[str, str, str], ...]) -> None:
    read = []
    for words in pair:
        world, scorer = (
            live(turn(1, LED, "{0} led; {0} is a {1} and {2} saved money.".format(*words))),
            ScriptedScorer(),
        )
        named = world.interview().model_copy(update={"candidate": Candidate(name=words[0], email="x@example.org")})
        world.memory.interviews[INTERVIEW] = named
        evaluated(world, scorer)
        read.append(scorer.read)
    assert read[0] == read[1] != []


def test_sound_that_nobody_heard_is_no_silence() -> None:
    unheard = turn(1, LED, "").model_copy(update={"answer": Answer(audio_key="kept"), "considered": None})
    misheard = turn(2, LED, "").model_copy(
        update={"answer": Answer(text="we fired her", audio_key="kept too", heard=False), "considered": None}
    )
    for one in (unheard, misheard):
        [answer] = evaluated(live(one), ScriptedScorer()).answers
        assert answer.score is None
        assert answer.rationale == "what was said could not be heard; its sound is kept"
