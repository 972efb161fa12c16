"""Live interviews turn by turn, as their organisation sees them."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from shared.domain.evaluation.evaluation import Evaluation
from shared.domain.interview_key import InterviewKey
from shared.domain.session.sound import answer_key
from shared.domain.steps import Step
from shared.domain.webhooks.envelope import links_of
from tests.builders import INTERVIEW, event, principal, run_key
from tests.furnished import GOING_ON, LEFT, furnish
from tests.unit.functions.api.door import Door
from tests.unit.session_world import WAV
from tests.unit.usecases.test_evaluation import LED, SAID, evaluated, judged, live, turn

pytestmark = pytest.mark.loopback
TURNS = "/api/v1/interviews/int_1/turns"


@pytest.fixture
def door() -> Door:
    door = Door()
    furnish(door.root(), "acme")
    return door


@pytest.fixture
def api(door: Door) -> Iterator[TestClient]:
    with door.client() as client:
        yield client


def test_what_was_asked_and_answered(api: TestClient) -> None:
    answer = api.get(TURNS)
    assert answer.status_code == 200, answer.text
    [one] = answer.json()["turns"]
    assert (one["number"], one["answer"], one["confidence"]) == (1, "I led five people.", 0.9)
    assert one["question"].endswith("?") or one["question"].endswith(".")
    assert (one["decision"], one["score"], one["feedback"]) == (None, None, "")
    assert one["audio_url"] == f"https://abc.example.org/prod{TURNS}/1/audio"


def test_the_address_of_a_sound_leads_there(api: TestClient) -> None:
    found = api.get(f"{TURNS}/1/audio", follow_redirects=False)
    assert (found.status_code, "/acme/int_1/turns/1/t1" in found.headers["location"]) == (302, True)


def test_sound_that_is_not_kept_is_404(api: TestClient, door: Door) -> None:
    assert api.get(f"{TURNS}/2/audio").status_code == 404
    key = answer_key(INTERVIEW, 1, "t1")
    kept = door.media.head(key, None)
    assert kept
    door.media.delete(key, kept.version)
    assert api.get(f"{TURNS}/1/audio", follow_redirects=False).json()["code"] == "unknown-item"


def test_another_s_turns_are_none(api: TestClient, door: Door) -> None:
    door.caller = principal(organisation_id="other")
    assert {api.get(path).status_code for path in (TURNS, f"{TURNS}/1/audio")} == {404}


def test_nobody_held_it_live(api: TestClient) -> None:
    assert api.get("/api/v1/interviews/int_2/turns").json() == {"interview_id": "int_2", "turns": []}


def test_the_score_of_an_answer_stands_at_each_of_its_turns() -> None:
    world = live(turn(1, LED, SAID), turn(2, LED, "It ended well."))
    made: Evaluation = evaluated(world, judged())
    door = Door(memory=world.memory)
    with door.client() as api:
        turns = api.get(TURNS).json()["turns"]
    assert world.interview().pointers[Step.EVALUATION]
    assert [(one["number"], one["score"]) for one in turns] == [(1, 8), (2, 8)]
    assert {one["feedback"] for one in turns} == {made.answers[0].feedback}


class TestTheAddressInWebhooks:
    """`links.audio`, whichever way the interview came to its words."""

    def where(self, interview_id: str) -> str:
        told = links_of(
            "https://abc.example.org/prod",
            event(run_key(key=InterviewKey(organisation_id="acme", interview_id=interview_id))),
        )
        return told["audio"].removeprefix("https://abc.example.org/prod")

    def test_leads_to_a_recording(self, api: TestClient, door: Door) -> None:
        assert api.get(self.where("int_2"), follow_redirects=False).status_code == 404
        door.media.put("acme/int_2/upload", WAV, content_type="audio/wav")
        found = api.get(self.where("int_2"), follow_redirects=False)
        assert (found.status_code, "/acme/int_2/upload" in found.headers["location"]) == (302, True)

    def test_leads_to_no_transcript(self, api: TestClient, door: Door) -> None:
        door.media.put("acme/int_2/upload", b"Ann: I led five people.", content_type="text/plain")
        assert api.get(self.where("int_2"), follow_redirects=False).json()["code"] == "unknown-item"

    def test_lists_the_sound_of_live_answers(self, api: TestClient) -> None:
        [url] = api.get(self.where(LEFT)).json()["audio_urls"]
        heard = api.get(url.removeprefix("https://abc.example.org/prod"), follow_redirects=False)
        assert heard.status_code == 302
        assert api.get(self.where(GOING_ON)).status_code == 404

    def test_is_the_organisation_s_alone(self, api: TestClient, door: Door) -> None:
        door.media.put("acme/int_2/upload", WAV, content_type="audio/wav")
        door.caller = principal(organisation_id="other")
        assert {api.get(self.where(one), follow_redirects=False).status_code for one in ("int_2", LEFT)} == {404}
