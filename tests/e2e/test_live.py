"""Live interviews on the deployed app: a candidate by link, by text and by voice, to a run that completes."""

from typing import Any

import httpx
import pytest

from shared.domain.alongside import Alongside, PlanOf
from shared.domain.candidate import CandidateLink
from shared.domain.interview import InterviewKey, InterviewMode, InterviewStatus
from tests.builders import interview, project
from tests.e2e.deployed import SETTLED, Deployed
from tests.e2e.test_api import Platform, platform
from tests.media import encode, sample_audio
from tests.polling import poll
from tests.unit.domain.session.plans import TEXTS, plan

pytestmark = pytest.mark.emulator
SAID = "In spring I led five people and we cut the waiting time by a third, because the old calendar was slow."


@pytest.fixture(scope="module")
def ours(deployed: Deployed) -> Platform:
    made = platform(deployed, "live-acme")
    deployed.root.projects.put_project("live-acme", project())
    return made


def schedule(deployed: Deployed, interview_id: str) -> InterviewKey:
    key = InterviewKey(organisation_id="live-acme", interview_id=interview_id)
    now = deployed.root.clock.now()
    link = CandidateLink(expires_at=now.replace(year=now.year + 1))
    made = interview(key, mode=InterviewMode.LIVE, link=link, created_at=now, updated_at=now)
    deployed.root.interviews.create_interview(made, Alongside(plan=PlanOf(interview=key, plan=plan())))
    return key


def candidate(ours: Platform, interview_id: str) -> httpx.Client:
    """Who has the interview's link, and nothing else."""
    url = ours.ask("GET", f"/api/v1/interviews/{interview_id}/link").json()["interview_url"]
    token = url.rpartition("/")[2]
    base = ours.deployed.outputs["ApiUrl"] + "/session"
    return httpx.Client(base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=90, trust_env=False)


def spoken(kind: str) -> bytes:
    """A sentence of the sample, as a browser's recorder writes it."""
    return encode(sample_audio(5.0, 12.0), kind, live=True)


def test_by_text_and_by_voice_to_the_end(ours: Platform, deployed: Deployed) -> None:
    key = schedule(deployed, "int_live")
    with candidate(ours, key.interview_id) as client:
        opened = client.post("/start/int_live")
        assert opened.status_code == 200, opened.text
        said: list[dict[str, Any]] = []
        heard = client.post(
            "/turn/int_live",
            files={"audio": ("answer.webm", spoken("webm"), "audio/webm")},
            data={"client_turn_id": "spoken", "turn_number": "1"},
        )
        assert heard.status_code == 200, heard.text
        said.append(heard.json())
        candidates_words = said[0]["session_state"]["conversation_history"][-2]["content"]
        assert len(candidates_words.split()) > 3
        while said[-1]["interviewer_response"]["should_continue"]:
            turn = {"text": SAID, "client_turn_id": f"t{len(said)}", "turn_number": said[-1]["turn_number"]}
            answer = client.post("/turn/int_live", json=turn)
            assert answer.status_code == 200, answer.text
            said.append(answer.json())
            assert len(said) < 3 * len(TEXTS) + 3
        assert client.post("/turn/int_live", json={"text": "more"}).status_code == 409
    ended = poll(lambda: _settled(deployed, key), seconds=240)
    assert ended is InterviewStatus.COMPLETED
    found = deployed.root.interviews.get_interview(key)
    assert found.totals
    assert found.totals.segments >= len(said)


def _settled(deployed: Deployed, key: InterviewKey) -> InterviewStatus | None:
    status = deployed.root.interviews.get_interview(key).status
    return status if status in SETTLED else None
