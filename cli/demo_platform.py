"""A parent platform in the demo: from its key to a webhook that its own receiver has verified."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rich.text import Text

from cli.demo_api import DemoApi
from cli.demo_checks import claim
from cli.demo_clip import beginning_of
from cli.demo_receiver import DemoReceiver, receiving
from cli.errors import DemoFailed
from cli.output import stdout
from cli.stage import Session
from shared.adapters.entropy import key_entropy
from shared.domain.errors import OrganisationExists
from shared.domain.events import EventName
from shared.domain.organisation import Mode, Plan
from shared.domain.principal import Scope
from shared.domain.upload_kind import SNIFF_BYTES, is_transcript
from shared.usecases.manage_api_keys import KeyRequest, create_api_key, revoke_api_key
from shared.usecases.manage_organisations import create_organisation

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
        with self._api() as api, receiving() as receiver:
            endpoint = self._subscribe(api, receiver)
            interview_id = self._begin(api)
            self._hear(api, receiver, interview_id)
            _forge(api, receiver)
            api.ask("DELETE", f"/webhooks/{endpoint}")

    @contextmanager
    def _api(self) -> Iterator[DemoApi]:
        """The API with a key of the sandbox, which is revoked at the end."""
        root, url = self.session.root, self.session.connection.outputs.get("ApiUrl")
        if not url:
            raise DemoFailed("the stage has no API")
        _know_organisation(self.session)
        asked = KeyRequest(name="demo", mode=Mode.SANDBOX, scopes=frozenset({Scope.ADMIN}))
        made = create_api_key(ORGANISATION, asked, key_entropy(), ports=root.key_ports)
        _say("parley keys create", f"{made.key.hint}, of the sandbox of {ORGANISATION}")
        try:
            with self.session.connection.http() as client:
                yield DemoApi(client, url, made.secret)
        finally:
            revoke_api_key(ORGANISATION, made.key.id, ports=root.key_ports)

    def _subscribe(self, api: DemoApi, receiver: DemoReceiver) -> str:
        asked = {"name": "demo", "url": receiver.url, "events": EVENTS}
        made = api.ask("POST", "/webhooks", asked).json()
        receiver.believe(made["secret"])
        _say("POST /webhooks", f"{receiver.url}, process {receiver.process.pid}, has the secret")
        return str(made["id"])

    def _begin(self, api: DemoApi) -> str:
        """An interview whose recording is on its way."""
        project = api.ask("POST", "/projects", self.project).json()["id"]
        _say("POST /projects", project)
        with self.file.open("rb") as opened:
            written = is_transcript(opened.read(SNIFF_BYTES))
        return self._hand_in(api, project) if written else self._invite(api, project)

    def _hand_in(self, api: DemoApi, project: str) -> str:
        """A transcript is the platform's own to upload."""
        made = api.ask("POST", "/interviews", {"project_id": project, "content_type": WRITTEN}).json()
        _say("POST /interviews", made["interview_id"])
        api.upload(made["upload"], self.file)
        return str(made["interview_id"])

    def _invite(self, api: DemoApi, project: str) -> str:
        """A recording is the candidate's: they have the link, and no key."""
        asked = {"project_id": project, "candidate": CANDIDATE}
        first, again = (api.ask("POST", "/interviews/schedule", asked, once=project) for _ in range(2))
        made = first.json()
        _say("POST /interviews/schedule", made["interview_id"])
        claim(
            "the same request again makes no second interview, and says so",
            again.json() == made and again.headers.get("Idempotent-Replayed") == "true",
        )
        link = made["interview_url"]
        _say("the candidate opens", f"{link[:60]}…")
        claim("the link opens without a key", api.visit("GET", link)["state"] == "awaiting_recording")
        with beginning_of(self.file) as clip:
            api.upload(api.visit("POST", f"{link}/upload", {"content_type": RECORDED}), clip)
        _say("the candidate uploads", f"the beginning of {self.file.name}")
        return str(made["interview_id"])

    def _hear(self, api: DemoApi, receiver: DemoReceiver, interview_id: str) -> None:
        heard = []
        for one in receiver.until(EventName.INTERVIEW_COMPLETED, self.seconds):
            _say("webhook received", f"{one.get('event')} {one.get('event_id')}")
            heard.append(one)
        claim("every webhook's signature was verified by the receiver", all(one["genuine"] for one in heard))
        claim(
            "they are about this interview, and say that it is of the sandbox",
            {(one["data"]["interview_id"], one["mode"]) for one in heard} == {(interview_id, Mode.SANDBOX)},
        )
        results = api.ask("GET", heard[-1]["data"]["links"]["results"]).json()
        claim("the link in the webhook leads to the results", results["interview_id"] == interview_id)


def _forge(api: DemoApi, receiver: DemoReceiver) -> None:
    answer = api.client.post(receiver.url, json={"event": EventName.INTERVIEW_COMPLETED}, headers=FORGED)
    claim("a forged webhook is refused by the receiver", answer.status_code == REFUSED)


def _know_organisation(session: Session) -> None:
    try:
        ports = session.root.organisation_ports
        create_organisation(ORGANISATION, "A parent platform", Plan.ESSENTIAL, None, ports=ports)
    except OrganisationExists:
        return
    _say("parley orgs create", ORGANISATION)


def _say(what: str, more: str) -> None:
    stdout.print(Text(f"{what:<28}", style="bold").append(more, style="not bold"), soft_wrap=True)
