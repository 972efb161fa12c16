"""Live interviews behind their two doors: the candidate's link, and the parent platform's key."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from shared.domain.alongside import Alongside, PlanOf
from shared.domain.candidate import CandidateLink
from shared.domain.candidate_link import token_of
from shared.domain.errors import EngineFailed, EngineTimeout, EngineUnavailable
from shared.domain.interview_key import InterviewKey, upload_key
from shared.domain.interview_status import InterviewMode
from shared.domain.session.action import ActionType
from shared.domain.session.answer import AnswerKind, Considered
from shared.domain.session.limits import DEFAULT_ANSWER_SECONDS, MAX_ANSWER_CHARACTERS, MAX_FORM_BYTES, MAX_TURN_BYTES
from shared.domain.session.status import EndReason
from shared.runtime.live import telling
from shared.usecases.end_session import end_session
from shared.usecases.hand_over import hand_over
from tests.builders import INTERVIEW, at, interview, principal
from tests.fakes import MemoryInterviews
from tests.fakes.engines import SCRIPTED
from tests.unit.domain.session.plans import TEXTS, plan
from tests.unit.functions.api.door import Door, Killed
from tests.unit.session_world import WAV

KINDS = {
    "webm": b"\x1aE\xdf\xa3\x01\x00\x00\x00",
    "ogg": b"OggS\x00\x02",
    "mp4": b"\x00\x00\x00\x18ftypM4A ",
    "wav": WAV,
}
OTHER = InterviewKey(organisation_id="acme", interview_id="int_2")
FOLLOWED_UP = Considered(
    kind=AnswerKind.THIN, value=0.1, proposes=ActionType.ASK_FOLLOWUP, say="Why in spring?", engine=SCRIPTED
)

# Even a client that stays in the process has an event loop, and that has a socket.
pytestmark = pytest.mark.loopback


@pytest.fixture
def door() -> Door:
    door = Door(caller=None)
    for key in (INTERVIEW, OTHER):
        made = interview(key, mode=InterviewMode.LIVE, link=CandidateLink(expires_at=at(60)))
        MemoryInterviews(door.memory).create_interview(made, Alongside(plan=PlanOf(interview=key, plan=plan())))
    return door


@pytest.fixture
def client(door: Door) -> Iterator[TestClient]:
    with door.client(door.app(most=MAX_FORM_BYTES)) as client:
        client.headers["Authorization"] = f"Bearer {token(door)}"
        yield client


def token(door: Door, key: InterviewKey = INTERVIEW) -> str:
    return token_of(door.memory.interviews[key], door.signing.keys()) or ""


def start(client: TestClient) -> Any:
    answer = client.post("/session/start/int_1")
    assert answer.status_code == 200, answer.text
    return answer.json()


def say(client: TestClient, text: str = "In spring I led five people.", **more: Any) -> Any:
    return client.post("/session/turn/int_1", json={"text": text, **more})


def ask(client: TestClient, number: int, name: str) -> Any:
    """For a form."""
    asked = {"content_type": "audio/webm", "turn_number": number, "client_turn_id": name}
    return client.post("/session/upload/int_1", json=asked)


def renew(client: TestClient, name: str) -> Any:
    return client.post("/api/v1/interviews/int_1/link", json={}, headers={"Idempotency-Key": name})


class TestTheCandidateSDoor:
    def test_start_in_the_shape_of_the_document(self, client: TestClient) -> None:
        said = start(client)
        assert said["turn_number"] == 1
        assert said["interviewer_response"]["text"].endswith(TEXTS[0])
        assert said["interviewer_response"]["should_continue"] is True
        assert said["interviewer_response"]["action"]["action_type"] == "new_question"
        assert said["session_state"]["current_phase"] == "intro"
        assert said["limits"]["answer_seconds"] == DEFAULT_ANSWER_SECONDS

    def test_an_interview_by_text(self, client: TestClient, door: Door) -> None:
        start(client)
        said = [say(client).json() for _ in TEXTS]
        assert [one["turn_number"] for one in said] == [2, 3, 4, 5]
        assert said[-1]["interviewer_response"]["should_continue"] is False
        assert [turn["role"] for turn in said[1]["session_state"]["conversation_history"]] == [
            "candidate",
            "interviewer",
        ]
        assert door.media.head(upload_key(INTERVIEW), None) is None  # nothing waits for it
        assert hand_over(INTERVIEW, ports=telling(door.root()))
        assert door.media.head(upload_key(INTERVIEW), None)

    @pytest.mark.parametrize("kind", sorted(KINDS))
    def test_a_spoken_turn(self, client: TestClient, door: Door, kind: str) -> None:
        start(client)
        sound = KINDS[kind] + b"\r\n--sound\r\n\r\n\xff\x00"
        answer = client.post(
            "/session/turn/int_1",
            files={"audio": ("a.bin", sound, "application/octet-stream")},
            data={"client_turn_id": "a", "turn_number": "1"},
        )
        assert answer.status_code == 200, answer.text
        assert door.media.types["acme/int_1/turns/1/a"] == f"audio/{kind}"
        with door.media.reader("acme/int_1/turns/1/a", None) as kept:
            assert kept.read() == sound

    def test_what_is_thought_of_answers_is_not_theirs_to_see(self, client: TestClient, door: Door) -> None:
        thought = Considered(
            kind=AnswerKind.THIN,
            value=0.1,
            proposes=ActionType.NEW_QUESTION,
            why="secretly weak",
            insight="secretly weak",
            score=1.0,
            engine=SCRIPTED,
        )
        door.interviewer.considered = [thought]
        start(client)
        assert "secretly" not in say(client).text
        assert "value" not in client.get("/session/state/int_1").json()["interviewer_response"]["action"]["reasoning"]

    def test_the_state_has_the_whole_history(self, client: TestClient) -> None:
        start(client)
        say(client, "one")
        say(client, "two")
        history = client.get("/session/state/int_1").json()["session_state"]["conversation_history"]
        assert [turn["content"] for turn in history if turn["role"] == "candidate"] == ["one", "two"]
        assert len(history) == 5

    def test_they_end_it_themselves(self, client: TestClient) -> None:
        start(client)
        ended = client.delete("/session/state/int_1")
        assert (ended.status_code, client.delete("/session/state/int_1").status_code) == (200, 200)
        assert ended.json()["interviewer_response"]["should_continue"] is False
        refused = say(client)
        assert (refused.status_code, refused.json()["code"]) == (409, "session-ended")
        assert refused.json()["session_state"]["interview_id"] == "int_1"

    def test_in_the_middle_too_and_it_says_so(self, client: TestClient) -> None:
        start(client)
        say(client, client_turn_id="one")
        say(client, client_turn_id="two")
        ended = client.delete("/session/state/int_1").json()["interviewer_response"]
        assert (ended["should_continue"], ended["action"]["action_type"]) == (False, "conclude")
        assert client.get("/session/state/int_1").json()["interviewer_response"] == ended
        again = say(client, client_turn_id="one", turn_number=1).json()
        assert again["interviewer_response"]["text"].endswith(TEXTS[1])

    def test_a_longer_answer_goes_by_a_form(self, client: TestClient, door: Door) -> None:
        start(client)
        asked = {"content_type": "audio/webm", "turn_number": 1, "client_turn_id": "long-1"}
        form = client.post("/session/upload/int_1", json=asked).json()
        assert form["upload_key"] == form["upload"]["fields"]["key"] == "acme/int_1/turns/1/long-1"
        assert client.post("/session/turn/int_1", json={"upload_key": form["upload_key"]}).status_code == 422
        door.media.upload(form["upload_key"], WAV)
        assert client.post("/session/turn/int_1", json={"upload_key": form["upload_key"]}).json()["turn_number"] == 2

    def test_a_form_is_for_the_open_turn_alone(self, client: TestClient, door: Door) -> None:
        """Nobody replaces the sound of an answer that was given: not under its own id, and not after the end."""
        assert ask(client, 1, "a").status_code == 404
        start(client)
        assert [ask(client, 1, name).status_code for name in ("a", "a", "b")] == [200] * 3
        refused = [ask(client, 2, "a")]
        say(client, client_turn_id="a", turn_number=1)
        refused += [ask(client, 1, "a"), ask(client, 1, "b")]
        for one in refused:
            assert (one.status_code, one.json()["code"]) == (409, "turn-conflict")
        assert refused[-1].json()["turn_number"] == 2
        client.delete("/session/state/int_1")
        for number in (1, 2):
            over = ask(client, number, "a")
            assert (over.status_code, over.json()["code"]) == (409, "session-ended")
            assert over.json()["session_state"]["interview_id"] == "int_1"

    def test_an_answer_that_is_being_heard_has_a_form_under_its_own_id_only(
        self, client: TestClient, door: Door
    ) -> None:
        """Who sends all of it again after a fault goes on with what was kept first."""
        start(client)
        door.media.upload("acme/int_1/turns/1/a", WAV)
        door.interviewer.errors = [Killed()]  # type: ignore[list-item]
        assert client.post("/session/turn/int_1", json={"upload_key": "acme/int_1/turns/1/a"}).status_code == 502
        assert (ask(client, 1, "a").status_code, ask(client, 1, "b").status_code) == (200, 409)

    def test_what_is_put_under_the_key_of_an_answer_later_is_not_the_answer(
        self, client: TestClient, door: Door
    ) -> None:
        """By a form from before it was answered, which is good for a quarter of an hour."""
        start(client)
        key = ask(client, 1, "a").json()["upload_key"]
        first = door.media.upload(key, WAV)
        assert client.post("/session/turn/int_1", json={"upload_key": key}).status_code == 200
        door.media.upload(key, WAV + b"another")
        door.caller = principal()
        heard = client.get("/api/v1/interviews/int_1/turns/1/audio", follow_redirects=False)
        assert f"versionId={first}" in heard.headers["location"]
        history = client.get("/api/v1/session/state/int_1").json()["session_state"]["conversation_history"]
        assert f"versionId={first}" in history[1]["audio_url"]

    def test_pages_of_any_site_may_call_and_read_refusals(self, client: TestClient, door: Door) -> None:
        del client.headers["Authorization"]
        link = f"/interview/{token(door)}"
        for method, path, status in (
            ("OPTIONS", "/session/turn/int_1", 204),
            ("OPTIONS", "/session/state/int_1", 204),
            ("OPTIONS", link, 204),
            ("GET", link, 200),
            ("POST", "/session/start/int_1", 401),
            ("GET", "/interview/nonsense", 404),
        ):
            answer = client.request(method, path, headers={"Origin": "https://jobs.example"})
            assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (status, "*"), path
        assert "authorization" in answer.headers["access-control-allow-headers"]

    def test_pages_read_that_a_body_was_too_large_or_no_json(self, client: TestClient, door: Door) -> None:
        """What is refused before any route is asked, too."""
        door.caller = principal()
        start(client)
        for path in ("/session/turn/int_1", "/session/upload/int_1", "/api/v1/session/turn/int_1", "/brain"):
            large = client.post(path, content=bytes(MAX_FORM_BYTES + 1))
            broken = client.post(path, content=b"{", headers={"Content-Type": "application/json"})
            assert (large.status_code, large.json()["code"]) == (413, "body-too-large")
            assert broken.status_code == (500 if path == "/brain" else 400)
            for answer in (large, broken):
                assert answer.headers["access-control-allow-origin"] == "*"

    def test_who_has_no_link_that_works(self, client: TestClient, door: Door) -> None:
        door.memory.interviews[OTHER] = interview(OTHER, link=CandidateLink(expires_at=at(-1)))
        expired, other = token(door, OTHER), token(door)
        for held, path, status in (
            (None, "int_1", 401),
            ("Basic abc", "int_1", 401),
            ("Bearer nonsense", "int_1", 401),
            (f"Bearer {other}", "int_2", 404),
            (f"Bearer {expired}", "int_2", 410),
        ):
            headers = {"Authorization": held} if held else {"Authorization": ""}
            assert client.post(f"/session/start/{path}", headers=headers).status_code == status

    @pytest.mark.parametrize("why", ["revoked", "expired"])
    def test_a_link_that_ends_in_mid_interview(self, client: TestClient, door: Door, why: str) -> None:
        start(client)
        assert say(client).status_code == 200
        known = door.memory.interviews[INTERVIEW]
        assert known.link
        ended = known.link.revoked(at(0)) if why == "revoked" else known.link.model_copy(update={"expires_at": at(0)})
        door.memory.interviews[INTERVIEW] = known.model_copy(update={"link": ended})
        door.clock.advance(minutes=1)
        assert say(client).status_code == 410
        end_session(INTERVIEW, EndReason.REQUESTED, ports=telling(door.root()))
        assert hand_over(INTERVIEW, ports=telling(door.root()))
        [kept] = door.sessions.turns(INTERVIEW)
        with door.media.reader(upload_key(INTERVIEW), None) as put:
            assert kept.answer.text in put.read().decode()

    @pytest.mark.parametrize("why", ["revoked", "expired"])
    def test_another_link_goes_on_at_the_open_question(self, client: TestClient, door: Door, why: str) -> None:
        start(client)
        say(client)
        door.caller = principal()
        if why == "revoked":
            client.delete("/api/v1/interviews/int_1/link")
        else:
            known = door.memory.interviews[INTERVIEW]
            ended = CandidateLink(expires_at=door.clock.now())
            door.memory.interviews[INTERVIEW] = known.model_copy(update={"link": ended})
        assert say(client).status_code == 410
        renewed = renew(client, "link-2")
        assert (renewed.status_code, renewed.json()["state"]) == (201, "valid")
        client.headers["Authorization"] = f"Bearer {renewed.json()['interview_url'].rpartition('/')[2]}"
        assert start(client)["turn_number"] == 2
        assert say(client, turn_number=2).json()["turn_number"] == 3

    def test_what_is_over_has_no_other_link(self, client: TestClient, door: Door) -> None:
        start(client)
        client.delete("/session/state/int_1")
        door.caller = principal()
        refused = [renew(client, "at the end")]
        assert hand_over(INTERVIEW, ports=telling(door.root()))  # its transcript is awaited
        refused.append(renew(client, "after it"))
        assert [(one.status_code, one.json()["code"]) for one in refused] == [(409, "session-ended")] * 2
        assert refused[0].json()["detail"] == "the interview is over"

    def test_nobody_has_started(self, client: TestClient) -> None:
        assert (say(client).status_code, client.get("/session/state/int_1").status_code) == (404, 404)


class TestSound:
    def test_the_address_plays_without_a_header_and_is_made_once(self, client: TestClient, door: Door) -> None:
        start(client)
        said = say(client).json()["interviewer_response"]
        assert door.voice.said == []
        path = said["audio_url"].removeprefix("https://abc.example.org/prod")
        for _ in range(2):
            found = client.get(path, headers={"Authorization": ""}, follow_redirects=False)
            assert found.status_code == 302
            assert "/acme/speech/" in found.headers["location"]
        assert [text for text, _ in door.voice.said] == [said["text"]]

    def test_a_question_of_the_plan_is_spoken_once_for_everybody(self, client: TestClient, door: Door) -> None:
        """Also where one of them was asked something in between."""
        door.interviewer.considered = [FOLLOWED_UP]
        addresses = []
        for key in (INTERVIEW, OTHER):
            client.headers["Authorization"] = f"Bearer {token(door, key)}"
            client.post(f"/session/start/{key.interview_id}")
            while True:
                where = f"/session/turn/{key.interview_id}?audio=wait"
                said = client.post(where, json={"text": "In spring."}).json()["interviewer_response"]
                if said["action"]["action_type"] == "new_question":
                    break
            addresses.append(said["audio_url"])
        assert addresses[0] == addresses[1]
        assert len(door.voice.said) == 2  # the question, and what was asked in between

    def test_what_may_hold_words_of_an_answer_is_kept_with_its_interview(self, client: TestClient, door: Door) -> None:
        door.interviewer.considered = [FOLLOWED_UP]
        start(client)
        answer = client.post("/session/turn/int_1?audio=wait", json={"text": "a"}).json()
        assert "/acme/int_1/speech/" in answer["interviewer_response"]["audio_url"]

    def test_who_asks_for_it_waits_for_it(self, client: TestClient, door: Door) -> None:
        start(client)
        answer = client.post("/session/turn/int_1?audio=wait", json={"text": "a"}).json()
        assert "/speech/" in answer["interviewer_response"]["audio_url"]
        assert len(door.voice.said) == 1

    def test_speech_that_fails_leaves_the_text(self, client: TestClient, door: Door) -> None:
        start(client)
        for failed in (EngineFailed("garbage"), EngineTimeout("slow"), EngineUnavailable("down")):
            door.voice.errors = [failed]
            answer = client.post("/session/turn/int_1?audio=wait", json={"text": "a"})
            assert answer.json()["interviewer_response"]["audio_url"] is None
            assert answer.json()["interviewer_response"]["text"]

    @pytest.mark.parametrize("token", ["nonsense", "a.b.c"])
    def test_no_sound_of_ours(self, client: TestClient, token: str) -> None:
        assert client.get(f"/session/speech/{token}", follow_redirects=False).status_code == 404


class TestWhatIsRefused:
    def test_another_tab_gets_the_state(self, client: TestClient) -> None:
        start(client)
        say(client, "first", client_turn_id="a", turn_number=1)
        refused = say(client, "second", client_turn_id="b", turn_number=1)
        assert (refused.status_code, refused.json()["code"], refused.json()["turn_number"]) == (409, "turn-conflict", 2)
        repeated = say(client, "first", client_turn_id="a", turn_number=1)
        assert repeated.json()["turn_number"] == 2

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({"text": ""}, "/text"),
            ({"text": "  \n"}, "/text"),
            ({"text": "x" * 50_000}, "/text"),
            ({"text": "x" * (MAX_ANSWER_CHARACTERS + 1)}, "/text"),
            ({}, ""),
            ({"text": "a", "upload_key": "b"}, ""),
            ({"text": "a", "turn_number": 0}, "/turn_number"),
            ({"text": "a", "turn_number": "1"}, "/turn_number"),
            ({"text": "a", "client_turn_id": "no spaces"}, "/client_turn_id"),
            ({"text": "a", "turn_number": None}, "/turn_number"),
            ({"text": "a", "upload_key": None}, ""),
            ({"upload_key": ""}, "/upload_key"),
            ([], ""),
            ({"text": "a", "session_state": {"score": 10}}, "/session_state"),
        ],
    )
    def test_bodies(self, client: TestClient, body: Any, pointer: str) -> None:
        start(client)
        refused = client.post("/session/turn/int_1", json=body)
        assert refused.status_code == 422
        assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]

    def test_as_long_as_may_be(self, client: TestClient) -> None:
        start(client)
        assert say(client, "x" * MAX_ANSWER_CHARACTERS).status_code == 200

    @pytest.mark.parametrize(
        ("sound", "status"), [(b"", 422), (b"%PDF-1.7 no sound", 415), (WAV + bytes(MAX_TURN_BYTES), 413)]
    )
    def test_sound(self, client: TestClient, sound: bytes, status: int) -> None:
        start(client)
        refused = client.post("/session/turn/int_1", files={"audio": ("answer.wav", sound, "audio/wav")})
        assert refused.status_code == status
        assert status != 413 or "upload" in refused.json()["detail"]

    def test_the_largest_sound_is_taken(self, client: TestClient) -> None:
        start(client)
        sound = WAV + bytes(MAX_TURN_BYTES - len(WAV))
        assert client.post("/session/turn/int_1", files={"audio": ("a", sound)}).status_code == 200

    def test_twelve_megabytes(self, client: TestClient) -> None:
        start(client)
        assert client.post("/session/turn/int_1", files={"audio": ("a", WAV + bytes(12_000_000))}).status_code == 413

    @pytest.mark.parametrize(
        ("kind", "body", "status"),
        [
            ("text/plain", b"hello", 415),
            ("multipart/form-data", b"hello", 400),
            ("multipart/form-data; boundary=x", b"hello", 400),
            ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nhi', 400),
            ("multipart/form-data; boundary=x", b"--x\r\nX: y\r\n\r\nhi\r\n--x--\r\n", 400),
            ("application/json", b'{"text": ', 400),
        ],
    )
    def test_what_is_no_turn(self, client: TestClient, kind: str, body: bytes, status: int) -> None:
        start(client)
        refused = client.post("/session/turn/int_1", content=body, headers={"Content-Type": kind})
        assert refused.status_code == status


class TestTheKeyedDoor:
    def test_the_same_with_reasons(self, client: TestClient, door: Door) -> None:
        door.caller = principal()
        assert client.post("/api/v1/session/start/int_1").status_code == 200
        said = client.post("/api/v1/session/turn/int_1", json={"text": "In spring."}).json()
        assert "questions wait" in said["interviewer_response"]["action"]["reasoning"]
        client.post("/api/v1/session/turn/int_1", files={"audio": ("a", WAV)})
        history = client.get("/api/v1/session/state/int_1").json()["session_state"]["conversation_history"]
        assert [turn["audio_url"] is None for turn in history if turn["role"] == "candidate"] == [True, False]

    def test_what_is_over_is_told_so_at_once(self, client: TestClient, door: Door) -> None:
        door.caller = principal()

        def status() -> list[str]:
            paths = ("", "/status", "/results")
            return [client.get(f"/api/v1/interviews/int_1{path}").json()["status"] for path in paths]

        client.post("/api/v1/session/start/int_1")
        assert status() == ["in_progress"] * 3
        client.delete("/api/v1/session/state/int_1")
        assert status() == ["awaiting_upload"] * 3
        assert hand_over(INTERVIEW, ports=telling(door.root()))
        assert status() == ["awaiting_upload"] * 3

    def test_pages_of_any_site_may_call_with_a_key_of_theirs(self, client: TestClient, door: Door) -> None:
        """Who practises by `/brain` answers here by voice: a browser asks first, without the key, and then reads."""
        page = {"Origin": "https://practice.example"}
        asks = page | {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-api-key"}
        del client.headers["Authorization"]
        for place in ("start", "turn", "upload", "state"):
            allowed = client.options(f"/api/v1/session/{place}/int_1", headers=asks)
            assert allowed.status_code == 204
            assert {"x-api-key", "content-type"} <= set(allowed.headers["access-control-allow-headers"].split(", "))
            assert "POST" in allowed.headers["access-control-allow-methods"]
        refused = client.post("/api/v1/session/start/int_1", headers=page)
        door.caller = principal()
        answers = [client.post("/api/v1/session/start/int_1", headers=page)]
        answers.append(client.post("/api/v1/session/turn/int_1", files={"audio": ("a", WAV)}, headers=page))
        assert [answer.status_code for answer in (refused, *answers)] == [401, 200, 200]
        for answer in (refused, *answers):
            assert answer.headers["access-control-allow-origin"] == "*"
            assert "access-control-allow-credentials" not in answer.headers

    def test_who_only_reads_takes_no_turn(self, client: TestClient, door: Door) -> None:
        start(client)
        door.caller = principal(scopes={"interviews:read"})
        assert client.get("/api/v1/session/state/int_1").status_code == 200
        for answer in (
            client.post("/api/v1/session/start/int_1"),
            client.post("/api/v1/session/turn/int_1", json={"text": "a"}),
            client.delete("/api/v1/session/state/int_1"),
        ):
            assert answer.status_code == 403

    def test_another_s_interview_is_as_if_there_were_none(self, client: TestClient, door: Door) -> None:
        start(client)
        door.caller = principal(organisation_id="other")
        assert client.get("/api/v1/session/state/int_1").status_code == 404

    def test_an_interview_for_a_recording(self, client: TestClient, door: Door) -> None:
        door.caller = principal()
        key = InterviewKey(organisation_id="acme", interview_id="int_3")
        MemoryInterviews(door.memory).create_interview(interview(key))
        assert client.post("/api/v1/session/start/int_3").json()["code"] == "not-live"
