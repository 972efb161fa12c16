"""Many files at once, in the back-fill lane: uploaded side by side, followed to the end, taken up again."""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path

from cli.errors import WaitTimedOut
from cli.output import stderr
from cli.reading import key_of
from cli.reporting import UNAVAILABLE, name_error
from cli.stage import Session
from cli.submitted_before import SubmittedBefore, digest_of
from cli.submitting import begin_for, check_project
from cli.upload_form import check_file, post_form
from shared.domain.errors import InvalidRequest, ParleyError, UnknownInterview
from shared.domain.interview import Interview
from shared.domain.interview_status import InterviewStatus
from shared.usecases.begin_interview import InterviewPlan
from shared.usecases.receive_upload import upload_form

PARALLEL_UPLOADS = 4
LOOKS_PER_POLL = 25
POLL_SECONDS = 1.0
MOST_MISSED = 60  # polls in a row that find the stage busy or away: it may be started anew
ENDED = (InterviewStatus.COMPLETED, InterviewStatus.FAILED, InterviewStatus.REJECTED)


@dataclass(frozen=True)
class Item:
    """A file, its interview once it has one, and why it could not be submitted, or is there no more."""

    file: Path
    interview: Interview | None = None
    before: bool = False
    error: ParleyError | None = None

    @property
    def status(self) -> str:
        """The interview's status, `refused`, `gone` or, before the upload, `new`."""
        if self.error:
            return "gone" if self.interview else "refused"
        return self.interview.status if self.interview else "new"

    @property
    def has_ended(self) -> bool:
        """Whether nothing more happens to it."""
        return self.error is not None or (self.interview is not None and self.interview.status in ENDED)

    @property
    def succeeded(self) -> bool:
        """Whether it ended well."""
        return self.status == InterviewStatus.COMPLETED

    @property
    def reason(self) -> str:
        """Why it did not end well; empty when it did."""
        if self.error:
            return f"{type(self.error).__name__}: {self.error}"
        return (self.interview.reason or "") if self.interview else ""


@dataclass
class Progress:
    """Where many files stand. `changed` is told of each change of a file."""

    items: dict[Path, Item]
    changed: Callable[["Progress"], None] = lambda _: None

    def put(self, item: Item) -> None:
        """The file stands elsewhere."""
        self.items[item.file] = item
        self.changed(self)

    @property
    def counts(self) -> Counter[str]:
        """How many files have each status."""
        return Counter(item.status for item in self.items.values())

    @property
    def ended(self) -> int:
        """How many files need no more looking at."""
        return sum(item.has_ended for item in self.items.values())


def collect(paths: Iterable[Path]) -> list[Path]:
    """The files named, and those of the folders named, without hidden ones. Raises InvalidRequest for none."""
    files = [file for path in paths for file in (sorted(_inside(path)) if path.is_dir() else [path])]
    if not files:
        raise InvalidRequest("there is no file in it", field="file", remedy="name a folder that has files")
    return list(dict.fromkeys(files))


def _inside(folder: Path) -> Iterable[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            yield path


def upload_all(
    session: Session, plan: InterviewPlan, before: SubmittedBefore, progress: Progress, *, again: bool
) -> None:
    """Uploads what was not uploaded before, a few at a time. A file that is refused does not stop the others."""
    check_project(session, plan)
    with ThreadPoolExecutor(PARALLEL_UPLOADS) as pool:
        made = [pool.submit(_submit, session, item, plan, before, again=again) for item in progress.items.values()]
        for done in as_completed(made):
            progress.put(done.result())


def _submit(session: Session, item: Item, plan: InterviewPlan, before: SubmittedBefore, *, again: bool) -> Item:
    try:
        check_file(item.file)
        digest = digest_of(item.file)
        known = None if again else _known(session, before.interview_of(digest))
        if known and known.status is not InterviewStatus.AWAITING_UPLOAD:
            return replace(item, interview=known, before=True)
        made = known or begin_for(session, item.file, plan)
        before.note(digest, made.id)
        with session.connection.http() as client:
            post_form(upload_form(made.key, session.root.media), item.file, client=client, console=stderr, quiet=True)
        return replace(item, interview=made)
    except Exception as error:  # noqa: BLE001 - one file's trouble is a line at the end, not everybody's
        return replace(item, error=name_error(error, local=session.is_local))


def _known(session: Session, interview_id: str | None) -> Interview | None:
    """None also for an interview that is no more: the stage was made anew, or it was erased."""
    try:
        return session.root.interviews.get_interview(key_of(session, interview_id)) if interview_id else None
    except UnknownInterview:
        return None


def follow_all(
    session: Session, progress: Progress, seconds: float, *, pause: Callable[[float], None] = time.sleep
) -> None:
    """Looks at a few of those under way at a time, in turn, until all have ended. Raises WaitTimedOut."""
    deadline = time.monotonic() + seconds
    open_items = deque(item.file for item in progress.items.values() if not item.has_ended)
    missed = 0
    while open_items:
        files = [open_items.popleft() for _ in range(min(LOOKS_PER_POLL, len(open_items)))]
        try:
            _look(session, progress, files, open_items)
            missed = 0
        except Exception as error:
            missed += 1
            if missed > MOST_MISSED or not isinstance(name_error(error, local=session.is_local), UNAVAILABLE):
                raise
            open_items.extendleft(reversed(files))
        if open_items and time.monotonic() >= deadline:
            left = f"{len(open_items)} of {len(progress.items)} have not ended within {seconds:.0f} s"
            raise WaitTimedOut(left, remedy="they go on; submit the same folder again to follow them")
        pause(POLL_SECONDS if open_items else 0)


def _look(session: Session, progress: Progress, files: Sequence[Path], open_items: "deque[Path]") -> None:
    """Those that have moved on stay at the front, where the next look goes."""
    for item in reversed([_seen(session, progress.items[file]) for file in files]):
        if item.status != progress.items[item.file].status:
            progress.put(item)
        if not item.has_ended:
            (open_items.appendleft if item.status == "processing" else open_items.append)(item.file)


def _seen(session: Session, item: Item) -> Item:
    """The item as it stands now: one that was erased meanwhile has ended, too."""
    if item.interview is None:
        return item
    try:
        return replace(item, interview=session.root.interviews.get_interview(item.interview.key))
    except UnknownInterview as error:
        return replace(item, error=error)
