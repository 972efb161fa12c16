"""The bank of questions: how some are chosen from it for a role and a difficulty. The same in gives the same out."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Final

from pydantic import Field

from shared.domain.difficulty import Difficulty
from shared.domain.identifier import IDENTIFIER
from shared.domain.limits import MAX_NAME_CHARACTERS, MAX_TEXT_CHARACTERS
from shared.domain.session.plan import PlannedQuestion, Said
from shared.domain.session.plan_kinds import QuestionKind
from shared.domain.session.role_family import RoleFamily
from shared.domain.value import Value

TECHNICAL_SHARE: Final = 0.4  # of the questions beside the first two
SITUATIONAL: Final = 2
# What stands in for a kind that the bank has too few of.
INSTEAD: Final = (
    QuestionKind.TECHNICAL,
    QuestionKind.SITUATIONAL,
    QuestionKind.BEHAVIOURAL,
    QuestionKind.MOTIVATION,
    QuestionKind.BACKGROUND,
)


class BankQuestion(Value):
    """A question of the bank, for some difficulties. `good` is what a good answer contains."""

    id: str = Field(pattern=IDENTIFIER)
    kind: QuestionKind
    levels: Annotated[tuple[Difficulty, ...], Field(min_length=1)]
    topic: str = Field(min_length=1, max_length=MAX_NAME_CHARACTERS)
    text: Said
    good: Annotated[tuple[Said, ...], Field(min_length=3, max_length=5)]
    hint: str = Field(min_length=1, max_length=MAX_TEXT_CHARACTERS)

    def asked_at(self, difficulty: Difficulty) -> PlannedQuestion:
        """As a plan asks it."""
        return PlannedQuestion(
            id=self.id,
            text=self.text,
            kind=self.kind,
            topic=self.topic,
            difficulty=difficulty,
            good_answer=self.good,
            hint=self.hint,
        )


Bank = Mapping[RoleFamily, Sequence[BankQuestion]]


def choose(bank: Bank, family: RoleFamily, difficulty: Difficulty, count: int) -> list[PlannedQuestion]:
    """So many different questions, the family's own before those for everybody; fewer where the bank has fewer."""
    known = [*bank[family], *(bank[RoleFamily.GENERAL] if family is not RoleFamily.GENERAL else ())]
    fitting = [question for question in known if difficulty in question.levels]
    chosen: list[BankQuestion] = []
    for kind, wanted in mix_of(count).items():
        chosen += [question for question in fitting if question.kind is kind][:wanted]
    missing = count - len(chosen)
    chosen += [question for question in _by_kind(fitting) if question not in chosen][: max(0, missing)]
    return [question.asked_at(difficulty) for question in chosen[:count]]


def mix_of(count: int) -> dict[QuestionKind, int]:
    """How many of each kind."""
    rest = max(0, count - 2)
    technical = math.ceil(rest * TECHNICAL_SHARE)
    situational = min(SITUATIONAL, (rest - technical) // 2)
    return {
        QuestionKind.BACKGROUND: 1,
        QuestionKind.MOTIVATION: 1,
        QuestionKind.BEHAVIOURAL: rest - technical - situational,
        QuestionKind.SITUATIONAL: situational,
        QuestionKind.TECHNICAL: technical,
    }


def _by_kind(questions: Iterable[BankQuestion]) -> list[BankQuestion]:
    return sorted(questions, key=lambda question: INSTEAD.index(question.kind))
