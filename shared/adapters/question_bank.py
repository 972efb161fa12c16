"""The bank of questions that ships with the project: files of `shared/question_bank`, read on first use."""

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from shared.domain.difficulty import Difficulty
from shared.domain.job_description import JobDescription
from shared.domain.made_by import Engine
from shared.domain.session.bank import Bank, BankQuestion, choose
from shared.domain.session.plan import PlannedQuestion
from shared.domain.session.role_family import RoleFamily, family_of

FOLDER: Final = Path(__file__).resolve().parents[1] / "question_bank"
BANK_VERSION: Final = "1"
# Difficulties that share questions.
LEVELS: Final = {
    "all": tuple(Difficulty),
    "early": (Difficulty.ENTRY, Difficulty.INTERMEDIATE),
    "late": (Difficulty.SENIOR, Difficulty.EXPERT),
}


@cache
def question_bank() -> Bank:
    """All of it, by family."""
    return {family: _read(family) for family in RoleFamily}


def _read(family: RoleFamily) -> Sequence[BankQuestion]:
    rows = tomllib.loads((FOLDER / f"{family}.toml").read_text(encoding="utf-8"))["questions"]
    return [_question(row) for row in rows]


def _question(row: dict[str, Any]) -> BankQuestion:
    return BankQuestion.model_validate(row | {"levels": LEVELS[row["levels"]]})


class BankQuestionWriter:
    """Implements `QuestionWriter` without a model. The bank is in English, whatever language is asked for."""

    @property
    def engine(self) -> Engine:
        return Engine(name="question-bank", version=BANK_VERSION, draft=True)

    def write(self, job: JobDescription, *, count: int, language: str) -> Sequence[PlannedQuestion]:  # noqa: ARG002
        return choose(question_bank(), family_of(job), job.difficulty, count)
