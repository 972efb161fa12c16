"""Who scores answers: the tier's model, paid once for each answer; rules where the catalogue lets them."""

import json

import pytest

from shared.domain.errors import EngineRefused, EngineTimeout
from shared.domain.session.plan import PlannedQuestion
from shared.domain.session.plan_kinds import QuestionKind
from shared.domain.tenant import Mode, tenant_id
from shared.domain.tier import Tier
from shared.ports import EngineScope, ModelAnswer
from tests.builders import INTERVIEW
from tests.fakes import MemorySecrets
from tests.unit.runtime import test_model_engines
from tests.unit.runtime.test_model_engines import Factory

SLOW = PlannedQuestion(id="q1", text="Why is a page slow?", kind=QuestionKind.TECHNICAL)
SAID = "Too many scripts block it."
JUDGED = {"met": [], "unmet": [], "score": 6, "communication": 7, "definiteness": 8, "confidence": 0.9}
WORDS = {"quotes": [SAID], "rationale": "One cause.", "feedback": "Name more.", "red_flag": None}


@pytest.fixture(autouse=True)
def _models_score(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = ModelAnswer(text=json.dumps(JUDGED | WORDS), tokens_in=100, tokens_out=10)
    monkeypatch.setattr(test_model_engines, "SUMMARY", answer)


def test_a_model_scores_and_is_paid_once_for_an_answer() -> None:
    factory = Factory("production")
    for _ in range(2):
        scorer = factory.engines.scorer(factory.scope(Tier.PROFESSIONAL))
        assert (scorer.score(SLOW, SAID).score, scorer.engine.name) == (6, "gpt-4o-mini")
    assert factory.asked.keys == [("openai", "sk")]


def test_without_a_key_the_rules_score_and_the_notes_say_so() -> None:
    factory = Factory("development", secrets=MemorySecrets({}))
    scorer = factory.engines.scorer(factory.scope(Tier.ESSENTIAL))
    assert scorer.score(SLOW, SAID).question_id == "q1"
    assert (scorer.engine.name, scorer.engine.draft) == ("rules", True)
    assert "answers are scored by rules because of Engine" in factory.chains.meter.notes[-1]


def test_no_rules_stand_in_for_time_that_the_function_has_not() -> None:
    factory = Factory("development", left=1.0)
    scorer = factory.engines.scorer(factory.scope(Tier.ESSENTIAL))
    with pytest.raises(EngineTimeout):
        scorer.score(SLOW, SAID)
    assert (scorer.engine.draft, factory.chains.meter.notes) == (False, [])


def test_where_the_catalogue_names_nobody_else_no_rules_stand_in() -> None:
    factory = Factory("production", secrets=MemorySecrets({}))
    with pytest.raises(EngineRefused):
        factory.engines.scorer(factory.scope(Tier.PROFESSIONAL)).score(SLOW, SAID)


def test_nobody_is_paid_for_a_sandbox_s() -> None:
    factory = Factory("production")
    sandbox = INTERVIEW.model_copy(update={"organisation_id": tenant_id("acme", Mode.SANDBOX)})
    scope = EngineScope(interview=sandbox, tier=Tier.PROFESSIONAL, meter=factory.chains.meter)
    assert factory.engines.scorer(scope).engine.name == "rules"
    assert factory.asked.built == []
