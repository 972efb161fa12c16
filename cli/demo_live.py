"""A short live interview in the demo: a scripted candidate answers by text, and one answer too short is asked after."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cli.answers import Written
from cli.calls import Calls
from cli.candidate_side import open_link
from cli.conversation import Conversation
from cli.demo_checks import claim
from cli.errors import DemoFailed
from cli.output import stdout
from cli.preparing import API, schedule
from cli.render_evaluation import evaluation_view
from shared.domain.evaluation.evaluation import Evaluation
from shared.domain.session.action import ActionType

GUIDE: Final[dict[str, Any]] = {
    "title": "Customer support specialist",
    "kind": "job",
    "sections": [
        {
            "title": "Support",
            "questions": [
                {
                    "text": "Tell me about the last time you helped somebody who was angry. What did you do?",
                    "kind": "behavioural",
                    "topic": "difficult customers",
                    "good_answer": [
                        "Found the mistake that made the customer angry",
                        "Called the customer back the same day",
                        "Corrected the bill and told the customer",
                    ],
                    "max_follow_ups": 1,
                },
                {
                    "text": "The same question comes up twenty times a week. What do you do about it?",
                    "kind": "technical",
                    "topic": "finding causes",
                    "good_answer": ["Counts how often it comes", "Looks for the cause", "Changes it with others"],
                    "max_follow_ups": 0,
                },
            ],
        }
    ],
}
ANSWERS: Final = (
    "A man was angry because of his bill.",
    (
        "I called him back the same day and found the mistake: our export had counted eleven of his orders twice. I "
        "put it right in two hours and told him so. He stayed with us, and since then I check every export on Fridays."
    ),
    (
        "I count how often it comes and look at what people did just before. Last year the cause was an unclear line "
        "in a letter. We changed it together with two others, and the question came three times a week, not twenty."
    ),
)


@dataclass(frozen=True)
class DemoLive:
    """The platform that schedules it, and the clock by which time is told."""

    api: Calls
    now: Callable[[], datetime]

    def hold(self) -> str:
        """The interview's id, once it has been held to its end. Raises DemoFailed, and what `parley interview` does."""
        guide = self.api.ask("POST", f"{API}/call-guides", GUIDE).json()
        made = schedule(self.api, {"call_guide_id": guide["id"]})
        side = open_link(self.api.client, made.link)
        ended = Conversation(side, Written(list(ANSWERS)), stdout, self.now).hold()
        if not ended:
            raise DemoFailed("the live interview was left open")
        turns = self._turns(made.interview_id)
        asked_after = [turn for turn in turns if turn["decision"]["action"] == ActionType.ASK_FOLLOWUP]
        claim("each answer was kept as it was given", [turn["answer"] for turn in turns] == list(ANSWERS))
        claim("one answer was too short, and was asked after", len(asked_after) == 1 and asked_after[0]["number"] == 1)
        claim("after the last question the interview ended by itself", turns[-1]["decision"]["action"] == "conclude")
        return made.interview_id

    def show(self, interview_id: str, told: dict[str, Any]) -> None:
        """The evaluation, and that the webhook has told it. Raises DemoFailed."""
        results = self.api.ask("GET", f"{API}/interviews/{interview_id}/results?include=evaluation").json()
        evaluation = Evaluation.model_validate(results["evaluation"])
        for part in evaluation_view(evaluation):
            stdout.print(part)
        claim("every score stands on words that were said", _stand_on_words(evaluation))
        scores, turns = told["scores"], told["turns"]
        claim(
            f"the webhook has its scores, its recommendation and its {len(turns)} turns",
            (scores["overall"], told["recommendation"], [turn["a"] for turn in turns])
            == (evaluation.overall, evaluation.recommendation, list(ANSWERS)),
        )

    def _turns(self, interview_id: str) -> Sequence[dict[str, Any]]:
        found: list[dict[str, Any]] = self.api.ask("GET", f"{API}/interviews/{interview_id}/turns").json()["turns"]
        return found


def _stand_on_words(evaluation: Evaluation) -> bool:
    said = " ".join(ANSWERS)
    scored = [answer for answer in evaluation.answers if answer.score is not None]
    return bool(scored) and all(answer.quotes and all(quote in said for quote in answer.quotes) for answer in scored)
