"""Each function has the part of the composition root that it uses, and that part knows its settings."""

from importlib import import_module

import pytest

from bench.imports import HTTP, functions, handler_module
from shared.runtime.bootstrap import Root
from shared.runtime.outside import Wired
from tests.unit.functions.conftest import settings_of


@pytest.mark.parametrize("name", functions())
def test_the_root_of_a_function_knows_its_settings(name: str) -> None:
    kind, root = settings_of(name), _root_of(name)
    settings = kind(**dict.fromkeys(kind.__annotations__, "1"))  # a text, a number or a truth value
    assert isinstance(root.of(settings), root)
    assert name in HTTP or root is not Root


def _root_of(name: str) -> type[Wired]:
    """What the module of the handler names. Those that answer HTTP have the whole, for their routes."""
    if name in HTTP:
        return Root
    [root] = _wired(handler_module(name))
    return root


def _wired(module: str) -> list[type[Wired]]:
    known = vars(import_module(module)).values()
    return [kind for kind in known if isinstance(kind, type) and issubclass(kind, Wired)]


def test_what_the_bus_tells_who_holds_interviews_finds_its_root() -> None:
    kind = settings_of("hold_interview")
    settings = kind(**dict.fromkeys(kind.__annotations__, "1"))
    [root] = _wired("functions.hold_interview.left")
    assert isinstance(root.of(settings), root)
