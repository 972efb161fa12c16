"""A small storm over the deployed app: whatever fails, and whenever, redrives bring every interview to its end."""

import pytest

from bench.__main__ import SEED
from bench.chaos.storm import Storm, weather

pytestmark = pytest.mark.emulator


def test_a_storm_leaves_everything_completed_and_nothing_twice() -> None:
    after = weather(Storm(interviews=2, recordings=1, rate=0.1, seed=SEED, pieces=1))
    assert after.completed == 2
    assert after.wrong_evidence == 0
    assert after.needless_calls == 0
    assert after.held_slots == 0
    assert after.provider_calls >= 2 * 5
    assert after.pieces_heard >= 1
