"""What the API needs of what is outside, beside what every function does."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from shared.runtime.access import Access

if TYPE_CHECKING:
    from shared.domain.call_guide import CallGuide
    from shared.domain.job_questions import JobQuestions
    from shared.ports import IdempotencyStore, InterviewLists, JobDescriptionStore, ResourceStore
    from shared.ports.doors import Mailer, SigningKeyStore
    from shared.usecases.begin_interview import BeginPorts
    from shared.usecases.plan_interview import PlanningPorts
    from shared.usecases.use_link import LinkPorts
    from shared.usecases.write_questions import WritingPorts


class Door(Access):
    """Builds the ports that only the API uses."""

    public_url: str = ""
    signing_secret: str = ""
    sender_email: str = ""

    @cached_property
    def idempotency(self) -> IdempotencyStore:
        """What requests have made before."""
        from shared.adapters.dynamodb_idempotency import DynamoIdempotency

        return DynamoIdempotency(self.table)

    @cached_property
    def job_descriptions(self) -> JobDescriptionStore:
        """Job descriptions."""
        from shared.adapters import dynamodb_kinds as kinds
        from shared.adapters.dynamodb_resources import DynamoResources

        return DynamoResources(self.table, kinds.job_descriptions())

    @cached_property
    def call_guides(self) -> ResourceStore[CallGuide]:
        """Call guides."""
        from shared.adapters import dynamodb_kinds as kinds
        from shared.adapters.dynamodb_resources import DynamoResources

        return DynamoResources(self.table, kinds.call_guides())

    @cached_property
    def job_questions(self) -> ResourceStore[JobQuestions]:
        """The questions of jobs."""
        from shared.adapters import dynamodb_kinds as kinds
        from shared.adapters.dynamodb_resources import DynamoResources

        return DynamoResources(self.table, kinds.job_questions())

    @property
    def questions(self) -> WritingPorts:
        """What making questions needs."""
        from shared.usecases.write_questions import WritingPorts

        return WritingPorts(self.job_descriptions, self.job_questions, self.ledger)

    @property
    def planning(self) -> PlanningPorts:
        """What planning a live interview needs. The bank answers at once: nobody waits for a model to get a link."""
        from shared.adapters.question_bank import BankQuestionWriter
        from shared.usecases.plan_interview import PlanningPorts

        return PlanningPorts(self.job_descriptions, self.job_questions, self.call_guides, BankQuestionWriter())

    @cached_property
    def interview_lists(self) -> InterviewLists:
        """Interviews by what they have in common."""
        from shared.adapters.dynamodb_interview_lists import DynamoInterviewLists

        return DynamoInterviewLists(self.table)

    @cached_property
    def signing(self) -> SigningKeyStore:
        """What signs links and cursors."""
        from shared.adapters.signing_secret import SecretSigningKeys

        return SecretSigningKeys(self.client("secretsmanager"), self._need("signing_secret"))

    @cached_property
    def mailer(self) -> Mailer:
        """Letters, where a sender is configured."""
        from shared.adapters.ses_mailer import NoMail, SesMailer

        return SesMailer(self.client("sesv2"), self.sender_email) if self.sender_email else NoMail()

    @property
    def beginning(self) -> BeginPorts:
        """What beginning an interview needs."""
        from shared.usecases.begin_interview import BeginPorts

        return BeginPorts(self.projects, self.interviews, self.organisations, self.clock, self.planning)

    @property
    def links(self) -> LinkPorts:
        """What candidates' links need."""
        from shared.usecases.use_link import LinkPorts

        return LinkPorts(self.interviews, self.signing, self.clock)
