"""Live interviews on a stage: scheduled, and held through API Gateway by who has the link's token."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

import httpx

from bench.sandbox import ORGANISATION, Sandbox
from shared.adapters.signing_secret import SecretSigningKeys
from shared.adapters.system_clock import new_interview_id
from shared.domain.alongside import Alongside, PlanOf
from shared.domain.candidate import CandidateLink
from shared.domain.candidate_link import token_of
from shared.domain.interview import Interview
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewMode
from shared.domain.session.plan import Budget, PlannedQuestion, SessionPlan
from shared.domain.session.plan_kinds import InterviewKind, PlanSource, QuestionKind
from shared.domain.session.turn import Turn
from shared.domain.signing import SigningKeys

HOLDS = "parley-local-hold_interview"
KINDS = (QuestionKind.BACKGROUND, QuestionKind.BEHAVIOURAL, QuestionKind.TECHNICAL, QuestionKind.MOTIVATION)
REQUEST_SECONDS = 60.0


def plan_of(questions: int, *, turns: int) -> SessionPlan:
    """A plan of so many questions, each with what a good answer contains."""
    return SessionPlan(
        kind=InterviewKind.JOB,
        title="Analyst",
        context="A team of five that keeps the shift plans of a hospital.",
        questions=tuple(map(_question, range(1, questions + 1))),
        budget=Budget(turns=turns, minutes=90),
        source=PlanSource.JOB_DESCRIPTION,
    )


def _question(number: int) -> PlannedQuestion:
    return PlannedQuestion(
        id=f"q{number:02d}",
        text=f"What did you do in shift number {number:02d}, and what came of it?",
        kind=KINDS[number % len(KINDS)],
        good_answer=("names one situation", "says what was done", "says what came of it"),
    )


@dataclass(frozen=True)
class Talk:
    """One live interview, and what opens it."""

    key: InterviewKey
    token: str

    def client(self, stage: Sandbox) -> httpx.Client:
        """Who has the link, and nothing else."""
        base = f"{stage.connection.outputs['ApiUrl']}/session"
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.Client(base_url=base, headers=headers, timeout=REQUEST_SECONDS, trust_env=False)

    def begin(self, client: httpx.Client) -> httpx.Response:
        """Asks for the open question."""
        return client.post(f"/start/{self.key.interview_id}")

    def answer(self, client: httpx.Client, number: int, text: str) -> httpx.Response:
        """Answers it; a repeat has the same id of its turn."""
        said = {"text": text, "client_turn_id": client_turn_id(number), "turn_number": number}
        return client.post(f"/turn/{self.key.interview_id}", json=said)

    def turns(self, stage: Sandbox) -> list[Turn]:
        """What is kept."""
        return list(stage.root.sessions.turns(self.key))


def client_turn_id(number: int) -> str:
    """What a client calls its turn."""
    return f"turn-{number}"


@dataclass(frozen=True)
class Scheduling:
    """Schedules live interviews on a stage."""

    stage: Sandbox

    def talk(self, plan: SessionPlan, organisation_id: str = ORGANISATION) -> Talk:
        """An interview by that plan, whose candidate has a link."""
        root = self.stage.root
        now = root.clock.now()
        key = InterviewKey(organisation_id=organisation_id, interview_id=new_interview_id())
        made = Interview(
            organisation_id=key.organisation_id,
            id=key.interview_id,
            project_id="live",
            mode=InterviewMode.LIVE,
            link=CandidateLink(expires_at=now + timedelta(days=1)),
            created_at=now,
            updated_at=now,
        )
        root.interviews.create_interview(made, Alongside(plan=PlanOf(interview=key, plan=plan)))
        return Talk(key, token_of(made, self._keys) or "")

    @cached_property
    def _keys(self) -> SigningKeys:
        function: Any = self.stage.client("lambda").get_function_configuration(FunctionName=HOLDS)
        secret = function["Environment"]["Variables"]["SIGNING_SECRET"]
        return SecretSigningKeys(self.stage.client("secretsmanager"), secret).keys()
