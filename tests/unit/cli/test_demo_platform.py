"""The demo's parent platform: its receiver is a process of its own, and believes nobody by their word."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from cli.calls import Calls
from cli.demo_clip import CLIP_SECONDS, beginning_of
from cli.demo_live import DemoLive
from cli.demo_platform import FORGED, DemoPlatform
from cli.demo_receiver import DemoReceiver, receiving
from cli.errors import DemoFailed, StageUnavailable, WaitTimedOut
from shared.adapters.lexical import LexicalEmbedder
from shared.adapters.recording_decoder import PyAvDecoder
from shared.adapters.rules_interviewer.interviewer import RulesInterviewer
from shared.domain.webhooks.secret import secret_from
from shared.domain.webhooks.signature import signature_headers
from tests.unit.cli.conftest import Parley
from tests.unit.cli.machine import TALK
from tests.unit.cli.talking import talking

SECRET = secret_from(b"a secret of the demo's own tests")
BODY = b'{"event":"interview.completed","data":{}}'
SAMPLE = Path(__file__).parents[3] / "samples" / "scheduling-tool.ogg"
SECONDS = 20.0


def signed(at: datetime) -> dict[str, str]:
    return signature_headers((SECRET,), "evt_1", at, BODY)


@pytest.fixture(scope="module")
def receiver() -> Iterator[DemoReceiver]:
    with receiving() as made:
        made.believe(SECRET)
        yield made
    assert made.process.returncode is not None


def post(receiver: DemoReceiver, headers: dict[str, str]) -> int:
    return httpx.post(receiver.url, content=BODY, headers=headers, trust_env=False).status_code


@pytest.mark.loopback
def test_what_is_genuine_is_heard(receiver: DemoReceiver) -> None:
    assert post(receiver, signed(datetime.now(UTC))) == 204
    [heard] = receiver.until("interview.completed", SECONDS)
    assert heard["genuine"]


@pytest.mark.loopback
@pytest.mark.parametrize("headers", [FORGED, signed(datetime.now(UTC) - timedelta(hours=1))])
def test_what_is_forged_or_old_is_refused(receiver: DemoReceiver, headers: dict[str, str]) -> None:
    assert post(receiver, headers) == 401
    assert receiver.next(SECONDS) == {"genuine": False}


@pytest.mark.loopback
def test_who_waits_in_vain_is_told_so(receiver: DemoReceiver) -> None:
    with pytest.raises(WaitTimedOut):
        receiver.next(0.0)


def test_a_clip_is_the_beginning_of_a_recording() -> None:
    with beginning_of(SAMPLE) as clip, clip.open("rb") as file, PyAvDecoder().decode(file, max_seconds=60) as sound:
        assert sound.info.container == "flac"
        assert sound.info.duration_seconds == pytest.approx(CLIP_SECONDS, abs=0.1)


@pytest.mark.loopback
def test_a_refusal_ends_the_demo(parley: Parley, monkeypatch: pytest.MonkeyPatch) -> None:
    client = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(403, text="not with this key")))
    calls = Calls(client, "http://127.0.0.1", {"X-API-Key": "k"})
    monkeypatch.setattr(DemoPlatform, "_api", lambda _: nullcontext(calls))
    with pytest.raises(DemoFailed, match=r"403 .*not with this key"):
        DemoPlatform(parley.session, {}, Path(parley.file(TALK)), SECONDS).play()


def test_a_stage_without_an_api(parley: Parley) -> None:
    with pytest.raises(StageUnavailable, match="no API"):
        DemoPlatform(parley.session, {}, Path(parley.file(TALK)), SECONDS).play()


@pytest.mark.loopback
def test_the_live_interview_is_asked_after_once_and_ends_by_itself(tmp_path: Path) -> None:
    with talking(tmp_path) as talk:
        talk.door.engines.the_interviewer = RulesInterviewer(LexicalEmbedder())
        api = Calls(talk.line.client(), "https://abc.example.org/prod", {"X-API-Key": "k"})
        assert DemoLive(api, talk.door.clock.now).hold().startswith("int_")


@pytest.mark.loopback
def test_a_live_interview_that_is_not_as_it_should_be(tmp_path: Path) -> None:
    with talking(tmp_path) as talk:  # its interviewer asks after nothing
        api = Calls(talk.line.client(), "https://abc.example.org/prod", {"X-API-Key": "k"})
        with pytest.raises(DemoFailed):
            DemoLive(api, talk.door.clock.now).hold()
