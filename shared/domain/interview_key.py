"""What names interviews and their runs, and the object key of an upload."""

from shared.domain.errors import InvalidRequest
from shared.domain.value import Value


class InterviewKey(Value):
    """Names an interview. Nothing is read or written without the organisation."""

    organisation_id: str
    interview_id: str

    def run(self, number: int) -> "RunKey":
        """What names the interview's run `number`."""
        return RunKey(organisation_id=self.organisation_id, interview_id=self.interview_id, run=number)


class RunKey(Value):
    """Names a run of an interview. The input of every step begins with it: step functions extend it."""

    organisation_id: str
    interview_id: str
    run: int

    @property
    def interview(self) -> InterviewKey:
        """The interview of the run."""
        return InterviewKey(organisation_id=self.organisation_id, interview_id=self.interview_id)

    @property
    def key(self) -> "RunKey":
        """The run, without whatever else an input holds."""
        return self.interview.run(self.run)

    @property
    def execution_name(self) -> str:
        """The name of the run's execution, so that a second start of the same run is impossible."""
        return f"{self.interview_id}-r{self.run}"


def upload_key(interview: InterviewKey) -> str:
    """The object key of an interview's upload in the media bucket."""
    return f"{interview.organisation_id}/{interview.interview_id}/upload"


def parse_upload_key(key: str) -> InterviewKey:
    """The interview of an upload's object key, or `InvalidRequest`."""
    match key.split("/"):
        case [organisation_id, interview_id, "upload"] if organisation_id and interview_id:
            return InterviewKey(organisation_id=organisation_id, interview_id=interview_id)
    raise InvalidRequest("not the key of an upload", field="key")
