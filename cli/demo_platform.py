"""A parent platform in the demo: a recording and a live interview, to webhooks that its own receiver has verified."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rich.text import Text

from cli.calls import Calls
from cli.demo_checks import claim
from cli.demo_clip import beginning_of
from cli.demo_live import DemoLive
from cli.demo_receiver import DemoReceiver, receiving
from cli.errors import ApiRefused, ConnectionLost, DemoFailed, NotNow
from cli.output import chapter, stderr, stdout
from cli.passing_key import api_of, know_organisation, passing_key
from cli.preparing import API
from cli.stage import Session
from cli.upload_form import form_of, post_form
from shared.domain.events import EventName
from shared.domain.organisation import Plan
from shared.domain.tenant import Mode
from shared.domain.upload_kind import SNIFF_BYTES, is_transcript

ORGANISATION: Final = "demo-platform"
CANDIDATE: Final = {"name": "Daniel Example", "email": "daniel@example.org"}
RECORDED: Final = "audio/flac"  # what the clip is
WRITTEN: Final = "text/plain"  # the content tells which kind of transcript it is
EVENTS: Final = (EventName.INTERVIEW_STARTED, EventName.INTERVIEW_COMPLETED)
REFUSED: Final = 401
FORGED: Final = {"webhook-id": "evt_forged", "webhook-timestamp": "1", "webhook-signature": "v1,Zm9yZ2Vk"}


@dataclass(frozen=True)
class DemoPlatform:
    """The platform's part: the stage, the project that it asks about, and the recording or transcript that comes in."""

    session: Session
    project: dict[str, Any]
    file: Path
    seconds: float

    def play(self) -> None:
        """All of it. Raises DemoFailed when something is not as it should be."""
        try:
            self._play()
        except (ApiRefused, NotNow, ConnectionLost) as error:  # by no fault of whoever runs the demo
            raise DemoFailed(str(error)) from error

    def _play(self) -> None:
        with self._api() as api, receiving() as receiver:
            endpoint = self._subscribe(api, receiver)
            recorded = self._begin(api)
            chapter("A live interview, while the recording is being worked on")
            live = DemoLive(api, self.session.root.clock.now)
            held = live.hold()
            chapter("What the platform hears of both")
            told = self._hear(api, receiver, {recorded, held})
            _forge(api, receiver)
            live.show(held, told[held])
            api.ask("DELETE", f"{API}/webhooks/{endpoint}")

    @contextmanager
    def _api(self) -> Iterator[Calls]:
        """The API with a key of the sandbox, which is revoked at the end."""
        session = self.session
        url = api_of(session)
        if know_organisation(session, ORGANISATION, "A parent platform", Plan.ESSENTIAL):
            _say("parley orgs create", ORGANISATION)
        with passing_key(session, ORGANISATION, Mode.SANDBOX, "demo") as made, session.connection.http() as client:
            _say("parley keys create", f"{made.key.hint}, of the sandbox of {ORGANISATION}")
            yield Calls(client, url, {"X-API-Key": made.secret})

    def _subscribe(self, api: Calls, receiver: DemoReceiver) -> str:
        asked = {"name": "demo", "url": receiver.url, "events": EVENTS}
        made = api.ask("POST", f"{API}/webhooks", asked).json()
        receiver.believe(made["secret"])
        _say("POST /webhooks", f"{receiver.url}, process {receiver.process.pid}, has the secret")
        return str(made["id"])

    def _begin(self, api: Calls) -> str:
        """An interview whose recording is on its way."""
        project = api.ask("POST", f"{API}/projects", self.project).json()["id"]
        _say("POST /projects", project)
        with self.file.open("rb") as opened:
            written = is_transcript(opened.read(SNIFF_BYTES))
        return self._hand_in(api, project) if written else self._invite(api, project)

    def _hand_in(self, api: Calls, project: str) -> str:
        """A transcript is the platform's own to upload."""
        made = api.ask("POST", f"{API}/interviews", {"project_id": project, "content_type": WRITTEN}).json()
        _say("POST /interviews", made["interview_id"])
        _upload(api, made["upload"], self.file)
        return str(made["interview_id"])

    def _invite(self, api: Calls, project: str) -> str:
        """A recording is the candidate's: they have the link, and no key."""
        asked = {"project_id": project, "candidate": CANDIDATE}
        once = {"Idempotency-Key": project}
        first, again = (api.ask("POST", f"{API}/interviews/schedule", asked, headers=once) for _ in range(2))
        made = first.json()
        _say("POST /interviews/schedule", made["interview_id"])
        claim(
            "the same request again makes no second interview, and says so",
            again.json() == made and again.headers.get("Idempotent-Replayed") == "true",
        )
        link = made["interview_url"]
        _say("the candidate opens", f"{link[:60]}…")
        candidate = Calls(api.client, api.url, {})
        opened = candidate.ask("GET", link).json()
        claim("the link opens without a key", opened["state"] == "awaiting_recording")
        with beginning_of(self.file) as clip:
            _upload(candidate, candidate.ask("POST", f"{link}/upload", {"content_type": RECORDED}).json(), clip)
        _say("the candidate uploads", f"the beginning of {self.file.name}")
        return str(made["interview_id"])

    def _hear(self, api: Calls, receiver: DemoReceiver, expected: set[str]) -> dict[str, dict[str, Any]]:
        """What was told of each, once it is completed."""
        heard, told = [], dict[str, dict[str, Any]]()
        while set(told) < expected:
            for one in receiver.until(EventName.INTERVIEW_COMPLETED, self.seconds):
                _say("webhook received", f"{one.get('event')} {one.get('event_id')}")
                heard.append(one)
            told[heard[-1]["data"]["interview_id"]] = heard[-1]["data"]
        claim("every webhook's signature was verified by the receiver", all(one["genuine"] for one in heard))
        claim(
            "they are about these interviews, and say that they are of the sandbox",
            {one["data"]["interview_id"] for one in heard} == expected
            and {one["mode"] for one in heard} == {"sandbox"},
        )
        found = {one: api.ask("GET", data["links"]["results"]).json() for one, data in told.items()}
        claim("the links in the webhooks lead to the results", all(found[one]["interview_id"] == one for one in found))
        return told


def _upload(calls: Calls, form: Mapping[str, Any], file: Path) -> None:
    post_form(form_of(form), file, client=calls.client, console=stderr, quiet=True)


def _forge(api: Calls, receiver: DemoReceiver) -> None:
    answer = api.client.post(receiver.url, json={"event": EventName.INTERVIEW_COMPLETED}, headers=FORGED)
    claim("a forged webhook is refused by the receiver", answer.status_code == REFUSED)


def _say(what: str, more: str) -> None:
    stdout.print(Text(f"{what:<28}", style="bold").append(more, style="not bold"), soft_wrap=True)
