"""A small storm over the deployed app: whatever fails, and whenever, redrives bring every interview to its end."""

import pytest

from bench.chaos.storm import Storm, weather

pytestmark = pytest.mark.emulator
# Two steps die as they begin, what was heard is refused by its bucket, and the provider refuses to hear: each the first
# time, so that all of it comes, whoever is quick or slow.
SEED = 20261235


def test_a_storm_leaves_everything_completed_and_nothing_twice() -> None:
    after = weather(Storm(interviews=2, recordings=1, rate=0.1, seed=SEED, pieces=1))
    assert after.completed == 2
    assert after.wrong_evidence == 0
    assert after.needless_calls == 0
    assert after.nameless_calls == 0
    assert after.held_slots == 0
    assert after.provider_calls >= 2 * 5
    assert after.pieces_heard >= 1
    assert min(after.faults.values()) > 0, f"it was no storm: {after.faults}"
