"""The closed set of named errors.

The class names are the error names of the state machine: `Retry` and `Catch` name them as strings, and a test
holds the two together. A message never carries what was said in an interview, only ids, numbers and field names,
because it travels into logs and into the execution history.
"""

from shared.domain.errors.base import Conflict, InvalidInput, ParleyError, TransientError
from shared.domain.errors.engines import (
    AnswerInvalid,
    CatalogueInvalid,
    ContextTooLong,
    EngineCircuitOpen,
    EngineFailed,
    EnginePaused,
    EngineRefused,
    EngineThrottled,
    EngineTimeout,
    EngineUnavailable,
)
from shared.domain.errors.recordings import (
    EmptyRecording,
    InvalidRecording,
    NoSpeech,
    RecordingTooLarge,
    RecordingTooLong,
    RecordingTooShort,
    UnreadableRecording,
    UnreadableTranscript,
    UnsupportedLanguage,
)
from shared.domain.errors.requests import (
    AttemptSuperseded,
    InvalidRequest,
    MissingStepInput,
    NothingToResume,
    RedriveRefused,
    RunEnded,
    RunInProgress,
    UnknownInterview,
    UnknownProject,
    UnknownRun,
    UnknownStep,
    UnknownTier,
)
from shared.domain.errors.running import InternalError, RunFailed, StepDied, StorageThrottled, WorkflowUnavailable

__all__ = [
    "AnswerInvalid",
    "AttemptSuperseded",
    "CatalogueInvalid",
    "Conflict",
    "ContextTooLong",
    "EmptyRecording",
    "EngineCircuitOpen",
    "EngineFailed",
    "EnginePaused",
    "EngineRefused",
    "EngineThrottled",
    "EngineTimeout",
    "EngineUnavailable",
    "InternalError",
    "InvalidInput",
    "InvalidRecording",
    "InvalidRequest",
    "MissingStepInput",
    "NoSpeech",
    "NothingToResume",
    "ParleyError",
    "RecordingTooLarge",
    "RecordingTooLong",
    "RecordingTooShort",
    "RedriveRefused",
    "RunEnded",
    "RunFailed",
    "RunInProgress",
    "StepDied",
    "StorageThrottled",
    "TransientError",
    "UnknownInterview",
    "UnknownProject",
    "UnknownRun",
    "UnknownStep",
    "UnknownTier",
    "UnreadableRecording",
    "UnreadableTranscript",
    "UnsupportedLanguage",
    "WorkflowUnavailable",
]
