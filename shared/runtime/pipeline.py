"""The ports of the pipeline, of what starts and settles its runs, and of what hears of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from shared.runtime.access import Access

if TYPE_CHECKING:
    # For the checker only: a function imports the ports and use cases that it uses, not those of all.
    from collections.abc import Callable

    from shared.adapters.breakers import Breakers
    from shared.domain.engines import EngineUse
    from shared.domain.tier import Tier
    from shared.ports import Analytics, Engines, FindingStore, Meter, ProviderProbe, TranscriptionJobs
    from shared.ports.jobs import TaskTokens, WaitingJobs
    from shared.ports.sessions import QuestionWriter
    from shared.runtime.guards import Guards
    from shared.runtime.model_engines import CatalogueEngines
    from shared.runtime.speech import Ears
    from shared.usecases.admit_runs import RunPorts
    from shared.usecases.run_step import StepPorts

EMBEDDED = "embedded"
SCRIPTED = "scripted"


class Pipeline(Access):
    """Adds them to the ports."""

    @cached_property
    def analytics(self) -> Analytics:
        """PostHog when a parameter with its key is configured."""
        from shared.adapters.posthog_analytics import NoAnalytics, PostHogAnalytics

        if not self.posthog_key_parameter:
            return NoAnalytics()
        parameter = self.client("ssm").get_parameter(Name=self.posthog_key_parameter, WithDecryption=True)
        return PostHogAnalytics(parameter["Parameter"]["Value"], "https://eu.i.posthog.com")

    @cached_property
    def findings(self) -> FindingStore:
        """What interviews have yielded, by project."""
        from shared.adapters.dynamodb_findings import DynamoFindings

        return DynamoFindings(self.table)

    @cached_property
    def engines(self) -> Engines:
        """Who hears and understands in this stage."""
        return self._scripted_engines() if self.ai_env == SCRIPTED else self._catalogue_engines

    @cached_property
    def _catalogue_engines(self) -> CatalogueEngines:
        from shared.runtime.engines import build_engines

        return build_engines(self.ai_env, self.own_server, self.model_cache, lambda: self.guards, self._jobs)

    def question_writer(self, organisation_id: str, job_id: str, tier: Tier, meter: Meter) -> QuestionWriter:
        """Who makes questions for a job: a model where this function has any, else the bank."""
        from shared.adapters.question_bank import BankQuestionWriter
        from shared.domain.interview_key import InterviewKey
        from shared.ports.scope import EngineScope

        job = InterviewKey(organisation_id=organisation_id, interview_id=job_id)
        return self.engines.question_writer(EngineScope(job, tier, meter)) if self.ai_env else BankQuestionWriter()

    def _scripted_engines(self) -> Engines:
        """Engines for benches, where faults are allowed too: in stage `local`."""
        from shared.adapters.scripted_engines import ScriptedEngines
        from shared.runtime.outside import chaos

        self._need("faults_enabled")
        unsettled = chaos()
        return ScriptedEngines(unsettled.before_call) if unsettled else ScriptedEngines()

    def _jobs(self, price: Callable[[float], EngineUse]) -> TranscriptionJobs:
        from shared.adapters.amazon_transcribe import ATTEMPTS, READ_SECONDS, AmazonTranscribe
        from shared.runtime.invocation import remaining

        short = {"read_timeout": READ_SECONDS, "attempts": ATTEMPTS}
        return AmazonTranscribe(
            self.client("transcribe", **short),
            self.client("s3", **short),
            media_bucket=self.media_bucket,
            output_bucket=self._need("artifacts_bucket"),
            price=price,
            remaining=remaining,
        )

    @cached_property
    def waiting(self) -> WaitingJobs:
        """Who waits for jobs of providers."""
        from shared.adapters.dynamodb_jobs import DynamoJobs

        return DynamoJobs(self.table)

    @cached_property
    def tokens(self) -> TaskTokens:
        """How tasks are told that wait."""
        from shared.adapters.task_tokens import StepFunctionsTokens

        return StepFunctionsTokens(self.client("stepfunctions"))

    @cached_property
    def breakers(self) -> Breakers:
        """What leaves providers alone that are in trouble."""
        from shared.adapters.breakers import Breakers
        from shared.runtime.breaker_metric import BreakerMetric

        return Breakers(self.breaker_store, self.clock, BreakerMetric())

    @cached_property
    def provider_probe(self) -> ProviderProbe:
        """What asks a provider the least there is to ask."""
        from shared.adapters.provider_probe import GuardedProbe

        return GuardedProbe(self.breakers, self._catalogue_engines.link_of)

    @cached_property
    def guards(self) -> Guards:
        """What stands around every call of a provider."""
        from shared.adapters.chain import Patience
        from shared.runtime.guards import Guards
        from shared.runtime.invocation import remaining

        return Guards(lambda: self.secrets, self.breakers, self.answers, self.clock, Patience(remaining))

    @cached_property
    def ears(self) -> Ears:
        """What recordings and transcripts are looked into with."""
        from shared.runtime.speech import build_ears

        return build_ears(embedded=self.ai_env == EMBEDDED)

    @property
    def steps(self) -> StepPorts:
        """What every step needs."""
        from shared.usecases.run_step import StepPorts

        return StepPorts(
            runs=self.runs,
            clock=self.clock,
            faults=self.faults,
            ledger=self.ledger,
            admission=self.admission,
            platform=self.platform,
            erasures=self.erasures,
        )

    @property
    def starting(self) -> RunPorts:
        """What starting and settling runs needs."""
        from shared.domain.admission import SlotLimits
        from shared.usecases.admit_runs import RunPorts

        limits = SlotLimits(lane=self._need("lane_slots"), organisation=self._need("organisation_slots"))
        return RunPorts(
            interviews=self.interviews,
            runs=self.runs,
            workflow=self.workflow,
            clock=self.clock,
            admission=self.admission,
            limits=limits,
        )
