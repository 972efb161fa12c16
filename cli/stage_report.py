"""How a stage is: what runs, what is available, what became of everything that came in."""

from cli.stage import Session
from shared.domain.interview_filter import InterviewFilter
from shared.domain.interview_status import InterviewStatus
from shared.domain.value import Value
from shared.ports import InterviewLists
from shared.usecases.account_uploads import UploadAccount, account_uploads
from shared.usecases.all_pages import all_interviews


class FeatureState(Value):
    """Something that needs weights, and what it lacks."""

    name: str
    available: bool
    missing: tuple[str, ...]


class StageReport(Value):
    """How a stage is."""

    stage: str
    endpoint_url: str | None
    api_url: str | None
    pid: int | None
    features: tuple[FeatureState, ...]
    interviews: dict[InterviewStatus, int]
    uploads: UploadAccount

    @property
    def something_is_lost(self) -> bool:
        """Whether an upload has no outcome though it did not arrive just now."""
        return bool(self.uploads.unaccounted)


def report_on(session: Session) -> StageReport:
    """Looks at the stage. Raises StageUnavailable."""
    root = session.root
    endpoint_url, pid = _process(session)
    return StageReport(
        stage=session.stage,
        endpoint_url=endpoint_url,
        api_url=session.connection.outputs.get("ApiUrl"),
        pid=pid,
        features=_features() if session.is_local else (),
        interviews=count_interviews(session.organisation_id, root.interview_lists),
        uploads=account_uploads(media=root.media, interviews=root.interviews, now=root.clock.now()),
    )


def count_interviews(organisation_id: str, lists: InterviewLists) -> dict[InterviewStatus, int]:
    """How many interviews of the organisation have each status."""
    return {status: _count(organisation_id, status, lists) for status in InterviewStatus}


def _count(organisation_id: str, status: InterviewStatus, lists: InterviewLists) -> int:
    found = all_interviews(organisation_id, InterviewFilter(status=status), lists=lists)
    return sum(1 for _ in found)


def _process(session: Session) -> tuple[str | None, int | None]:
    from local.emulator import running

    emulator = running(session.home) if session.is_local else None
    return (emulator.endpoint_url, emulator.pid) if emulator else (None, None)


def _features() -> tuple[FeatureState, ...]:
    from local.weights import status

    return tuple(FeatureState(name=f.name, available=f.available, missing=f.missing) for f in status())
