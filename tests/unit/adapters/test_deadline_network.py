"""What a call waits for in the network, it waits for no longer than it has left."""

from time import monotonic
from typing import Any

import httpcore2
import pytest

from shared.adapters.deadline_network import ENDS_AT, DeadlineNetwork, DeadlineStream

SECONDS = 2.0


class Usual:
    """A network and a connection that keep how long they were told to wait."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def _wait(self, timeout: float) -> "Usual":
        self.waits.append(timeout)
        return self

    def connect_tcp(self, host: str, port: int, timeout: float, local_address: Any, socket_options: Any) -> "Usual":
        return self._wait(timeout)

    def start_tls(self, context: Any, name: str, timeout: float) -> "Usual":
        return self._wait(timeout)

    def write(self, buffer: bytes, timeout: float) -> None:
        self._wait(timeout)

    def read(self, most: int, timeout: float) -> bytes:
        self._wait(timeout)
        return b""


def network(usual: Usual) -> DeadlineNetwork:
    made = DeadlineNetwork()
    made._usual = usual
    return made


@pytest.mark.parametrize(("told", "least", "most"), [(60.0, SECONDS - 1, SECONDS), (0.5, 0.5, 0.5)])
def test_each_wait_is_bounded_by_what_is_left_and_by_its_own_time(told: float, least: float, most: float) -> None:
    usual, token = Usual(), ENDS_AT.set(monotonic() + SECONDS)
    stream = network(usual).connect_tcp("host", 443, told).start_tls(None, "host", told)
    stream.write(b"", told)
    stream.read(1, told)
    ENDS_AT.reset(token)
    assert len(usual.waits) == 4
    assert all(least <= waited <= most for waited in usual.waits)


def test_when_nothing_is_left_nothing_is_begun() -> None:
    usual, token = Usual(), ENDS_AT.set(monotonic() - 1)
    stream = DeadlineStream(usual)
    with pytest.raises(httpcore2.ConnectTimeout):
        network(usual).connect_tcp("host", 443, 60.0)
    with pytest.raises(httpcore2.ConnectTimeout):
        stream.start_tls(None, "host", 60.0)
    with pytest.raises(httpcore2.WriteTimeout):
        stream.write(b"", 60.0)
    with pytest.raises(httpcore2.ReadTimeout):
        stream.read(1, 60.0)
    ENDS_AT.reset(token)
    assert usual.waits == []
