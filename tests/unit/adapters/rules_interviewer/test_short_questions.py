"""Questions of hardly a word of their own: that an answer shares none with them is no evidence of another subject."""

from typing import Any

import pytest

from shared.adapters.extractive.words import content
from shared.adapters.lexical import LexicalEmbedder
from shared.adapters.minilm import MiniLmEmbedder
from shared.adapters.rules_interviewer.interviewer import RulesInterviewer
from shared.adapters.rules_interviewer.scorer import RulesScorer
from shared.adapters.rules_interviewer.subject import OPEN
from shared.domain.session.answer import ANSWERED, AnswerKind
from shared.domain.session.plan import PlannedQuestion
from shared.domain.session.plan_kinds import InterviewKind, QuestionKind
from shared.ports import Embedder
from tests.unit.adapters.rules_interviewer.contexts import context

BOOKING = "The booking tool is slow and double-books rooms."
PHONE = "Everything takes three phone calls, and nobody answers before noon."
PARROT = (
    "My sister bought a parrot last weekend, and it already whistles the weather jingle from television while the cat "
    "hides under the sofa."
)
SHORT = {
    "What gets in your way?": (BOOKING, PHONE),
    "What would you change?": ("Desks by the window, and a printer that staples without jamming.",),
    "Why?": ("Rooms are taken twice, and visitors stand in the corridor with their coats on.",),
    "How do you do it?": ("Paper lists on the door, and a pencil on a string beside them.",),
    "What happened then?": ("Two visitors shared a chair, and the mayor left in a huff.",),
    "What do you like least?": (PHONE, BOOKING),
    "What are you proud of?": ("The garden behind the ward, which patients water themselves every evening.",),
}
RESEARCH: dict[str, Any] = {"kind": InterviewKind.RESEARCH, "title": "Office managers"}
TOLD: dict[str, Any] = RESEARCH | {"context": "A company of 40 people wants to know what keeps its reception busy."}
JOB: dict[str, Any] = {"kind": InterviewKind.JOB, "title": "Facility manager", "context": "Three buildings in Leeds."}


def asking(text: str, **more: Any) -> PlannedQuestion:
    return PlannedQuestion(id="q1", text=text, kind=QuestionKind.RESEARCH, **more)


def kind_of(embedder: Embedder, text: str, question: PlannedQuestion, **plan: Any) -> AnswerKind:
    return RulesInterviewer(embedder).consider(context(text, question, **plan)).kind


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(LexicalEmbedder, id="lexical"),
        pytest.param(MiniLmEmbedder, id="minilm", marks=pytest.mark.engines),
    ],
)
def embedder(request: pytest.FixtureRequest) -> Embedder:
    made: Embedder = request.param()
    return made


def test_they_are_short() -> None:
    assert {question: set(content(question)) - OPEN for question in SHORT} == {question: set() for question in SHORT}


@pytest.mark.parametrize("plan", [RESEARCH, TOLD, JOB], ids=["research", "with a context", "job"])
@pytest.mark.parametrize("question", SHORT)
def test_an_answer_in_words_of_its_own_is_one(embedder: Embedder, question: str, plan: dict[str, Any]) -> None:
    read = {text: kind_of(embedder, text, asking(question), **plan) for text in SHORT[question]}
    assert set(read.values()) <= set(ANSWERED), read


def test_what_a_good_answer_contains_speaks_for_it_too(embedder: Embedder) -> None:
    good = ("a concrete obstacle at the front desk", "whom it costs time", "what it costs")
    said = "Whoever sits at the desk turns away people whose rooms somebody else has taken, morning after morning."
    assert {kind_of(embedder, said, asking(text, good_answer=good), **TOLD) for text in SHORT} <= set(ANSWERED)


def test_where_the_plan_says_enough_another_subject_is_still_told(embedder: Embedder) -> None:
    good = ("a concrete obstacle", "whom it costs time")
    wanted = asking("What gets in your way?", topic="booking rooms", good_answer=good)
    assert kind_of(embedder, PARROT, wanted, **TOLD) is AnswerKind.OFF_TOPIC
    assert kind_of(embedder, BOOKING, wanted, **TOLD) in ANSWERED


def test_where_it_says_nothing_nothing_is_held_against_an_answer(embedder: Embedder) -> None:
    assert kind_of(embedder, PARROT, asking("Why?"), **RESEARCH) in ANSWERED


@pytest.mark.parametrize("question", SHORT)
def test_nor_has_it_no_points(embedder: Embedder, question: str) -> None:
    scorer = RulesScorer(embedder)
    assert all(scorer.score(asking(question), text).score > 0 for text in SHORT[question])
