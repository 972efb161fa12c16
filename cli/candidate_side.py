"""A live interview from the candidate's side: with the link and nothing else, by the routes that a browser takes."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from cli.calls import Calls
from cli.errors import NotLiveHere
from cli.output import stderr
from cli.upload_form import check_file, form_of, post_form
from shared.domain.errors import InvalidRequest
from shared.domain.session.limits import MAX_TURN_BYTES, MAX_TURN_UPLOAD_BYTES
from shared.domain.session.sound import SNIFF_BYTES, sound_type

PLACE: Final = "/interview/"
OVER: Final = "received"  # what a link says of an interview that takes no more answers


@dataclass(frozen=True)
class Said:
    """What the interviewer says, and what is left. `number` is that of the answer which is awaited."""

    text: str
    goes_on: bool
    audio_url: str | None
    number: int
    answer_seconds: int
    turns_left: int
    ends_at: datetime
    offers_text: bool

    @classmethod
    def of(cls, body: dict[str, Any]) -> Self:
        """As the API answers."""
        says, limits = body["interviewer_response"], body["limits"]
        return cls(
            text=says["text"],
            goes_on=says["should_continue"],
            audio_url=says["audio_url"],
            number=body["turn_number"],
            answer_seconds=limits["answer_seconds"],
            turns_left=limits["turns_left"],
            ends_at=datetime.fromisoformat(limits["ends_at"]),
            offers_text=limits["offers_text"],
        )


@dataclass(frozen=True)
class CandidateSide:
    """Who holds the link to an interview. Every turn has an id of its own: sent again, it is the same turn."""

    calls: Calls
    link: str
    interview_id: str
    title: str
    is_over: bool

    def start(self) -> Said:
        """Begins, or goes on at the open question. Raises NotNow when it is over."""
        return self._said("POST", "start")

    def say(self, text: str, number: int) -> Said:
        """A typed answer. Raises NotNow when the session is at another turn."""
        return self._said("POST", "turn", {"text": text, "turn_number": number, "client_turn_id": _turn_id()})

    def play(self, recording: Path, number: int) -> Said:
        """A recorded answer; a longer one goes by a form. Raises NotNow, InvalidRequest, UploadRefused."""
        kind, turn_id = _sound_of(recording), _turn_id()
        if recording.stat().st_size > MAX_TURN_BYTES:
            return self._said("POST", "turn", {"upload_key": self._uploaded(recording, kind, number, turn_id)})
        form = {"turn_number": str(number), "client_turn_id": turn_id}
        return self._said("POST", "turn", data=form, files={"audio": (recording.name, recording.read_bytes(), kind)})

    def state(self) -> Said:
        """Where it stands."""
        return self._said("GET", "state")

    def end(self) -> Said:
        """The candidate leaves; what was said goes to its evaluation."""
        return self._said("DELETE", "state")

    def _said(self, method: str, what: str, body: object = None, **more: Any) -> Said:
        return Said.of(self.calls.ask(method, f"/session/{what}/{self.interview_id}", body, **more).json())

    def _uploaded(self, recording: Path, kind: str, number: int, turn_id: str) -> str:
        asked = {"content_type": kind, "turn_number": number, "client_turn_id": turn_id}
        made = self.calls.ask("POST", f"/session/upload/{self.interview_id}", asked).json()
        post_form(form_of(made["upload"]), recording, client=self.calls.client, console=stderr)
        return str(made["upload_key"])


def open_link(client: httpx.Client, link: str) -> CandidateSide:
    """Raises ApiRefused for a link that opens nothing, NotLiveHere for one to a recording."""
    api, _, token = link.strip().rpartition(PLACE)
    if urlsplit(api).scheme not in {"http", "https"} or not token:
        raise NotLiveHere("that is no candidate's link", field="link", remedy="give the whole address, https://…")
    calls = Calls(client, api, {"Authorization": f"Bearer {token}"})
    invited = calls.ask("GET", PLACE + token).json()
    if invited["mode"] != "live":
        raise NotLiveHere("the link asks for a recording", field="link")
    return CandidateSide(calls, link, invited["interview_id"], invited["title"], invited["state"] == OVER)


def _turn_id() -> str:
    return uuid4().hex


def _sound_of(recording: Path) -> str:
    check_file(recording)
    if recording.stat().st_size > MAX_TURN_UPLOAD_BYTES:
        raise InvalidRequest("the recording is too large for an answer", field="audio", remedy="keep it below 25 MB")
    with recording.open("rb") as file:
        kind = sound_type(file.read(SNIFF_BYTES))
    if kind is None:
        raise InvalidRequest(
            f"{recording} is no sound that is heard", field="audio", remedy="use wav, webm, ogg or mp4"
        )
    return kind
