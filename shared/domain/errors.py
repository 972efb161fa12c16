"""The closed set of named errors.

The class names are the error names of the state machine: `Retry` and `Catch` name them as strings, and a test
holds the two together. A message never carries what was said in an interview, only ids, numbers and field names,
because it travels into logs and into the execution history.
"""

from typing import ClassVar


class ParleyError(Exception):
    """Something named went wrong. `remedy` says what the reader can do about it."""

    remedy: ClassVar[str] = "see the runbook"

    def __init__(self, message: str, *, field: str | None = None, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.advice = remedy or type(self).remedy

    def __str__(self) -> str:
        where = f"{self.field}: " if self.field else ""
        return f"{where}{self.message} ({self.advice})"


class InvalidInput(ParleyError):
    """The caller must change something; trying again cannot help."""


class TransientError(ParleyError):
    """Trying again later can help; the state machine does so by itself."""

    remedy = "it is tried again by itself; if it persists, redrive the run"


class Conflict(ParleyError):
    """The request is right, but not now."""


# --- requests -------------------------------------------------------------------------------------------------------


class InvalidRequest(InvalidInput):
    """A field of a request has a value that cannot be used."""

    remedy = "correct the field and send it again"


class UnknownProject(InvalidInput):
    """No such project in this organisation."""

    remedy = "list them with `parley projects`"


class UnknownInterview(InvalidInput):
    """No such interview in this organisation."""

    remedy = "list them with `parley interviews`"


class UnknownRun(InvalidInput):
    """The interview has no run of that number."""

    remedy = "list them with `parley runs ID`"


class UnknownStep(InvalidInput):
    """No such step."""

    remedy = "use upload, evidence, insights, personas, answers or finalize"


class UnknownTier(InvalidInput):
    """No such tier."""

    remedy = "use essential, professional or enterprise"


class MissingStepInput(InvalidInput):
    """A chosen step needs the output of another that was never produced."""

    remedy = "resume from an earlier step, or do not skip it"


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


# --- recordings and transcripts -------------------------------------------------------------------------------------


class InvalidRecording(InvalidInput):
    """The uploaded file cannot become a transcript. The interview is rejected, with this as its reason."""

    remedy = "upload another recording"


class EmptyRecording(InvalidRecording):
    """The file has no bytes."""


class RecordingTooLarge(InvalidRecording):
    """The file is larger than the limit."""

    remedy = "upload a smaller file, for example as Opus or MP3"


class RecordingTooLong(InvalidRecording):
    """The recording lasts longer than the limit."""

    remedy = "cut the recording into parts"


class RecordingTooShort(InvalidRecording):
    """The recording is shorter than the limit."""


class UnreadableRecording(InvalidRecording):
    """The bytes are no audio that can be decoded."""

    remedy = "upload wav, mp3, m4a, ogg, webm or mp4"


class NoSpeech(InvalidRecording):
    """The recording holds no speech."""

    remedy = "check the microphone and record again"


class UnsupportedLanguage(InvalidRecording):
    """The language named is not one that the engine knows."""

    remedy = "name the language by its ISO 639-1 code, or leave it out"


class UnreadableTranscript(InvalidRecording):
    """The transcript is no JSON, VTT, SRT or `Name: text` lines, or its times cannot be right."""

    remedy = "send UTF-8 text: JSON segments, VTT, SRT, or `Name: text` lines"


# --- engines, storage, runs -----------------------------------------------------------------------------------------


class EngineUnavailable(ParleyError):
    """The engine is not installed or not configured in this stage."""

    remedy = "install with `make weights`, or configure a provider"


class EnginePaused(ParleyError):
    """An operator has paused the provider, and no other can stand in."""

    remedy = "see `parley providers`; resume it there, then redrive the run"


class EngineRefused(ParleyError):
    """The provider does not accept the request: a missing, wrong or revoked key, no such model, or its own policy."""

    remedy = "check the provider's key and model with `parley providers`, then redrive the run"


class AnswerInvalid(ParleyError):
    """The model's answer did not fit its schema, and still did not after it was told what was wrong."""

    remedy = "redrive the run, or choose another model for the tier"


class ContextTooLong(ParleyError):
    """What has to be read at once is longer than the model can take."""

    remedy = "choose a model with a larger context for the tier"


class CatalogueInvalid(ParleyError):
    """The list of providers and models has a mistake: no price for a model, an unknown fall-back, an unknown tier."""

    remedy = "correct shared/catalogue.toml"


class EngineTimeout(TransientError):
    """The engine did not answer in time."""


class EngineFailed(TransientError):
    """The engine answered with an error."""


class EngineThrottled(TransientError):
    """The provider asks for patience. `retry_after_seconds` is what it asked for, None when it did not say."""

    remedy = "it is tried again by itself; if it persists, ask the provider for a higher limit"

    def __init__(self, message: str, *, field: str | None = None, retry_after_seconds: float | None = None) -> None:
        super().__init__(message, field=field)
        self.retry_after_seconds = retry_after_seconds


class EngineCircuitOpen(TransientError):
    """The provider failed so often that it is left alone for a while, and no other can stand in."""


class StorageThrottled(TransientError):
    """The table or the bucket asks for patience."""


class WorkflowUnavailable(TransientError):
    """Step Functions did not accept the request."""


class StepDied(ParleyError):
    """The function ended before it could answer: killed, out of memory or out of time."""

    remedy = "redrive the run from this step"


class RunFailed(ParleyError):
    """At least one step of the run failed; which and why is on the run's record."""

    remedy = "see `parley show ID`, then `parley redrive ID`"


class InternalError(ParleyError):
    """A fault of ours. The cause is in the log of the function, under its request id."""

    remedy = "see `parley logs ID` and the runbook"
