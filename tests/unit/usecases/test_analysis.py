"""The steps that an analyst does: evidence, insights, personas, answers."""

import pytest

from shared.domain.attribution import AnswerAttribution, AnswerStatus
from shared.domain.coverage import Coverage
from shared.domain.drafts import PersonaDraft, ThemeDraft, ThemesDraft
from shared.domain.errors import EngineFailed, EngineTimeout, MissingStepInput, NoSpeech, UnknownProject
from shared.domain.evidence import EvidenceUnit
from shared.domain.interview import SpeakerEdit
from shared.domain.limits import MAX_THEMES
from shared.domain.person import InterviewPerson, Person
from shared.domain.persona import Persona
from shared.domain.persona_assignment import PersonaAssignment
from shared.domain.references import RowsReference, TranscriptReference
from shared.domain.run import RunRequest
from shared.domain.step_record import StepRecord
from shared.domain.steps import Step
from shared.domain.theme import Theme, ThemeEvidence
from shared.ports import EvidenceReading
from shared.usecases.extract_evidence import ExtractEvidenceOutput, extract_evidence
from shared.usecases.manage_projects import put_project
from shared.usecases.start_run import start_run
from tests.builders import INTERVIEW, at, project, run_key
from tests.unit.said import BREAKS, CALENDAR, SAID, heard, quote
from tests.unit.world import World


def record_of(world: World, step: Step) -> StepRecord:
    return next(record for record in world.runs.list_steps(run_key()) if record.step is step)


def analysed(world: World, *steps: Step) -> World:
    for step in (Step.UPLOAD, Step.EVIDENCE, *steps):
        world.do(step)
    return world


def evidence(world: World) -> list[EvidenceUnit]:
    return list(world.results.load_rows(run_key(), Step.EVIDENCE, EvidenceUnit))


def coverage(world: World) -> Coverage:
    [found] = world.results.load_rows(run_key(), Step.EVIDENCE, Coverage)
    return found


class TestEvidence:
    def test_is_verbatim_with_the_transcript_s_times(self, world: World) -> None:
        first, second = evidence(analysed(world))
        assert (first.id, first.quote) == (CALENDAR, SAID[1])
        assert (first.start_seconds, first.speaker, first.person_id) == (10.0, "S2", "person-s2")
        assert (second.id, second.topic) == (BREAKS, "absence")

    def test_what_nobody_said_is_dropped_and_counted(self, world: World) -> None:
        found = coverage(analysed(world))
        assert (found.quotes_dropped, found.duplicates_merged) == (1, 1)
        assert record_of(world, Step.EVIDENCE).warnings == (
            "1 quotes did not occur in the transcript and were dropped",
        )

    def test_people_and_their_links_are_kept(self, world: World) -> None:
        analysed(world)
        [person] = world.results.load_rows(run_key(), Step.EVIDENCE, Person)
        [link] = world.results.load_rows(run_key(), Step.EVIDENCE, InterviewPerson)
        assert (person.id, person.role) == ("person-s2", "team lead")
        assert (link.person_id, link.role) == ("person-s2", "participant")

    def test_the_output_is_a_reference(self, world: World) -> None:
        world.do(Step.UPLOAD)
        rows = RowsReference(run=1, count=2)
        assert world.do(Step.EVIDENCE) == ExtractEvidenceOutput(
            interview_id="int_1", evidence_ids=rows, evidence_units=rows, person_id="person-s2"
        )
        assert world.interview().pointers[Step.EVIDENCE].inputs == {Step.UPLOAD: 1}

    def test_a_long_transcript_is_read_window_by_window(self, world: World) -> None:
        world.hearing.heard = heard(*(f"Sentence number {number}." for number in range(150)))
        world.analyst.readings = {
            0: EvidenceReading(evidence=(quote("Sentence number 55.", 55),), people=()),
            54: EvidenceReading(evidence=(quote("Sentence number 55.", 55), quote("number 99", 99)), people=()),
            108: EvidenceReading(evidence=(quote("Sentence number 149.", 149),), people=()),
        }
        assert [unit.segment_index for unit in evidence(analysed(world))] == [55, 99, 149]
        found = coverage(world)
        assert (found.segments, found.segments_read, found.windows, found.duplicates_merged) == (150, 150, 3, 1)
        assert record_of(world, Step.EVIDENCE).engine_calls == 3

    def test_one_window_that_fails_fails_the_step_and_all_calls_count(self, world: World) -> None:
        world.hearing.heard = heard(*(f"Sentence number {number}." for number in range(150)))
        world.do(Step.UPLOAD)
        world.analyst.errors = [EngineTimeout("no answer")]
        with pytest.raises(EngineTimeout):
            world.do(Step.EVIDENCE)
        assert record_of(world, Step.EVIDENCE).engine_calls == 3
        assert evidence(world) == []

    def test_a_person_s_corrections_are_read(self, world: World) -> None:
        world.do(Step.UPLOAD)
        edits = [SpeakerEdit(label="S2", name="Ann"), SpeakerEdit(label="S1", merge_into="S2")]
        world.interviews.edit_speakers(INTERVIEW, edits, at(1))
        world.do(Step.EVIDENCE)
        assert {one.speaker for one in world.analyst.read[0].segments} == {"S2"}
        [person] = world.results.load_rows(run_key(), Step.EVIDENCE, Person)
        assert person.name == "Ann"

    def test_nothing_found_is_a_warning(self, world: World) -> None:
        world.analyst.readings = {}
        analysed(world)
        assert record_of(world, Step.EVIDENCE).warnings == ("no evidence was found in the transcript",)

    def test_a_transcript_without_segments(self, world: World) -> None:
        from tests.builders import transcript

        reference = TranscriptReference(run=1, uri=world.artifacts.put("t.json", transcript()))
        with pytest.raises(NoSpeech):
            self._extract(world, reference)

    def test_a_transcript_that_is_gone(self, world: World) -> None:
        with pytest.raises(MissingStepInput):
            self._extract(world, TranscriptReference(run=1, uri="s3://memory/gone"))

    def _extract(self, world: World, reference: TranscriptReference) -> None:
        extract_evidence(
            run_key(),
            reference,
            steps=world.steps,
            interviews=world.interviews,
            artifacts=world.artifacts,
            results=world.results,
            engines=world.engines,
        )


