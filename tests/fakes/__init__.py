"""In-memory ports. The contract suite holds them to what the adapters do; shipping code never imports them."""

from tests.fakes.access import MemoryApiKeys, MemoryOrganisations, MemoryQuotas, RecordedLimits
from tests.fakes.admission import MemoryAdmission
from tests.fakes.audit import MemoryAudit
from tests.fakes.buckets import MemoryArtifacts, MemoryMedia
from tests.fakes.doors import FixedSigningKeys, RecordedMailer
from tests.fakes.engines import (
    MemoryJobs,
    RecordedTokens,
    ScriptedAnalyst,
    ScriptedDecoder,
    ScriptedEmbedder,
    ScriptedEngines,
    ScriptedInterviewer,
    ScriptedJobs,
    ScriptedSpeechToText,
    ScriptedTextToSpeech,
    ScriptedTranscriptReader,
    ScriptedVoices,
)
from tests.fakes.erasure import ErasableMemory, ErasablePlace, MemoryErasures, MemoryQueue
from tests.fakes.idempotency import MemoryIdempotency
from tests.fakes.interviews import MemoryInterviewLists, MemoryInterviews
from tests.fakes.language import ScriptedModel
from tests.fakes.ledger import MemoryLedger
from tests.fakes.memory import Memory
from tests.fakes.platform import ScriptedPlatform
from tests.fakes.resilience import MemoryAnswers, MemoryBreakers, RecordedAlarm, ScriptedProbe
from tests.fakes.resources import (
    MemoryFindings,
    MemoryResources,
    memory_call_guides,
    memory_job_descriptions,
    memory_job_questions,
    memory_projects,
)
from tests.fakes.results import MemoryResults
from tests.fakes.retention import MemoryRetention, RecordedErasures
from tests.fakes.runs import MemoryRuns
from tests.fakes.secrets import MemorySecrets
from tests.fakes.sessions import MemorySessions
from tests.fakes.webhooks import (
    MemoryCrowds,
    MemoryDeliveries,
    MemoryDeliveryQueue,
    MemoryEndpoints,
    MemoryOutbox,
    MemorySendSlots,
    ScriptedSender,
)
from tests.fakes.workflow import MemoryWorkflow
from tests.fakes.world import MemoryBus, RecordedAnalytics, ScriptedFaults, SettableClock

__all__ = [
    "ErasableMemory",
    "ErasablePlace",
    "FixedSigningKeys",
    "Memory",
    "MemoryAdmission",
    "MemoryAnswers",
    "MemoryApiKeys",
    "MemoryArtifacts",
    "MemoryAudit",
    "MemoryBreakers",
    "MemoryBus",
    "MemoryCrowds",
    "MemoryDeliveries",
    "MemoryDeliveryQueue",
    "MemoryEndpoints",
    "MemoryErasures",
    "MemoryFindings",
    "MemoryIdempotency",
    "MemoryInterviewLists",
    "MemoryInterviews",
    "MemoryJobs",
    "MemoryLedger",
    "MemoryMedia",
    "MemoryOrganisations",
    "MemoryOutbox",
    "MemoryQueue",
    "MemoryQuotas",
    "MemoryResources",
    "MemoryResults",
    "MemoryRetention",
    "MemoryRuns",
    "MemorySecrets",
    "MemorySendSlots",
    "MemorySessions",
    "MemoryWorkflow",
    "RecordedAlarm",
    "RecordedAnalytics",
    "RecordedErasures",
    "RecordedLimits",
    "RecordedMailer",
    "RecordedTokens",
    "ScriptedAnalyst",
    "ScriptedDecoder",
    "ScriptedEmbedder",
    "ScriptedEngines",
    "ScriptedFaults",
    "ScriptedInterviewer",
    "ScriptedJobs",
    "ScriptedModel",
    "ScriptedPlatform",
    "ScriptedProbe",
    "ScriptedSender",
    "ScriptedSpeechToText",
    "ScriptedTextToSpeech",
    "ScriptedTranscriptReader",
    "ScriptedVoices",
    "SettableClock",
    "memory_call_guides",
    "memory_job_descriptions",
    "memory_job_questions",
    "memory_projects",
]
