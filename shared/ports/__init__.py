"""What the use cases need from outside, in domain words. Adapters and fakes implement these; tests hold both to it."""

from typing import TYPE_CHECKING

from shared.domain.first_use import on_first_use

if TYPE_CHECKING:
    from shared.ports.access import ApiKeyStore, CallerLimits, OrganisationStore, QuotaStore
    from shared.ports.admission import AdmissionStore
    from shared.ports.analysis import Analyst, Embedder, EvidenceReading
    from shared.ports.audit import AuditLog
    from shared.ports.engines import Engines, Meter, PlatformMeter
    from shared.ports.heard import AudioInfo, RecognisedSegment, Recognition
    from shared.ports.idempotency import IdempotencyStore
    from shared.ports.language import LanguageModel, ModelAnswer, Prompt, Repair
    from shared.ports.ledger import Ledger
    from shared.ports.resilience import AnswerCache, BreakerAlarm, BreakerStore, ProviderProbe
    from shared.ports.resources import FindingStore, JobDescriptionStore, ResourceStore
    from shared.ports.scope import EngineScope
    from shared.ports.secrets import Secrets
    from shared.ports.sessions import Interviewer, Scorer, TurnContext
    from shared.ports.speech import (
        Readable,
        RecordingDecoder,
        Sound,
        SpeechToText,
        TranscriptionJobs,
        TranscriptReader,
        VoiceSeparator,
    )
    from shared.ports.stores import InterviewLists, InterviewStore, Page, ResultStore, RunStore
    from shared.ports.webhooks import (
        CrowdQueue,
        DeliveryQueue,
        DeliveryStore,
        EndpointStore,
        EventOutbox,
        SendSlots,
        Timer,
        WebhookSender,
    )
    from shared.ports.world import (
        Analytics,
        ArtifactStore,
        Clock,
        EventBus,
        Execution,
        ExecutionWork,
        FaultSwitch,
        MediaStore,
        PresignedPost,
        UploadedObject,
        Workflow,
    )

__all__ = [
    "AdmissionStore",
    "Analyst",
    "Analytics",
    "AnswerCache",
    "ApiKeyStore",
    "ArtifactStore",
    "AudioInfo",
    "AuditLog",
    "BreakerAlarm",
    "BreakerStore",
    "CallerLimits",
    "Clock",
    "CrowdQueue",
    "DeliveryQueue",
    "DeliveryStore",
    "Embedder",
    "EndpointStore",
    "EngineScope",
    "Engines",
    "EventBus",
    "EventOutbox",
    "EvidenceReading",
    "Execution",
    "ExecutionWork",
    "FaultSwitch",
    "FindingStore",
    "IdempotencyStore",
    "InterviewLists",
    "InterviewStore",
    "Interviewer",
    "JobDescriptionStore",
    "LanguageModel",
    "Ledger",
    "MediaStore",
    "Meter",
    "ModelAnswer",
    "OrganisationStore",
    "Page",
    "PlatformMeter",
    "PresignedPost",
    "Prompt",
    "ProviderProbe",
    "QuotaStore",
    "Readable",
    "RecognisedSegment",
    "Recognition",
    "RecordingDecoder",
    "Repair",
    "ResourceStore",
    "ResultStore",
    "RunStore",
    "Scorer",
    "Secrets",
    "SendSlots",
    "Sound",
    "SpeechToText",
    "Timer",
    "TranscriptReader",
    "TranscriptionJobs",
    "TurnContext",
    "UploadedObject",
    "VoiceSeparator",
    "WebhookSender",
    "Workflow",
]

# A function that uses one of them does not load all.
__getattr__ = on_first_use(
    __name__,
    {
        "access": "ApiKeyStore CallerLimits OrganisationStore QuotaStore",
        "admission": "AdmissionStore",
        "analysis": "Analyst Embedder EvidenceReading",
        "audit": "AuditLog",
        "engines": "Engines Meter PlatformMeter",
        "heard": "AudioInfo RecognisedSegment Recognition",
        "idempotency": "IdempotencyStore",
        "language": "LanguageModel ModelAnswer Prompt Repair",
        "resilience": "AnswerCache BreakerAlarm BreakerStore ProviderProbe",
        "resources": "FindingStore JobDescriptionStore ResourceStore",
        "scope": "EngineScope",
        "secrets": "Secrets",
        "sessions": "Interviewer Scorer TurnContext",
        "speech": "Readable RecordingDecoder Sound SpeechToText TranscriptionJobs TranscriptReader VoiceSeparator",
        "ledger": "Ledger",
        "stores": "InterviewLists InterviewStore Page ResultStore RunStore",
        "webhooks": ("CrowdQueue DeliveryQueue DeliveryStore EndpointStore EventOutbox SendSlots Timer WebhookSender"),
        "world": (
            "Analytics ArtifactStore Clock EventBus Execution ExecutionWork FaultSwitch MediaStore "
            "PresignedPost UploadedObject Workflow"
        ),
    },
)
