"""Floors under the measured quality, on the samples and on made-up interviews; a little below the figures reached."""

from pathlib import Path
from typing import Any

import pytest

from bench.quality.scores import Score, is_found, load, score
from shared.adapters.extractive.analyst import ExtractiveAnalyst
from shared.adapters.lexical import LexicalEmbedder
from shared.adapters.minilm import MiniLmEmbedder
from tests.unit.adapters.extractive_cases import cases

SAMPLES = Path(__file__).parents[3] / "samples"
NAMES = ("scheduling-tool", "night-nurse", "coop-kitchen")


def sample(name: str) -> dict[str, Any]:
    return load(SAMPLES / f"{name}.json")


def total(scores: list[Score]) -> tuple[int, int, int]:
    """Found quotes, right statuses, right personas."""
    return (
        sum(each.quotes_found[0] for each in scores),
        sum(each.statuses[0] for each in scores),
        sum(each.persona_right for each in scores),
    )


@pytest.mark.engines
@pytest.mark.parametrize("name", NAMES)
def test_samples_with_minilm(name: str) -> None:
    result = score(sample(name), ExtractiveAnalyst(MiniLmEmbedder()))
    assert result.quotes_found[0] >= 8
    assert result.statuses[0] >= 5
    assert result.persona_right
    assert result.person_right


@pytest.mark.parametrize("name", NAMES)
def test_samples_without_weights(name: str) -> None:
    result = score(sample(name), ExtractiveAnalyst(LexicalEmbedder()))
    assert result.quotes_found[0] >= 8
    assert result.statuses[0] >= 4
    assert result.persona_right


@pytest.mark.engines
def test_made_up_interviews_with_minilm() -> None:
    quotes, statuses, personas = total([score(each, ExtractiveAnalyst(MiniLmEmbedder())) for each in cases().values()])
    assert quotes >= 34  # of 39
    assert statuses >= 26  # of 31
    assert personas >= 4  # of 6


def test_made_up_interviews_without_weights() -> None:
    quotes, statuses, _ = total([score(each, ExtractiveAnalyst(LexicalEmbedder())) for each in cases().values()])
    assert quotes >= 34
    assert statuses >= 17  # vectors of words miss what is asked in other words


def test_when_a_quote_counts_as_found() -> None:
    assert is_found("We lost forty orders", ["Well, we lost about forty orders."])
    assert not is_found("We lost forty orders", ["Forty orders were lost by us."])
    assert not is_found("We lost forty orders", [])
