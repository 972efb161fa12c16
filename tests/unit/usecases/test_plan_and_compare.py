"""What a run will do, and what it changed."""

import pytest

from shared.domain.drafts import ThemesDraft
from shared.domain.errors import UnknownRun
from shared.domain.references import RowsReference
from shared.domain.run import RunRequest
from shared.domain.steps import STEPS_OF_RECORDINGS, Step
from shared.usecases.compare_runs import compare_runs
from shared.usecases.plan_run import plan_run
from shared.usecases.redrive_interview import redrive_interview
from shared.usecases.start_run import resume_run
from tests.builders import INTERVIEW, run_key
from tests.unit.said import talkative_analyst
from tests.unit.usecases.test_starting import fail
from tests.unit.world import World


class TestPlan:
    def test_of_a_first_run_has_no_references(self, world: World) -> None:
        plan = plan_run(
            run_key(), interviews=world.interviews, runs=world.runs, admission=world.admission, clock=world.clock
        )
        assert plan.plan == {step: step in STEPS_OF_RECORDINGS for step in Step}
        assert (plan.transcript, plan.evidence) == (None, None)
        assert (plan.project_id, plan.media_url) == ("onboarding", "acme/int_1/upload")

    def test_of_a_resume_names_what_earlier_runs_left(self, finished: World) -> None:
        resume_run(INTERVIEW, RunRequest(resume_from=Step.INSIGHTS), ports=finished.starting)
        plan = plan_run(
            run_key(2),
            interviews=finished.interviews,
            runs=finished.runs,
            admission=finished.admission,
            clock=finished.clock,
        )
        assert [step for step, planned in plan.plan.items() if planned] == [Step.INSIGHTS, Step.FINALIZE]
        assert plan.evidence == RowsReference(run=1, count=2)
        assert plan.transcript
        assert plan.transcript.run == 1

    def test_has_not_a_word_of_the_instructions(self, finished: World) -> None:
        request = RunRequest(resume_from=Step.INSIGHTS, user_custom_instructions="canary")
        resume_run(INTERVIEW, request, ports=finished.starting)
        assert (
            "canary"
            not in plan_run(
                run_key(2),
                interviews=finished.interviews,
                runs=finished.runs,
                admission=finished.admission,
                clock=finished.clock,
            ).model_dump_json()
        )

    def test_of_an_unknown_run(self, world: World) -> None:
        with pytest.raises(UnknownRun):
            plan_run(
                run_key(2), interviews=world.interviews, runs=world.runs, admission=world.admission, clock=world.clock
            )


class TestCompare:
    def again(self, world: World, step: Step, number: int) -> None:
        resume_run(INTERVIEW, RunRequest(resume_from=step), ports=world.starting)
        world.do_all(number)

    def test_a_theme_that_is_gone(self, finished: World) -> None:
        known = talkative_analyst().themes.themes
        finished.analyst.themes = ThemesDraft(themes=known[:1])
        self.again(finished, Step.INSIGHTS, 2)
        found = compare_runs(INTERVIEW, 1, 2, runs=finished.runs, results=finished.results)
        assert [view.theme.name for view in found.removed] == ["Absence"]
        assert found.removed[0].quotes == ("It breaks whenever somebody is ill.",)
        assert (found.added, found.changed, found.unchanged) == ((), (), 1)

    def test_a_run_without_themes_shows_those_before_it(self, finished: World) -> None:
        self.again(finished, Step.ANSWERS, 2)
        found = compare_runs(INTERVIEW, 1, 2, runs=finished.runs, results=finished.results)
        assert found.unchanged == 2

    def test_before_there_were_themes(self, world: World) -> None:
        fail(world, Step.INSIGHTS)
        redrive_interview(INTERVIEW, RunRequest(), ports=world.starting)
        world.do_all(2)
        found = compare_runs(INTERVIEW, 1, 2, runs=world.runs, results=world.results)
        assert [view.theme.name for view in found.added] == ["Paper", "Absence"]
        assert all(view.quotes for view in found.added)

    @pytest.mark.parametrize("numbers", [(1, 9), (9, 1)])
    def test_an_unknown_run(self, finished: World, numbers: tuple[int, int]) -> None:
        with pytest.raises(UnknownRun):
            compare_runs(INTERVIEW, *numbers, runs=finished.runs, results=finished.results)
