"""Looks again and again while something else runs, from a thread of its own."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass


@contextmanager
def again_and_again(work: Callable[[], None], every_seconds: float) -> Iterator[None]:
    """Works so often within it. Raises at the end what the work has raised: nobody else would hear of it."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(every_seconds):
            work()

    with ThreadPoolExecutor(1) as pool:
        watching = pool.submit(watch)
        try:
            yield
        finally:
            over.set()
        watching.result()


@dataclass
class Most:
    """The most that was found so far; None when nothing was."""

    found: int | None = None


@contextmanager
def most_of(look: Callable[[], int | None], every_seconds: float) -> Iterator[Most]:
    """The most that `look` finds within it; None is no finding."""
    most = Most()

    def compare() -> None:
        seen = [each for each in (most.found, look()) if each is not None]
        most.found = max(seen, default=None)

    with again_and_again(compare, every_seconds):
        yield most
