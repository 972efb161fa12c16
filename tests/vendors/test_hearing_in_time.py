"""A spoken answer over the wire: who is too slow to hear it costs no answer, and no more time than a turn has."""

from functools import partial
from time import monotonic

import pytest

from shared.adapters.metered import MeteredSpeechToText
from shared.domain.limits import CALL_MARGIN_SECONDS
from shared.domain.session.wording import NOT_HEARD
from shared.ports import EngineScope, SpeechToText
from shared.runtime.invocation import remaining, within
from tests.unit.domain.session.plans import TEXTS
from tests.unit.session_world import WAV, SessionWorld, started
from tests.vendors.conftest import Build
from tests.vendors.server import Reply, VendorServer
from tests.vendors.test_speech import SPEECH, VERBOSE

pytestmark = pytest.mark.loopback
SECONDS = 2.2


def hearing_by(build: Build) -> SessionWorld:
    """A session whose answers are heard by the server, within the time of a turn."""
    world, heard_by = started(), build(SPEECH, remaining=remaining)

    def speech(scope: EngineScope) -> SpeechToText:
        return MeteredSpeechToText(heard_by, scope.meter, "whisper-1", "hosted")

    world.engines.speech = speech  # type: ignore[method-assign]
    world.in_time = partial(within, SECONDS + CALL_MARGIN_SECONDS)
    return world


def test_a_slow_server_is_not_waited_for_and_hears_the_repeat(server: VendorServer, build: Build) -> None:
    world = hearing_by(build)
    server.replies = [Reply(VERBOSE, slowly=True)]
    began = monotonic()
    held = world.answer(None, sound=WAV, client_turn_id="a", number=1)
    assert monotonic() - began < SECONDS + CALL_MARGIN_SECONDS
    assert held.last
    assert held.last.reply
    assert (held.last.reply.text, held.session.offers_text) == (NOT_HEARD, True)
    assert world.media.head(held.last.answer.audio_key or "", None)
    server.replies = [Reply(VERBOSE)]
    again = world.answer(None, sound=WAV, client_turn_id="a", number=1)
    assert again.last
    assert again.last.answer.text == "How do you plan? On paper."
    assert again.session.open
    assert again.session.open.text == TEXTS[1]
    assert len(server.received) == 2


def test_what_was_typed_instead_is_taken(server: VendorServer, build: Build) -> None:
    world = hearing_by(build)
    server.replies = [Reply(VERBOSE, slowly=True)]
    world.answer(None, sound=WAV)
    assert world.answer("On paper, by hand.").session.of("q1").outcome == "answered"
