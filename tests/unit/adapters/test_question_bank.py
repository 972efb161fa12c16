"""The bank that ships: enough for every role and difficulty, nothing twice, everything with criteria."""

import itertools
from collections import Counter

import pytest

from shared.adapters.question_bank import FOLDER, BankQuestionWriter, question_bank
from shared.domain.difficulty import Difficulty
from shared.domain.job_description import JobDescription
from shared.domain.session.limits import MAX_JOB_QUESTIONS, MIN_JOB_QUESTIONS
from shared.domain.session.plan_kinds import QuestionKind
from shared.domain.session.role_family import RoleFamily
from shared.domain.session.wording import mark_of

TITLES = {
    RoleFamily.SOFTWARE: "Backend developer",
    RoleFamily.DATA: "Data scientist",
    RoleFamily.PRODUCT: "Product manager",
    RoleFamily.DESIGN: "UX designer",
    RoleFamily.SALES: "Sales representative",
    RoleFamily.CUSTOMER_SUPPORT: "Customer support agent",
    RoleFamily.OPERATIONS: "Office administrator",
    RoleFamily.HEALTHCARE: "Registered nurse",
    RoleFamily.FINANCE: "Accountant",
    RoleFamily.MARKETING: "Marketing specialist",
    RoleFamily.TEACHING: "Primary school teacher",
    RoleFamily.MANAGEMENT: "Project manager",
    RoleFamily.HOSPITALITY: "Waiter",
    RoleFamily.GENERAL: "Astronaut",
}
EVERY = list(itertools.product(RoleFamily, Difficulty))


def test_there_is_a_file_for_each_family_and_no_other() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(RoleFamily)


def test_no_id_and_no_text_is_there_twice() -> None:
    questions = [question for family in question_bank().values() for question in family]
    for of in (lambda one: one.id, lambda one: mark_of(one.text)):
        assert [name for name, times in Counter(map(of, questions)).items() if times > 1] == []


@pytest.mark.parametrize(("family", "difficulty"), EVERY)
@pytest.mark.parametrize("count", [MIN_JOB_QUESTIONS, MAX_JOB_QUESTIONS])
def test_every_role_gets_as_many_as_are_asked_for(family: RoleFamily, difficulty: Difficulty, count: int) -> None:
    job = JobDescription(id="jd", title=TITLES[family], difficulty=difficulty)
    written = BankQuestionWriter().write(job, count=count, language="en")
    assert len({question.id for question in written}) == len(written) == count
    kinds = Counter(question.kind for question in written)
    assert kinds[QuestionKind.BACKGROUND] >= 1
    assert kinds[QuestionKind.MOTIVATION] >= 1
    assert kinds[QuestionKind.BEHAVIOURAL] >= 2
    assert kinds[QuestionKind.SITUATIONAL] >= 1
    assert kinds[QuestionKind.TECHNICAL] >= 3
    own = {question.id for question in question_bank()[family]}
    assert sum(question.id in own for question in written) >= 5
    assert all(3 <= len(question.good_answer) <= 5 and question.hint and question.topic for question in written)
    assert {question.difficulty for question in written} == {difficulty}


def test_it_says_that_it_is_a_draft() -> None:
    engine = BankQuestionWriter().engine
    assert (engine.name, engine.draft) == ("question-bank", True)
