"""Who has answered and goes away is heard all the same: by the bus, and by the function that has engines."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from local import piper
from shared.adapters.dynamodb_session_keys import session_key
from shared.adapters.dynamodb_table import Update
from shared.domain.interview_key import InterviewKey
from shared.domain.session.answer import Answer
from shared.domain.session.sound import answer_key
from shared.domain.session.turn import Turn
from tests.e2e.deployed import Deployed, Receiver
from tests.e2e.test_candidate import GUIDE, INTERVIEWS, SPOKEN, Interviews, is_heard, sounds, told_at
from tests.polling import poll

pytestmark = [
    pytest.mark.emulator,
    pytest.mark.engines,
    pytest.mark.skipif(not piper.installed(), reason="the voice cannot be had here"),
]
__all__ = ["sounds"]  # a fixture
CLOSES = "parley-local-close_sessions"
HOURS = timedelta(hours=2)


@pytest.fixture(scope="module")
def interviews(deployed: Deployed, receiver: Receiver) -> Interviews:
    return told_at(deployed, receiver, "abandoned-acme")


def leave(deployed: Deployed, key: InterviewKey, sound: bytes) -> None:
    """What there is after an answer was kept hours ago, and who heard it died."""
    store, past = deployed.root.sessions, deployed.root.clock.now() - HOURS
    session = store.find(key)
    assert session
    assert session.open
    kept = answer_key(key, session.turn, "a")
    version = deployed.root.media.put(kept, sound, content_type="audio/webm")
    answer = Answer(audio_key=kept, audio_version=version)
    turn = Turn(number=1, client_turn_id="a", asked=session.open, asked_at=past, answer=answer, received_at=past)
    store.receive(session, turn)
    its_last_sign_was(past, deployed, key)


def its_last_sign_was(past: datetime, deployed: Deployed, key: InterviewKey) -> None:
    old = Update(session_key(key), "SET #lastTurnAt = :at, #gsi2sk = :at", values={"at": past.isoformat()})
    deployed.root.table.write(old)


def test_an_answer_that_was_left_is_heard_before_the_transcript_is_made(
    deployed: Deployed, interviews: Interviews, sounds: list[bytes]
) -> None:
    with interviews.begin(call_guide_id=interviews.post("/api/v1/call-guides", GUIDE)["id"]) as (held, _):
        key = InterviewKey(organisation_id="abandoned-acme", interview_id=held.interview_id)
    leave(deployed, key, sounds[0])
    deployed.client("lambda").invoke(FunctionName=CLOSES, Payload=b"{}")
    where = f"{INTERVIEWS}/{held.interview_id}"

    def heard() -> dict[str, Any] | None:
        turns = interviews.ours.ask("GET", f"{where}/turns").json()["turns"]
        return next((turn for turn in turns if turn["answer"]), None)

    turn = poll(heard, seconds=120)
    assert turn["number"] == 1
    is_heard(SPOKEN[0][1], turn)
    poll(lambda: interviews.ours.ask("GET", f"{where}/status").json()["run"], seconds=120)
