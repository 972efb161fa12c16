"""What an abandoned interview has left unheard, as the bus tells of it to who has engines."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest

from shared.domain.events import EventName, interview_event
from shared.domain.interview_status import InterviewStatus
from shared.runtime.bootstrap import Root
from shared.runtime.outside import Wired
from tests.builders import INTERVIEW, at
from tests.unit.functions.conftest import Context
from tests.unit.logs import Log
from tests.unit.said import HEARD
from tests.unit.session_world import SessionWorld, left_unheard

WORDS = " ".join(one.text for one in HEARD.segments)


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch, environment: None) -> SessionWorld:
    """A session that the clock has closed, with an answer that was kept and never heard."""
    world, root = left_unheard(), Root()
    wired = vars(world.telling) | {
        "organisations": world.organisations,
        "engines": world.engines,
        "ears": SimpleNamespace(decoder=world.decoder),
    }
    vars(root).update(wired)
    monkeypatch.setattr(Wired, "of", classmethod(lambda *_: root))
    for name in ("PUBLIC_URL", "SIGNING_SECRET"):
        monkeypatch.setenv(name, "s")
    return world


def told() -> Any:
    """The event, as the bus hands it over."""
    event = interview_event(EventName.INTERVIEW_ABANDONED, INTERVIEW, at(31))
    handed = {"detail-type": event.event.value, "detail": event.model_dump(mode="json", by_alias=True)}
    return import_module("functions.hold_interview.handler").handler(handed, Context())


def test_it_is_heard_once_and_then_handed_over(left: SessionWorld) -> None:
    assert [told()["heard"] for _ in range(2)] == [True, False]
    assert WORDS in [segment.text for segment in left.transcript().segments]
    assert left.interview.status is InterviewStatus.AWAITING_UPLOAD


def test_not_a_word_of_it_is_logged(left: SessionWorld, log: Log) -> None:
    told()
    assert log.entries
    assert WORDS not in log.getvalue()
