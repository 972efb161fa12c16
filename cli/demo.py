"""The whole product on one sample interview. What is claimed is read from the stored records, and checked."""

from dataclasses import dataclass
from pathlib import Path

from rich.text import Text

from cli import demo_checks
from cli.bringing_up import bring_up
from cli.commands_faults import faults_of
from cli.demo_checks import History
from cli.demo_platform import DemoPlatform
from cli.errors import DemoFailed
from cli.output import chapter, note, stdout
from cli.project_file import read_project
from cli.reading import Shown, key_of, read_shown
from cli.redriving import follow_run, redrive, request_of
from cli.render_results import results_view
from cli.render_steps import calls_table
from cli.speaker_edits import read_corrected
from cli.stage import PROJECT, Session
from cli.submitting import follow_submission, submit_all
from cli.upload_form import check_file
from cli.watch import Snapshot
from shared.domain.errors import EngineUnavailable
from shared.domain.own_server import OwnServer
from shared.domain.steps import Step
from shared.domain.upload_kind import SNIFF_BYTES, is_transcript
from shared.usecases.begin_interview import InterviewPlan
from shared.usecases.manage_projects import put_project

BROKEN = Step.INSIGHTS
FAULT = "InternalError"  # not tried again by itself, so that the run fails at once
TITLE = "Scheduling tool, Daniel"
SPEECH = "speech to text"


@dataclass
class Demo:
    """One demo: a sample's project, and a recording or a transcript."""

    session: Session
    sample: Path
    file: Path
    seconds: float
    interview_id: str = ""

    @property
    def _is_sample(self) -> bool:
        return self.file.resolve() == self.sample.with_suffix(".ogg")

    def play(self) -> None:
        """All of it. Raises DemoFailed when something is not as it should be."""
        self._bring_up()
        self._upload()
        self._look()
        self._break()
        self._mend()
        self._integrate()
        self._end()

    def _bring_up(self) -> None:
        chapter("The stage: AWS on this machine")
        check_file(self.file)
        _check_engine(self.file)
        emulator = bring_up(self.session.home, PROJECT, say=note)
        stdout.print(f"up at {emulator.endpoint_url}")

    def _upload(self) -> None:
        chapter("A project, and a recording uploaded through a presigned form")
        organisation_id, projects = self.session.organisation_id, self.session.root.projects
        project = put_project(organisation_id, read_project(self.sample, None), projects=projects)
        plan = InterviewPlan(project_id=project.id, title=TITLE if self._is_sample else self.file.stem)
        (submission,), _ = submit_all(self.session, [self.file], plan)
        self.interview_id = submission.interview.id
        stdout.print(f"project {project.id}, interview {self.interview_id}")
        chapter("The run, step by step")
        _expect_success(follow_submission(self.session, submission, self.seconds))

    def _look(self) -> None:
        chapter("What was found")
        shown = read_shown(self.session, self.interview_id, None)
        stdout.print(results_view(shown))
        stdout.print()
        stdout.print(Text(self._who_analysed(shown), style="bold"))
        spoken = read_corrected(self.session, self.interview_id)
        # What is asked of the embedded engines on the sample is not asked of whichever model somebody brings.
        is_sample = self._is_sample and not self.session.root.own_server
        demo_checks.check_results(shown, spoken, is_sample=is_sample)

    def _who_analysed(self, shown: Shown) -> str:
        """By the record of the step, not by what was asked for."""
        engines = [record.engine for record in shown.steps if record.step is Step.EVIDENCE and record.engine]
        names = ", ".join(engine.name for engine in engines)
        own = self.session.root.own_server
        if not own:
            return f"analysis by {names}, embedded: a draft" if shown.draft else f"analysis by {names}"
        return f"analysis by {names} at {OwnServer.model_validate_json(own).base_url}"

    def _break(self) -> None:
        chapter(f"A step breaks: {BROKEN} fails on purpose, in a second run from evidence")
        faults = faults_of(self.session)
        faults.set(self.session.organisation_id, BROKEN, FAULT)
        try:
            seen = self._redrive(Step.EVIDENCE)
        finally:
            faults.clear(self.session.organisation_id)
        demo_checks.check_broken(seen, BROKEN, FAULT)

    def _mend(self) -> None:
        chapter("The fault is gone: redrive, from the step that failed")
        demo_checks.check_mended(self._redrive(None), BROKEN)
        history = self._history()
        stdout.print(calls_table(history))
        demo_checks.check_costs(history, BROKEN)

    def _redrive(self, start: Step | None) -> Snapshot:
        run = redrive(self.session, self.interview_id, request_of(start, (), None, bulk=False), native=False)
        return follow_run(self.session, run, self.seconds, native=False)

    def _history(self) -> History:
        key, runs = key_of(self.session, self.interview_id), self.session.root.runs
        return [(run, runs.list_steps(run.key)) for run in runs.list_runs(key)]

    def _integrate(self) -> None:
        chapter("A parent platform: key, candidate's link, verified webhook")
        project = read_project(self.sample, None)
        asked = {"name": project.name, "questions": [{"text": question.text} for question in project.questions]}
        DemoPlatform(self.session, asked, self.file, self.seconds).play()

    def _end(self) -> None:
        chapter("What to try next")
        for command, why in _next_commands(self.interview_id):
            stdout.print(Text(f"  {command:<72}", style="bold").append(why, style="not bold dim"), soft_wrap=True)


def _check_engine(file: Path) -> None:
    """A recording needs an engine that hears; better said now than after minutes."""
    from local.weights import status

    with file.open("rb") as opened:
        if is_transcript(opened.read(SNIFF_BYTES)):
            return
    missing = [name for feature in status() if feature.name == SPEECH for name in feature.missing]
    if missing:
        remedy = "install with `make weights`, or use a transcript: parley demo --file talk.vtt"
        raise EngineUnavailable(f"{SPEECH} is not installed", remedy=remedy)


def _expect_success(seen: Snapshot) -> None:
    if not seen.succeeded:
        raise DemoFailed(f"the first run of {seen.interview.id} did not succeed")


def _next_commands(interview_id: str) -> list[tuple[str, str]]:
    return [
        (f"parley show {interview_id}", "the results again"),
        (f"parley transcript {interview_id}", "who said what"),
        (f"parley diff {interview_id} 1 3", "two runs side by side"),
        (f"parley speakers {interview_id}", "the voices, and how to name them"),
        ("parley interview --job 'Data analyst' --questions 3", "a live interview with you, and its evaluation"),
        (f"parley logs {interview_id} --run 2", "what the functions logged"),
        ("parley submit YOUR-FILE --project scheduling-tool-discovery --wait", "an interview of yours"),
        ("parley status", "what became of everything"),
    ]
