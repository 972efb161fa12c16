"""The vendors' own libraries, over real HTTP, against a server of the test's own."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.vendors.dialects import Dialect
from tests.vendors.server import VendorServer, vendor_server

Build = Callable[..., Any]


@pytest.fixture
def server() -> Iterator[VendorServer]:
    with vendor_server() as running:
        yield running


@pytest.fixture
def build(server: VendorServer) -> Iterator[Build]:
    """Makes adapters of a dialect that reach the server; their connections end with the test."""
    built: list[Any] = []

    def make(dialect: Dialect, **fields: Any) -> Any:
        built.append(dialect.adapter(server.url, **fields))
        return built[-1]

    yield make
    for adapter in built:
        adapter.http.close()
