"""The simulator's bars, with one seed and without weights: ten kinds of candidates in two interviews."""

from collections.abc import Sequence
from statistics import fmean

import pytest

from bench.interviewer.candidates import KINDS
from bench.interviewer.holding import Held
from bench.interviewer.report import figures_of, out_of_order, simulate
from shared.adapters.lexical import LexicalEmbedder
from shared.adapters.rules_interviewer.interviewer import RulesInterviewer
from shared.domain.session.status import EndReason

LEAST_APT = 0.8


@pytest.fixture(scope="module")
def held() -> Sequence[Held]:
    return simulate(RulesInterviewer(LexicalEmbedder()), [20261121])


def test_every_kind_is_held_to_an_end_within_its_budget_and_asked_nothing_twice(held: Sequence[Held]) -> None:
    assert {one.kind for one in held} == set(KINDS)
    assert [one for one in held if one.duplicates or not one.in_budget] == []


def test_scores_are_in_their_order(held: Sequence[Held]) -> None:
    assert out_of_order(held) == 0
    assert all(figure.met is not False for figure in figures_of("rules", held))


def test_a_command_is_worth_nothing(held: Sequence[Held]) -> None:
    brief, injecting = (fmean(one.score for one in held if one.kind == kind) for kind in ("brief", "injecting"))
    assert injecting <= brief


def test_follow_ups_ask_for_what_is_lacking(held: Sequence[Held]) -> None:
    assert sum(one.apt for one in held) >= LEAST_APT * sum(one.follow_ups for one in held)
    assert not [one for one in held if one.kind == "strong" and one.follow_ups > 1]


def test_who_leaves_or_insults_is_let_go(held: Sequence[Held]) -> None:
    ends = {one.kind: one.end for one in held}
    assert ends["leaving"] is EndReason.CANDIDATE_LEFT
    assert ends["hostile"] is EndReason.HOSTILE
    assert ends["strong"] is EndReason.PLAN_DONE
