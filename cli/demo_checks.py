"""What must be true in the demo, read from the stored records."""

from collections.abc import Sequence

from rich.text import Text

from cli.errors import DemoFailed
from cli.output import stdout
from cli.reading import Shown
from cli.watch import Snapshot
from shared.domain.attribution import AnswerStatus
from shared.domain.run import Run
from shared.domain.run_status import RunStatus
from shared.domain.step_record import StepRecord
from shared.domain.steps import BRANCHES, STEPS_OF_RECORDINGS, Step
from shared.domain.transcript import Transcript
from shared.usecases.read_results import quotes_by_theme

History = Sequence[tuple[Run, Sequence[StepRecord]]]


def check_results(shown: Shown, spoken: Transcript, *, is_sample: bool) -> None:
    """Every finding stands on words that were said."""
    results = shown.results
    coverage, texts = results.coverage, [segment.text for segment in spoken.segments]
    quotes = [quotes_by_theme(results, theme) for theme in results.themes]
    claim("every segment of the transcript was read", coverage and coverage.segments_read == len(texts))
    claim(f"{len(quotes)} themes, each with its quotes", quotes and all(quotes))
    claim(
        f"all {len(results.evidence)} quotes occur word for word where they say",
        results.evidence and all(unit.quote in texts[unit.segment_index] for unit in results.evidence),
    )
    claim("every person has a persona", {p.id for p in results.people} == {a.person_id for a in results.personas})
    questions = [question.id for question in shown.project.questions]
    claim(
        f"{len(questions)} questions, {len(questions)} answers", questions == [a.question_id for a in results.answers]
    )
    if is_sample:
        not_asked = sum(answer.status is AnswerStatus.NOT_ASKED for answer in results.answers)
        claim("the question that nobody asked is marked so", not_asked)


def check_broken(seen: Snapshot, step: Step, error: str) -> None:
    """The run failed at that step, for that reason; its siblings finished."""
    run = seen.run
    siblings = [branch for branch in BRANCHES if branch is not step and branch in STEPS_OF_RECORDINGS]
    claim("the run failed, and says so", run and run.status is RunStatus.FAILED)
    claim(f"{step}: {error} is on record", run and [(f.step, f.error) for f in run.failures] == [(step, error)])
    claim(f"{' and '.join(siblings)} finished all the same", run and set(siblings) <= set(run.completed_steps))


def check_mended(seen: Snapshot, step: Step) -> None:
    """The redrive succeeded, with the broken step and what comes after it, and nothing else."""
    claim("the redriven run succeeded", seen.succeeded)
    claim(f"it ran {step} and finalize only", [record.step for record in seen.steps] == [step, Step.FINALIZE])


def check_costs(history: History, step: Step) -> None:
    """What had finished was not paid for again."""
    (_, broken), (_, mended) = history[-2], history[-1]
    kept = [record for record in broken if record.step not in (step, Step.FINALIZE)]
    again = [record.step for record in mended if record.step in {kept_record.step for kept_record in kept}]
    calls = sum(use.calls + use.cached_calls for record in kept for use in record.uses)
    claim(f"{calls} engine calls of {len(kept)} finished steps were not made again", calls and not again)


def claim(text: str, holds: object) -> None:
    """Says it when it is so. Raises DemoFailed when it is not."""
    if not holds:
        raise DemoFailed(f"this should be so, and is not: {text}")
    stdout.print(Text(f"✓ {text}", style="green"))
