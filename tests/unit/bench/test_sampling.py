"""What is looked at while something else runs: a bar is met by what was seen, never because nobody looked."""

import tempfile
from pathlib import Path
from threading import Event

import pytest

from bench.concurrency import workers_figure
from bench.growth.disk import disk
from bench.sampling import again_and_again, most_of
from tests.polling import poll

OFTEN = 0.001


def test_the_most_is_what_was_found() -> None:
    found = iter([None, 3, 7, None, 5])
    with most_of(lambda: next(found, 0), OFTEN) as most:
        poll(lambda: most.found == 7 or None, seconds=5)
    assert most.found == 7


def test_nothing_found_is_not_nothing_there() -> None:
    looked: list[int] = []
    with most_of(lambda: looked.append(1), OFTEN) as most:
        poll(lambda: looked or None, seconds=5)
    assert most.found is None


def test_it_is_heard_of_when_looking_goes_wrong() -> None:
    looked = Event()

    def look() -> None:
        looked.set()
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"), again_and_again(look, OFTEN):
        assert looked.wait(5)


@pytest.mark.parametrize(("seen", "met"), [(None, False), (-1, False), (0, False), (1, True), (9, True), (10, False)])
def test_without_a_worker_there_is_no_bound_of_workers(seen: int | None, met: bool) -> None:
    assert workers_figure(seen, 9).met is met


def test_a_folder_is_no_recording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "inner").mkdir()
    with disk() as taken:
        poll(lambda: taken.found, seconds=5)
    assert taken.found == 0
    (tmp_path / "inner" / "file").write_bytes(b"x" * 100_000)
    with disk() as taken:
        poll(lambda: taken.found, seconds=5)
    assert 100_000 <= (taken.found or 0) < 200_000
