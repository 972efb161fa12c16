"""The questions of a job: made for it, then edited by whoever knows better. Its id is the job's."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

from pydantic import Field, field_validator

from shared.domain.made_by import Engine
from shared.domain.resource import Resource
from shared.domain.session.limits import MAX_PLANNED_QUESTIONS
from shared.domain.session.make_plan import arranged, assumed_of, custom_questions, is_custom
from shared.domain.session.plan import PlannedQuestion
from shared.domain.session.plan_kinds import QuestionKind
from shared.domain.session.questions import check_questions

if TYPE_CHECKING:
    from shared.domain.job_description import JobDescription


class JobQuestions(Resource):
    """The questions in the order in which they are asked.

    `written_by` has made those that `generated` names, `notes` say what came in its way. `own` names the job's own
    questions that were there already: one that a human has taken out is not put back. `language` is what they were
    to be written in; None where nobody has said so.
    """

    questions: tuple[PlannedQuestion, ...] = Field(min_length=1)
    written_by: Engine
    language: str | None = None
    notes: tuple[str, ...] = ()
    generated: tuple[str, ...] = ()
    own: tuple[str, ...] = ()

    @field_validator("questions")
    @classmethod
    def _fit_into_a_session(cls, questions: tuple[PlannedQuestion, ...]) -> tuple[PlannedQuestion, ...]:
        check_questions(questions)
        return questions

    @classmethod
    def written(
        cls,
        job: "JobDescription",
        made: Sequence[PlannedQuestion],
        engine: Engine,
        notes: Sequence[str] = (),
        language: str | None = None,
    ) -> Self:
        """Those that were made for a job, and its own."""
        fields = {"written_by": engine, "notes": tuple(notes), "language": language}
        return cls._of(job, custom_questions(job), made, fields)

    def written_again(
        self,
        job: "JobDescription",
        made: Sequence[PlannedQuestion],
        engine: Engine,
        notes: Sequence[str] = (),
        language: str | None = None,
    ) -> Self:
        """The next version: others were made in place of those before. What humans have put there stays as it is."""
        kept = [question for question in self.questions if question.id not in self.generated]
        own = [*kept, *self._added_to(job)]
        fields = {"written_by": engine, "notes": tuple(notes), "language": language, "version": self.version + 1}
        return self._of(job, own, made, fields)

    @classmethod
    def _of(
        cls,
        job: "JobDescription",
        own: Sequence[PlannedQuestion],
        made: Sequence[PlannedQuestion],
        fields: Mapping[str, Any],
    ) -> Self:
        taken = {question.id for question in own}
        questions = arranged(
            _typed(job, own, made), [one for one in made if one.id not in taken and not is_custom(one)]
        )
        known = {
            "id": job.id,
            "questions": questions,
            "generated": tuple(question.id for question in questions if question.id not in taken),
            "own": tuple(question.id for question in custom_questions(job)),
        }
        return cls.made(known | dict(fields))

    @property
    def all_notes(self) -> tuple[str, ...]:
        """What came in the way, and what is assumed as they stand."""
        return (*self.notes, *assumed_of(self.questions))

    def _added_to(self, job: "JobDescription") -> list[PlannedQuestion]:
        return [question for question in custom_questions(job) if question.id not in self.own]

    def asked_for(self, job: "JobDescription") -> tuple[PlannedQuestion, ...]:
        """What an interview for the job asks: also those of its own that have been added since, before the last one."""
        added = self._added_to(job)
        closing = [question for question in self.questions if question.kind is QuestionKind.CLOSING]
        others = [question for question in self.questions if question.kind is not QuestionKind.CLOSING]
        return tuple([*others, *added, *closing][:MAX_PLANNED_QUESTIONS]) if added else self.questions


def _typed(
    job: "JobDescription", own: Sequence[PlannedQuestion], made: Sequence[PlannedQuestion]
) -> list[PlannedQuestion]:
    """The job's own, as who made the others has typed them where no human has said anything of them."""
    said, untouched = {question.id: question for question in made}, custom_questions(job)
    return [said.get(question.id, question) if question in untouched else question for question in own]
