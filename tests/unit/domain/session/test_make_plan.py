"""Plans made from guides and from jobs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.call_guide import CallGuide, GuideSection
from shared.domain.job_description import JobDescription
from shared.domain.job_questions import JobQuestions
from shared.domain.made_by import Engine
from shared.domain.session.limits import (
    MAX_PLANNED_QUESTIONS,
    MAX_SESSION_MINUTES,
    MAX_TURNS,
    SPARE_TURNS,
)
from shared.domain.session.make_plan import (
    arranged,
    assumed_of,
    custom_questions,
    is_custom,
    plan_of_guide,
    plan_of_job,
)
from shared.domain.session.plan import SectionTime
from shared.domain.session.plan_kinds import InterviewKind, PlanSource, QuestionKind
from shared.domain.session.questions import ids_for
from tests.unit.domain.session.plans import call_guide, question

JOB = JobDescription(id="jd_1", version=3, title="Baker", description="Bread.", custom_questions=("Rye?", "Wheat?"))
MADE = tuple(question(number) for number in (4, 3, 2, 1))


def section(title: str, *, minutes: int | None = None, questions: int = 1, first: int = 1) -> GuideSection:
    asked = tuple(question(number) for number in range(first, first + questions))
    return GuideSection(title=title, minutes=minutes, questions=asked)


class TestOfGuides:
    def test_carries_the_guide_with_its_version(self) -> None:
        guide = call_guide(version=4, kind=InterviewKind.RESEARCH, language="de", answer_seconds=90, context="Shifts.")
        plan = plan_of_guide(guide)
        assert (plan.source, plan.source_id, plan.source_version) == (PlanSource.CALL_GUIDE, "one", 4)
        assert (plan.title, plan.context, plan.language, plan.kind) == ("Nights", "Shifts.", "de", "research")
        assert plan.budget.answer_seconds == 90
        assert plan.written_by is None

    def test_keeps_the_order_and_names_the_section_of_each_question(self) -> None:
        plan = plan_of_guide(call_guide(sections=(section("A", questions=2), section("B", first=3))))
        assert [(one.id, one.section) for one in plan.questions] == [("q1", "A"), ("q2", "A"), ("q3", "B")]

    def test_turns_are_questions_and_follow_ups_and_some_to_spare(self) -> None:
        asked = (question(1, max_follow_ups=3), question(2, max_follow_ups=0))
        plan = plan_of_guide(call_guide(sections=(GuideSection(title="A", questions=asked),)))
        assert plan.budget.turns == 4 + 1 + SPARE_TURNS

    def test_time_is_what_the_sections_say_or_is_reckoned(self) -> None:
        plan = plan_of_guide(call_guide(sections=(section("A", minutes=7), section("B", questions=2, first=2))))
        assert plan.sections == (SectionTime(section="A", minutes=7), SectionTime(section="B", minutes=6))
        assert plan.budget.minutes == 13

    def test_together_they_fit_into_a_session(self) -> None:
        parts = (section("A", minutes=90), section("B", minutes=45, first=2), section("C", minutes=45, first=3))
        plan = plan_of_guide(call_guide(sections=parts))
        assert [one.minutes for one in plan.sections] == [45, 22, 22]
        assert plan.budget.minutes <= MAX_SESSION_MINUTES

    def test_the_largest_guide_makes_a_plan(self) -> None:
        plan = plan_of_guide(call_guide(sections=(section("A", questions=MAX_PLANNED_QUESTIONS),)))
        assert plan.budget.turns == MAX_TURNS
        with pytest.raises(ValueError, match="more than 50 questions"):
            call_guide(sections=(section("A", questions=50), section("B", first=51)))

    def test_two_questions_of_one_id_are_refused(self) -> None:
        with pytest.raises(ValueError, match="same id"):
            CallGuide(id="one", title="t", sections=(section("A"), section("B")))


class TestOfJobs:
    def test_easy_questions_come_first_and_technical_ones_late(self) -> None:
        kinds = [one.kind for one in arranged(custom_questions(JOB), MADE)]
        own = QuestionKind.BEHAVIOURAL
        assert kinds == ["background", "motivation", "behavioural", own, own, "technical", "closing"]

    def test_the_job_s_own_keep_their_ids(self) -> None:
        before = [one.id for one in arranged(custom_questions(JOB), MADE) if is_custom(one)]
        turned = JOB.model_copy(update={"custom_questions": ("Wheat?", "Rye?", "Rye?")})
        assert sorted(before) == sorted(one.id for one in arranged(custom_questions(turned), ()) if is_custom(one))
        assert len(set(before)) == 2

    def test_the_job_s_own_are_of_the_kinds_that_their_words_tell(self) -> None:
        texts = ("What does the GIL of CPython protect?", "Rye?", "Why do you want to work here?")
        own = custom_questions(JOB.model_copy(update={"custom_questions": texts}))
        assert [one.kind for one in own] == ["technical", "behavioural", "motivation"]
        [note] = plan_of_job(JOB, own, notes=()).notes
        assert note.endswith("told from their words, if at all: 1 technical, 1 behavioural, 1 motivation")
        said = [one.model_copy(update={"good_answer": ("The interpreter.",)}) for one in own]
        assert plan_of_job(JOB, said).notes == assumed_of(MADE) == ()

    def test_what_a_human_has_said_of_them_stays_and_else_who_makes_the_others_types_them(self) -> None:
        engine = Engine(name="model-1", version="1")
        told, left = custom_questions(JOB)
        typed = [
            one.model_copy(update={"kind": QuestionKind.TECHNICAL, "good_answer": ("Rye.",)}) for one in (told, left)
        ]
        edited = told.model_copy(update={"kind": QuestionKind.MOTIVATION})
        before = JobQuestions.written(JOB, MADE, engine).changed({"questions": [edited, left]}, seen=1)
        after = {one.id: one for one in before.written_again(JOB, [*MADE, *typed], engine).questions}
        assert after[told.id] == edited
        assert (after[left.id].kind, after[left.id].good_answer) == (QuestionKind.TECHNICAL, ("Rye.",))
        gone = before.changed({"questions": [edited]}, seen=2)
        assert left.id not in {one.id for one in gone.written_again(JOB, [*MADE, *typed], engine).questions}

    @pytest.mark.parametrize("own", [0, 37, 49, 50])
    def test_the_job_s_own_are_kept_where_there_is_no_room_for_all(self, own: int) -> None:
        job = JOB.model_copy(update={"custom_questions": tuple(f"Why {n}?" for n in range(own))})
        made = [question(n, text=f"What {n}?") for n in range(1, 13)]
        asked = arranged(custom_questions(job), made)
        assert {one.id for one in custom_questions(job)} <= {one.id for one in asked}
        assert len(asked) == min(own + 13, MAX_PLANNED_QUESTIONS)
        assert plan_of_job(job, asked).questions == asked

    def test_a_plan_says_where_it_comes_from(self) -> None:
        bank = Engine(name="question-bank", version="1", draft=True)
        plan = plan_of_job(JOB, MADE, language="hi", written_by=bank)
        assert (plan.kind, plan.title, plan.context, plan.language) == ("job", "Baker", "Bread.", "hi")
        assert (plan.source, plan.source_id, plan.source_version) == (PlanSource.JOB_DESCRIPTION, "jd_1", 3)
        assert plan.written_by == bank
        assert [one.id for one in plan.questions] == [one.id for one in MADE]  # a human's order is kept

    def test_a_role_that_is_only_named_is_no_job_of_anybody(self) -> None:
        plan = plan_of_job(JOB, MADE, source=PlanSource.ROLE)
        assert (plan.source, plan.source_id, plan.source_version) == (PlanSource.ROLE, None, None)

    def test_twelve_questions_take_about_half_an_hour(self) -> None:
        plan = plan_of_job(JOB, [question(n) for n in range(1, 13)])
        assert (plan.budget.minutes, plan.budget.turns) == (36, 41)


@given(st.lists(st.sampled_from([None, "q1", "q2", "a", "q7"]), max_size=30))
def test_ids_are_each_its_own_and_given_ones_stay(given_ids: list[str | None]) -> None:
    made = list(ids_for(given_ids))
    assert len(set(made)) == len(made)
    for place, one in enumerate(given_ids):
        assert one is None or one in given_ids[:place] or made[place] == one
