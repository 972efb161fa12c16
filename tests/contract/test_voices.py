"""Whoever speaks, by a script or over the wire, speaks in the same way."""

from collections.abc import Iterator

import pytest

from shared.ports.sessions import TextToSpeech
from tests.fakes import ScriptedTextToSpeech
from tests.vendors.server import Reply, vendor_server
from tests.vendors.speakers import EDGE, SPEAKERS, edge_server, spoken

pytestmark = pytest.mark.loopback
TEXT = "Was tun Sie, wenn <etwas> schief geht & niemand da ist? 🙂"


@pytest.fixture(params=["scripted", "edge", *SPEAKERS], ids=lambda leg: getattr(leg, "name", leg))
def speaker(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[TextToSpeech]:
    if request.param == "scripted":
        yield ScriptedTextToSpeech()
    elif request.param == "edge":
        with edge_server() as edge:
            monkeypatch.setattr("edge_tts.communicate.WSS_URL", edge.url)
            yield EDGE("")
    else:
        with vendor_server() as server:
            sound = request.param.said("")
            server.reply = lambda _: spoken(sound) if isinstance(sound, bytes) else Reply(sound)
            made = request.param.adapter(server.url)
            yield made
            made.http.close()


def test_the_sound_says_what_it_is_and_whose(speaker: TextToSpeech) -> None:
    speech = speaker.synthesise(TEXT, language="en")
    heads = {"audio/mpeg": b"ID3", "audio/wav": b"RIFF"}
    assert speech.sound.startswith(heads[speech.content_type])
    assert speech.characters == len(TEXT)
    assert speech.voice == speaker.voice
    assert speech.engine.name


def test_it_speaks_again(speaker: TextToSpeech) -> None:
    first, second = (speaker.synthesise(TEXT, language="en") for _ in range(2))
    assert first.voice == second.voice
    assert second.sound
