import pytest

from tests.unit import world as worlds
from tests.unit.world import World


@pytest.fixture
def world() -> World:
    """An interview whose first run has been started."""
    return worlds.ready()


@pytest.fixture
def finished() -> World:
    """An interview whose first run has succeeded."""
    return worlds.finished()
