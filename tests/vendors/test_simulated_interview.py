"""Whole interviews with a language model over real HTTP, which always wants to ask the same."""

import json

import pytest

from bench.interviewer.candidates import Candidate, script_of
from bench.interviewer.holding import Held, hold
from shared.adapters.lexical import LexicalEmbedder
from shared.adapters.rules_interviewer.interviewer import RulesInterviewer
from shared.domain.session.status import EndReason
from shared.runtime.interviewer import build_interviewer
from tests.unit.adapters.chains import RecordedMeter
from tests.unit.adapters.model_interviewer.says import says
from tests.vendors.conftest import Build
from tests.vendors.dialects import OPENAI
from tests.vendors.server import Reply, VendorServer

pytestmark = pytest.mark.loopback


def held(kind: str, build: Build, meter: RecordedMeter, plan: str = "research") -> Held:
    script, rules = script_of(plan), RulesInterviewer(LexicalEmbedder())
    return hold(Candidate(kind, script, 1), script, build_interviewer(build(OPENAI), lambda: rules, meter))


def test_a_model_that_repeats_itself_asks_nothing_twice(server: VendorServer, build: Build) -> None:
    server.reply = lambda _: Reply(OPENAI.said(json.dumps(says())))
    found = held("brief", build, RecordedMeter())
    assert (found.duplicates, found.in_budget, found.end) == (0, True, EndReason.PLAN_DONE)
    assert found.follow_ups > 1


def test_a_model_that_would_end_at_once_asks_what_is_required_first(server: VendorServer, build: Build) -> None:
    server.reply = lambda _: Reply(OPENAI.said(json.dumps(says(action="conclude", value=1.0, lacks=[]))))
    found, questions = held("strong", build, RecordedMeter()), script_of("research").plan.questions
    assert found.end is EndReason.ENOUGH_HEARD
    assert found.coverage == sum(question.required for question in questions) / len(questions)


def test_a_model_that_claims_what_nobody_told_asks_for_it_all_the_same(server: VendorServer, build: Build) -> None:
    """And ends in its budget: what its plan requires is asked for as often as it allows, and no more."""
    claims = says(action="conclude", value=1.0, lacks=[], learned=[{"n": 1, "quote": "three hours by train"}])
    server.reply = lambda _: Reply(OPENAI.said(json.dumps(claims)))
    found = held("brief", build, RecordedMeter())
    [asks] = [question for question in script_of("research").plan.questions if question.required_data]
    assert found.follow_ups == found.apt == asks.max_follow_ups
    assert (found.duplicates, found.in_budget, found.end) == (0, True, EndReason.ENOUGH_HEARD)


def test_an_interview_goes_on_without_its_model(server: VendorServer, build: Build) -> None:
    server.reply = lambda _: OPENAI.error(500, "broken")
    meter = RecordedMeter()
    found = held("strong", build, meter)
    assert (found.coverage, found.end) == (1, EndReason.PLAN_DONE)
    assert set(meter.notes) == {"a draft: an answer was considered by rules because of EngineFailed"}


def test_commands_reach_no_model(server: VendorServer, build: Build) -> None:
    server.reply = lambda _: Reply(OPENAI.said(json.dumps(says(score=10, value=1.0))))
    found = held("injecting", build, RecordedMeter())
    assert (found.score, server.received) == (0, [])
