"""The bench of `parley submit DIR`, on a stage in memory: it says completed, and bar, only of what was."""

import pytest

from bench.bulk import Submitted, different, submit_folder
from cli import bulk
from shared.domain.lane import Lane
from tests.unit.cli.conftest import Parley
from tests.unit.cli.machine import TALK


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "POLL_SECONDS", 0.0)


def submit(parley: Parley, count: int, seconds: float = 60) -> Submitted:
    return submit_folder(parley.session, "front-desk", different(b"Ana: I count by hand.\n", count), seconds)


def test_every_file_completes_in_the_lane_of_bulk_and_the_bar_comes_to_its_end(parley: Parley) -> None:
    found = submit(parley, 5)
    assert (found.files, found.completed, found.bar) == (5, 5, True)
    assert found.figure.met
    assert found.figure.what == "of 5 files of `parley submit DIR`, completed"
    interviews = parley.json("interviews")["items"]
    assert {(one["status"], one["lane"]) for one in interviews} == {("completed", Lane.BACKFILL)}
    assert len(interviews) == 5


def test_what_has_not_ended_in_time_has_missed_the_bar(parley: Parley) -> None:
    parley.machine.held = True
    found = submit(parley, 3, seconds=0)
    assert (found.completed, found.bar, found.figure.met) == (0, False, False)


def test_the_texts_differ_and_are_transcripts() -> None:
    assert len(set(different(TALK.encode(), 100))) == 100
