"""Second tries: of one interview, or of many, where one that refuses does not stop the others."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from cli.arguments import parse_since
from cli.live import watch
from cli.output import stderr
from cli.reading import key_of
from cli.stage import Session
from cli.watch import Snapshot, follow
from shared.domain.errors import ParleyError
from shared.domain.interview import Interview
from shared.domain.lane import Lane
from shared.domain.run import Run, RunRequest
from shared.domain.steps import parse_step, parse_steps
from shared.usecases.redrive_interview import failed_interviews, redrive_interview, redrive_natively


@dataclass(frozen=True)
class Outcome:
    """What became of one interview in a bulk redrive."""

    interview: Interview
    run: Run | None = None
    error: ParleyError | None = None


def request_of(start: str | None, skip: Iterable[str], instructions: str | None, *, bulk: bool) -> RunRequest:
    """What the options ask for; many runs at once go behind those that somebody waits for.

    Raises UnknownStep, and what pydantic finds.
    """
    return RunRequest(
        resume_from=parse_step(start) if start else None,
        skip_steps=parse_steps(skip),
        user_custom_instructions=instructions,
        lane=Lane.BACKFILL if bulk else Lane.INTERACTIVE,
    )


def redrive(session: Session, interview_id: str, request: RunRequest, *, native: bool) -> Run:
    """Starts the second try. Raises whatever speaks against it."""
    key, ports = key_of(session, interview_id), session.root.starting
    return redrive_natively(key, ports=ports) if native else redrive_interview(key, request, ports=ports)


def follow_run(session: Session, run: Run, seconds: float, *, native: bool) -> Snapshot:
    """Shows the run until it has ended. A native redrive reopens the same run, which ends once more."""
    redrives = run.redrives + 1 if native else 0
    snapshots = follow(run.key.interview, run.key.run, root=session.root, seconds=seconds, redrives=redrives)
    return watch(snapshots, stderr, session.root.clock.now)


def redrive_many(
    found: Sequence[tuple[Interview, Run]], start: Callable[[str], Run], done: Callable[[], None]
) -> list[Outcome]:
    """Redrives one after the other; `done` is told of each."""
    outcomes = []
    for interview, _ in found:
        outcomes.append(_try(interview, start))
        done()
    return outcomes


def _try(interview: Interview, start: Callable[[str], Run]) -> Outcome:
    try:
        return Outcome(interview, run=start(interview.id))
    except ParleyError as error:
        return Outcome(interview, error=error)


def find_failed(session: Session, error: str | None, since: str | None) -> list[tuple[Interview, Run]]:
    """The failed interviews that the options mean. Raises InvalidRequest for a time that is none."""
    root = session.root
    earliest = parse_since(since, root.clock.now()) if since else None
    # All of them before the first is redriven: a redrive takes its interview out of the list that is being read.
    return list(
        failed_interviews(
            session.organisation_id, error=error, since=earliest, lists=root.interview_lists, runs=root.runs
        )
    )