def theme_draft(name: str, evidence_id: str) -> ThemeDraft:
    return ThemeDraft(name=name, statement="", inclusion_criteria="", evidence_ids=(evidence_id,))


class TestInsights:
    def test_themes_stand_on_evidence_that_exists_each_once(self, world: World) -> None:
        analysed(world, Step.INSIGHTS)
        themes = world.results.load_rows(run_key(), Step.INSIGHTS, Theme)
        links = world.results.load_rows(run_key(), Step.INSIGHTS, ThemeEvidence)
        assert [(theme.id, theme.name) for theme in themes] == [("theme-01", "Paper"), ("theme-02", "Absence")]
        assert [(link.theme_id, link.evidence_id) for link in links] == [("theme-01", CALENDAR), ("theme-02", BREAKS)]

    def test_a_theme_without_evidence_that_exists_is_left_out(self, world: World) -> None:
        analysed(world)
        world.analyst.themes = ThemesDraft(themes=(theme_draft("Invented", "nowhere"), theme_draft("Paper", CALENDAR)))
        world.do(Step.INSIGHTS)
        themes = world.results.load_rows(run_key(), Step.INSIGHTS, Theme)
        assert [(theme.id, theme.name) for theme in themes] == [("theme-01", "Paper")]

    @pytest.mark.parametrize(("found", "kept"), [(MAX_THEMES, MAX_THEMES), (MAX_THEMES + 1, MAX_THEMES)])
    def test_there_are_at_most_so_many_themes(self, world: World, found: int, kept: int) -> None:
        analysed(world)
        world.analyst.themes = ThemesDraft(themes=tuple(theme_draft(str(n), CALENDAR) for n in range(found)))
        world.do(Step.INSIGHTS)
        assert len(world.results.load_rows(run_key(), Step.INSIGHTS, Theme)) == kept

    @pytest.mark.parametrize(("used", "warnings"), [(True, 0), (False, 1)])
    def test_instructions_are_followed_or_the_user_is_told(self, used: bool, warnings: int) -> None:
        world = World()
        world.schedule()
        version = world.media.upload("acme/int_1/upload", b"sound")
        request = RunRequest(user_custom_instructions="only costs")
        start_run(world.interview(), request, ports=world.starting, version=version)
        world.analyst.themes = ThemesDraft(themes=(), instructions_used=used)
        analysed(world, Step.INSIGHTS)
        assert world.analyst.instructions == ["only costs"]
        assert len(record_of(world, Step.INSIGHTS).warnings) == warnings
        assert "only costs" not in str(record_of(world, Step.INSIGHTS))

    def test_without_instructions_there_is_no_warning(self, world: World) -> None:
        analysed(world, Step.INSIGHTS)
        assert world.analyst.instructions == [None]
        assert record_of(world, Step.INSIGHTS).warnings == ()

    def test_no_themes(self, world: World) -> None:
        world.analyst.themes = ThemesDraft(themes=())
        analysed(world, Step.INSIGHTS)
        assert world.interview().pointers[Step.INSIGHTS].output == {"insightIds": []}

    def test_an_engine_that_fails(self, world: World) -> None:
        analysed(world)
        world.analyst.errors = [EngineFailed("HTTP 500")]
        with pytest.raises(EngineFailed):
            world.do(Step.INSIGHTS)
        assert Step.INSIGHTS not in world.interview().pointers


