"""The closed set of named errors.

The class names are the error names of the state machine: `Retry` and `Catch` name them as strings, and a test
holds the two together. A message never carries what was said in an interview, only ids, numbers and field names,
because it travels into logs and into the execution history.
"""

from typing import TYPE_CHECKING

from shared.domain.first_use import on_first_use

if TYPE_CHECKING:
    from shared.domain.errors.access import (
        InvalidApiKey,
        MissingScope,
        OrganisationExists,
        QuotaExceeded,
        UnknownApiKey,
        UnknownOrganisation,
    )
    from shared.domain.errors.base import (
        AnalyticsUnavailable,
        Conflict,
        InternalError,
        InvalidInput,
        InvalidRequest,
        MissingStepInput,
        ParleyError,
        RunFailed,
        StepDied,
        StorageThrottled,
        TransientError,
        UnknownRun,
        UnknownStep,
        WorkflowUnavailable,
    )
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
        UnknownProvider,
    )
    from shared.domain.errors.erasure import InterviewBusy, InterviewErased, UnknownErasure
    from shared.domain.errors.idempotency import (
        IdempotencyKeyMissing,
        IdempotencyKeyReused,
        InvalidIdempotencyKey,
        RequestInProgress,
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
        InvalidCursor,
        LinkEnded,
        NothingToResume,
        ProjectInUse,
        RedriveRefused,
        RunEnded,
        RunInProgress,
        UnknownInterview,
        UnknownItem,
        UnknownProject,
        UnknownTier,
        UploadNotExpected,
        VersionMissing,
        VersionStale,
    )
    from shared.domain.errors.sessions import AnswerMissing, NotLive, SessionEnded, TurnConflict, UnknownSession
    from shared.domain.errors.webhooks import (
        EndpointChanged,
        EndpointDisabled,
        ResendInProgress,
        TooManyEndpoints,
        TooManySecrets,
        UnknownDelivery,
        UnknownEndpoint,
    )

__all__ = [
    "AnalyticsUnavailable",
    "AnswerInvalid",
    "AnswerMissing",
    "AttemptSuperseded",
    "CatalogueInvalid",
    "Conflict",
    "ContextTooLong",
    "EmptyRecording",
    "EndpointChanged",
    "EndpointDisabled",
    "EngineCircuitOpen",
    "EngineFailed",
    "EnginePaused",
    "EngineRefused",
    "EngineThrottled",
    "EngineTimeout",
    "EngineUnavailable",
    "IdempotencyKeyMissing",
    "IdempotencyKeyReused",
    "InternalError",
    "InterviewBusy",
    "InterviewErased",
    "InvalidApiKey",
    "InvalidCursor",
    "InvalidIdempotencyKey",
    "InvalidInput",
    "InvalidRecording",
    "InvalidRequest",
    "LinkEnded",
    "MissingScope",
    "MissingStepInput",
    "NoSpeech",
    "NotLive",
    "NothingToResume",
    "OrganisationExists",
    "ParleyError",
    "ProjectInUse",
    "QuotaExceeded",
    "RecordingTooLarge",
    "RecordingTooLong",
    "RecordingTooShort",
    "RedriveRefused",
    "RequestInProgress",
    "ResendInProgress",
    "RunEnded",
    "RunFailed",
    "RunInProgress",
    "SessionEnded",
    "StepDied",
    "StorageThrottled",
    "TooManyEndpoints",
    "TooManySecrets",
    "TransientError",
    "TurnConflict",
    "UnknownApiKey",
    "UnknownDelivery",
    "UnknownEndpoint",
    "UnknownErasure",
    "UnknownInterview",
    "UnknownItem",
    "UnknownOrganisation",
    "UnknownProject",
    "UnknownProvider",
    "UnknownRun",
    "UnknownSession",
    "UnknownStep",
    "UnknownTier",
    "UnreadableRecording",
    "UnreadableTranscript",
    "UnsupportedLanguage",
    "UploadNotExpected",
    "VersionMissing",
    "VersionStale",
    "WorkflowUnavailable",
]

# A function that uses one of them does not load all.
__getattr__ = on_first_use(
    __name__,
    {
        "access": "InvalidApiKey MissingScope OrganisationExists QuotaExceeded UnknownApiKey UnknownOrganisation",
        "base": (
            "AnalyticsUnavailable Conflict InternalError InvalidInput InvalidRequest MissingStepInput "
            "ParleyError RunFailed StepDied StorageThrottled TransientError "
            "UnknownRun UnknownStep WorkflowUnavailable"
        ),
        "engines": (
            "AnswerInvalid CatalogueInvalid ContextTooLong EngineCircuitOpen EngineFailed "
            "EnginePaused EngineRefused EngineThrottled EngineTimeout EngineUnavailable "
            "UnknownProvider"
        ),
        "erasure": "InterviewBusy InterviewErased UnknownErasure",
        "idempotency": "IdempotencyKeyMissing IdempotencyKeyReused InvalidIdempotencyKey RequestInProgress",
        "recordings": (
            "EmptyRecording InvalidRecording NoSpeech RecordingTooLarge RecordingTooLong "
            "RecordingTooShort UnreadableRecording UnreadableTranscript UnsupportedLanguage"
        ),
        "requests": (
            "AttemptSuperseded InvalidCursor LinkEnded NothingToResume ProjectInUse "
            "RedriveRefused RunEnded RunInProgress UnknownInterview UnknownItem "
            "UnknownProject UnknownTier UploadNotExpected VersionMissing "
            "VersionStale"
        ),
        "sessions": "AnswerMissing NotLive SessionEnded TurnConflict UnknownSession",
        "webhooks": (
            "EndpointChanged EndpointDisabled ResendInProgress TooManyEndpoints TooManySecrets "
            "UnknownDelivery UnknownEndpoint"
        ),
    },
)


def __dir__() -> list[str]:
    return __all__
