"""What a caller asked for and cannot have, or not now."""

from shared.domain.errors.base import Conflict, InvalidInput


class UnknownProject(InvalidInput):
    """No such project in this organisation."""

    remedy = "list them with `parley projects`"


class UnknownInterview(InvalidInput):
    """No such interview in this organisation."""

    remedy = "list them with `parley interviews`"


class UnknownTier(InvalidInput):
    """No such tier."""

    remedy = "use essential, professional or enterprise"


class NothingToResume(InvalidInput):
    """The interview never ran, so there is nothing to resume."""

    remedy = "upload a recording first"


class RunInProgress(Conflict):
    """A run of this interview is under way."""

    remedy = "wait until it ends: `parley show ID`"


class RunEnded(Conflict):
    """The run has ended, so a step of it may no longer write: it was stopped, or a newer run took its place."""

    remedy = "see `parley show ID`"


class AttemptSuperseded(Conflict):
    """A later attempt of the same step has begun, so this one may no longer write."""

    remedy = "nothing is to be done: the later attempt goes on"


class RedriveRefused(Conflict):
    """AWS's RedriveExecution does not accept this execution."""

    remedy = "use `parley redrive ID` without --native: a new run from the failed step"


class UnknownItem(InvalidInput):
    """The organisation has no such thing, or no longer."""

    remedy = "check its id"


class LinkEnded(InvalidInput):
    """The candidate's link has expired, was revoked, or was replaced by a newer one."""

    remedy = "ask whoever sent the link for another one"


class InvalidCursor(InvalidInput):
    """The cursor is none of this list, with this filter, of this organisation."""

    remedy = "leave it out to begin anew"


class VersionMissing(InvalidInput):
    """The request changes something, so it has to say which version it has seen."""

    remedy = "send the ETag that you have seen as If-Match"


class VersionStale(Conflict):
    """Somebody has changed it since."""

    remedy = "read it again, then change that"


class ProjectInUse(Conflict):
    """Interviews of the project are there, so it cannot be removed."""

    remedy = "delete its interviews first"


class UploadNotExpected(Conflict):
    """The interview waits for no recording: it has one, which is being worked on or was."""

    remedy = "make another interview for another recording"