class TestPersonas:
    def draft(self, person_id: str, **persona: object) -> PersonaDraft:
        kind = Persona.model_validate({"id": "planner", "name": "Planner"} | persona)
        return PersonaDraft(person_id=person_id, persona=kind, confidence=0.5, evidence_ids=(), reason="r")

    def assignments(self, world: World) -> list[PersonaAssignment]:
        return list(world.results.load_rows(run_key(), Step.PERSONAS, PersonaAssignment))

    def test_a_person_gets_a_persona_with_evidence_that_exists(self, world: World) -> None:
        analysed(world, Step.PERSONAS)
        [assignment] = self.assignments(world)
        assert (assignment.person_id, assignment.persona_id) == ("person-s2", "planner")
        assert assignment.evidence_ids == (CALENDAR,)
        assert not assignment.proposed

    def test_strangers_get_none_and_nobody_gets_two(self, world: World) -> None:
        world.analyst.personas = (
            self.draft("person-s2"),
            self.draft("person-s9"),
            self.draft("person-s2", id="second", name="Second"),
        )
        analysed(world, Step.PERSONAS)
        assert [assignment.persona_id for assignment in self.assignments(world)] == ["second"]

    def test_a_proposal_is_a_warning(self, world: World) -> None:
        world.analyst.personas = (self.draft("person-s2", proposed=True),)
        analysed(world, Step.PERSONAS)
        assert record_of(world, Step.PERSONAS).warnings == ("1 persona(s) are proposed: none of the project's fitted",)

    def test_a_project_that_is_gone(self, world: World) -> None:
        analysed(world)
        world.memory.projects.clear()
        with pytest.raises(UnknownProject):
            world.do(Step.PERSONAS)


def answer(question_id: str, status: AnswerStatus, *evidence_ids: str) -> AnswerAttribution:
    return AnswerAttribution(
        question_id=question_id, status=status, summary="s", evidence_ids=evidence_ids, confidence=0.5
    )


class TestAnswers:
    def answers(self, world: World) -> list[AnswerAttribution]:
        return list(world.results.load_rows(run_key(), Step.ANSWERS, AnswerAttribution))

    def test_one_per_question_in_order_whatever_the_engine_left_out(self, world: World) -> None:
        analysed(world, Step.ANSWERS)
        first, second = self.answers(world)
        assert (first.question_id, first.status) == ("q1", AnswerStatus.NOT_ASKED)
        assert (second.question_id, second.status, second.evidence_ids) == ("q2", AnswerStatus.ANSWERED, (BREAKS,))
        assert world.interview().pointers[Step.ANSWERS].output == {"attributedCount": 1}
        assert world.interview().pointers[Step.ANSWERS].inputs == {Step.UPLOAD: 1, Step.EVIDENCE: 1}

    def test_an_answer_without_evidence_is_none(self, world: World) -> None:
        world.analyst.answers = (answer("q1", AnswerStatus.ANSWERED, "nowhere"), answer("q9", AnswerStatus.ANSWERED))
        analysed(world, Step.ANSWERS)
        assert [found.status for found in self.answers(world)] == [AnswerStatus.NOT_ANSWERED, AnswerStatus.NOT_ASKED]

    @pytest.mark.parametrize("status", [AnswerStatus.NOT_ANSWERED, AnswerStatus.NOT_ASKED])
    def test_what_is_not_answered_has_no_evidence(self, world: World, status: AnswerStatus) -> None:
        world.analyst.answers = (answer("q1", status, BREAKS),)
        analysed(world, Step.ANSWERS)
        assert self.answers(world)[0].evidence_ids == ()

    def test_a_project_without_questions_costs_no_call(self, world: World) -> None:
        put_project("acme", project(questions=()), projects=world.projects)
        analysed(world, Step.ANSWERS)
        assert self.answers(world) == []
        assert "attribute_answers" not in world.analyst.calls
        assert record_of(world, Step.ANSWERS).engine_calls == 0
