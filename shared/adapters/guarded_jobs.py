"""Jobs of a provider behind its breaker: a start that fails counts, and none is started while it is left alone."""

from dataclasses import dataclass

from shared.adapters.breakers import Breakers
from shared.domain.breaker import BreakerKey
from shared.domain.engines import EngineUse
from shared.domain.job_outcome import JobOutcome
from shared.ports import Recognition, TranscriptionJobs


@dataclass(frozen=True)
class GuardedJobs:
    """Implements `TranscriptionJobs` by another. Jobs under way are read whatever the breaker says."""

    jobs: TranscriptionJobs
    breakers: Breakers
    key: BreakerKey
    timeout_seconds: float

    def start(self, name: str, recording: str, output: str, *, language_hint: str | None) -> None:
        def begin() -> None:
            self.jobs.start(name, recording, output, language_hint=language_hint)

        self.breakers.guard(self.key, begin, seconds=self.timeout_seconds)

    def outcome(self, name: str) -> JobOutcome:
        return self.jobs.outcome(name)

    def read(self, name: str) -> Recognition:
        return self.jobs.read(name)

    def use(self, audio_seconds: float) -> EngineUse:
        return self.jobs.use(audio_seconds)
