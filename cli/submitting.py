"""Interviews are made and their files uploaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from cli.live import watch
from cli.output import note, stderr
from cli.reading import key_of
from cli.reporting import name_error
from cli.stage import Session
from cli.upload_form import check_file, post_form
from cli.watch import Snapshot, follow
from shared.adapters.system_clock import new_interview_id
from shared.domain.errors import InvalidRequest, ParleyError, QuotaExceeded
from shared.domain.interview import Interview
from shared.domain.interview_status import InterviewStatus
from shared.domain.limits import MAX_NAME_CHARACTERS
from shared.domain.tenant import organisation_of
from shared.usecases.begin_interview import InterviewPlan, begin_interview
from shared.usecases.receive_upload import upload_form

OPEN_FOR_UPLOAD = (InterviewStatus.AWAITING_UPLOAD, InterviewStatus.REJECTED)


@dataclass(frozen=True)
class Submission:
    """A file that was uploaded, for which interview, and the run that it starts."""

    file: Path
    interview: Interview
    run: int

    def dump(self, seen: Snapshot | None) -> dict[str, object]:
        """The submission for programs, with its run when that was waited for."""
        known = {"file": str(self.file), "interviewId": self.interview.id, "title": self.interview.title}
        return known | ({"run": seen.run, "steps": seen.steps} if seen else {})


def submit_all(
    session: Session, files: Sequence[Path], plan: InterviewPlan
) -> tuple[list[Submission], ParleyError | None]:
    """A new interview per file, and what kept the rest from one. Every file is checked before the first is made.

    What keeps the first from it is raised.
    """
    for path in files:
        check_file(path)
    check_project(session, plan)
    done: list[Submission] = []
    for path in files:
        try:
            done.append(_submit(session, path, plan))
        except (ParleyError, httpx.HTTPError) as error:
            if not done:
                raise
            return done, name_error(error, local=session.is_local)
    return done, None


def check_project(session: Session, plan: InterviewPlan) -> None:
    """Raises UnknownProject: once, before many files."""
    session.root.projects.get(session.organisation_id, plan.project_id or "")


def submit_again(session: Session, path: Path, interview_id: str) -> Submission:
    """A file for an interview that waits for one, or whose recording was rejected. Raises InvalidRequest."""
    check_file(path)
    interview = session.root.interviews.get_interview(key_of(session, interview_id))
    if interview.status not in OPEN_FOR_UPLOAD:
        raise InvalidRequest(f"the interview is {interview.status}", field="to", remedy="submit a new interview")
    form = upload_form(key_of(session, interview_id), session.root.media)
    with session.connection.http() as client:
        post_form(form, path, client=client, console=stderr)
    return Submission(path, interview, interview.last_run + 1)


def follow_submission(session: Session, submission: Submission, seconds: float) -> Snapshot:
    """Shows the submission's run until it has ended."""
    key = key_of(session, submission.interview.id)
    snapshots = follow(key, submission.run, root=session.root, seconds=seconds)
    return watch(snapshots, stderr, session.root.clock.now)


def begin_for(session: Session, path: Path, plan: InterviewPlan) -> Interview:
    """A new interview for the file, under the file's name where the plan has no title. Raises QuotaExceeded."""
    titled = plan if plan.title else plan.model_copy(update={"title": path.stem[:MAX_NAME_CHARACTERS]})
    try:
        return begin_interview(session.organisation_id, new_interview_id(), titled, ports=session.root.beginning)
    except QuotaExceeded as error:
        remedy = f"next month, or after `parley orgs set {organisation_of(session.organisation_id)} --interviews N`"
        raise QuotaExceeded(f"{path.name}: {error.message}", field=error.field, remedy=remedy) from None


def _submit(session: Session, path: Path, plan: InterviewPlan) -> Submission:
    interview = begin_for(session, path, plan)
    note(f"{interview.id}: uploading {path.name}")
    form = upload_form(interview.key, session.root.media)
    with session.connection.http() as client:
        post_form(form, path, client=client, console=stderr)
    return Submission(path, interview, 1)
