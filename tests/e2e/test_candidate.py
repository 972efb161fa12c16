"""A candidate from the link to the webhook: a job interview by text, a research interview by voice."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import jiwer
import pytest
from standardwebhooks import Webhook

from local import piper
from shared.domain.evaluation.evaluation import Recommendation
from shared.domain.interview_status import InterviewStatus
from shared.domain.session.limits import TELLING_SECONDS
from shared.domain.tier import Tier
from shared.ports import EngineScope
from shared.runtime.engines import EmbeddedEngines
from tests.builders import INTERVIEW
from tests.e2e.deployed import Deployed, Receiver
from tests.e2e.test_api import Platform, platform
from tests.media import encode, sound_of
from tests.polling import poll
from tests.unit.adapters.chains import RecordedMeter
from tests.unit.usecases.webhooks.test_live_interviews import ASKED_FOR, has_shape
from tests.vendors.test_piper import WORDS

pytestmark = [pytest.mark.emulator, pytest.mark.engines]

INTERVIEWS, HOOKS, JOBS = "/api/v1/interviews", "/api/v1/webhooks", "/api/v1/job-descriptions"
ASKED_WHOLE = "transcript,evidence,evaluation"
JANE = {"name": "Jane Doe", "email": "jane@ex.com"}
JOB_QUESTIONS = [
    {
        "text": "Tell me about a time when you led a team through a change.",
        "kind": "behavioural",
        "good_answer": ["names the situation and the team", "says what they did themselves", "gives the outcome"],
        "max_follow_ups": 1,
    },
    {
        "text": "How do you find out why a page of a web application is slow?",
        "kind": "technical",
        "good_answer": ["measures before changing anything", "looks at the database queries", "checks the result"],
        "max_follow_ups": 0,
    },
]
LED = (
    "In spring 2024 I led a team of five developers when our clinic changed its booking system. I planned the move in "
    "three steps and trained everybody myself. In the end the waiting time fell by a third."
)
MEASURED = (
    "I measure first, with the profiler of the browser and the traces of the server, before I change anything. Then I "
    "look at the slowest database queries, for example one without an index that took two seconds. After the change I "
    "measure again and check that the result holds under load."
)
# What is said to them, and what the interviewer makes of it. The last one is spoken where there is a voice.
TYPED = [("I led a team once.", "ask_followup"), (LED, "new_question"), (MEASURED, "conclude")]
GUIDE = {
    "title": "How clinics plan",
    "sections": [
        {
            "title": "Planning",
            "questions": [
                {"text": "How do you plan your week?", "kind": "research", "max_follow_ups": 0},
                {"text": "What makes planning your week slow or difficult?", "kind": "research", "max_follow_ups": 0},
            ],
        }
    ],
}
SPOKEN = [
    ("webm", "Every Monday morning I plan the week with a paper calendar and two colleagues."),
    ("mp4", "The planning is slow because the booking tool is slow, so we lose two hours every week."),
]
PROFILED = (
    "I measure first, with the profiler of the browser, before I change anything. Then I look at the slowest database "
    "queries, for example one without an index. After that I measure again and check the result."
)
AGAIN = "Could you repeat the question, please?"
MAX_WORD_ERROR_RATE = 0.15


@dataclass
class Held:
    """An interview that was held: what its candidate gave and was answered, and what came of it in the end."""

    interview_id: str
    answers: list[dict[str, Any]] = field(default_factory=list)
    told: dict[str, Any] = field(default_factory=dict)
    results: dict[str, Any] = field(default_factory=dict)
    turns: list[dict[str, Any]] = field(default_factory=list)

    @property
    def continues(self) -> list[bool]:
        return [one["interviewer_response"]["should_continue"] for one in self.answers]

    @property
    def scored(self) -> list[dict[str, Any]]:
        scored: list[dict[str, Any]] = self.results["evaluation"]["answers"]
        return scored

    def said(self, speaker: str) -> str:
        segments = self.results["transcript"]["segments"]
        return " ".join(one["text"] for one in segments if one["speaker"] == speaker)


@dataclass
class Interviews:
    """A parent platform, the path at which it is told, and the secret by which it believes it."""

    ours: Platform
    receiver: Receiver
    path: str
    secret: str

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.ours.ask("POST", path, json=body)
        assert answer.status_code in {201, 202}, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def put(self, path: str, body: dict[str, Any]) -> None:
        """In place of what is there now."""
        seen = {"If-Match": self.ours.ask("GET", path).headers["etag"]}
        answer = self.ours.ask("PUT", path, json=body, headers=seen)
        assert answer.status_code == 200, answer.text

    @contextmanager
    def begin(self, **what: str) -> Iterator[tuple[Held, httpx.Client]]:
        """A live interview that was started, and its candidate, who has the link and nothing else."""
        made = self.post(f"{INTERVIEWS}/schedule", {"mode": "live", "candidate": JANE, **what})
        token = made["interview_url"].rpartition("/")[2]
        base = self.ours.deployed.outputs["ApiUrl"] + "/session"
        headers = {"Authorization": f"Bearer {token}"}
        held = Held(made["interview_id"])
        with httpx.Client(base_url=base, headers=headers, timeout=90, trust_env=False) as client:
            held.answers.append(answered(client.post(f"/start/{held.interview_id}")))
            yield held, client

    def await_all_of(self, held: Held) -> None:
        """The webhook, and what it tells of. Tests come in any order: each waits for what it looks at."""

        def heard() -> dict[str, Any] | None:
            bodies = (
                Webhook(self.secret).verify(one["body"], one["headers"]) for one in self.receiver.heard(self.path)
            )
            return next((body for body in bodies if body["data"]["interview_id"] == held.interview_id), None)

        held.told = poll(heard, seconds=240)
        where = f"{INTERVIEWS}/{held.interview_id}"
        held.results = self.ours.ask("GET", f"{where}/results?include={ASKED_WHOLE}").json()
        held.turns = self.ours.ask("GET", f"{where}/turns").json()["turns"]


def answered(response: httpx.Response) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def told_at(deployed: Deployed, receiver: Receiver, organisation: str) -> Interviews:
    ours, path = platform(deployed, organisation), f"/{organisation}"
    asked = {"name": "ours", "url": receiver.url + path, "events": ["interview.completed"]}
    return Interviews(ours, receiver, path, ours.ask("POST", HOOKS, json=asked).json()["secret"])


@pytest.fixture(scope="module")
def interviews(deployed: Deployed, receiver: Receiver) -> Interviews:
    return told_at(deployed, receiver, "candidate-acme")


def say(client: httpx.Client, held: Held, text: str) -> dict[str, Any]:
    """An answer that is typed; what the interviewer says to it."""
    number = len(held.answers)
    turn = {"text": text, "client_turn_id": f"t{number}", "turn_number": number}
    held.answers.append(answered(client.post(f"/turn/{held.interview_id}", json=turn)))
    response: dict[str, Any] = held.answers[-1]["interviewer_response"]
    return response


def speak(client: httpx.Client, held: Held, sound: bytes) -> None:
    """An answer that is recorded."""
    number = len(held.answers)
    answer = client.post(
        f"/turn/{held.interview_id}",
        files={"audio": ("answer", sound, "application/octet-stream")},
        data={"client_turn_id": f"s{number}", "turn_number": str(number)},
    )
    held.answers.append(answered(answer))


def its_end_was_heard_of(interviews: Interviews, held: Held) -> None:
    """Before the clock could have found it: the clock comes every five minutes, and leaves it alone for one."""
    where = f"{INTERVIEWS}/{held.interview_id}/status"
    assert interviews.ours.ask("GET", where).json()["status"] != InterviewStatus.IN_PROGRESS
    poll(lambda: interviews.ours.ask("GET", where).json()["run"], seconds=TELLING_SECONDS / 2)


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[bytes]]:
    """The answers as the embedded voice says them and browsers record them; none where it cannot be had."""
    if not piper.installed():
        yield []
        return
    folder = tmp_path_factory.mktemp("piper")
    started = piper.start(folder)
    assert started, piper.why_not(folder)
    try:
        scope = EngineScope(interview=INTERVIEW, tier=Tier.ESSENTIAL, meter=RecordedMeter())
        voice = EmbeddedEngines(model_cache="", hears=False, piper_url=started.url).voice(scope)
        assert voice
        said = ((kind, voice.synthesise(text, language="en").sound) for kind, text in [*SPOKEN, ("ogg", PROFILED)])
        yield [encode(sound_of(sound), kind, live=True) for kind, sound in said]
    finally:
        piper.stop(folder)


@pytest.fixture(scope="module")
def typed(interviews: Interviews, sounds: list[bytes]) -> Held:
    """The job interview, at its end; from there on the machine works on it."""
    job = interviews.post(JOBS, {"title": "Developer", "description": "Web applications for clinics."})["id"]
    interviews.post(f"{JOBS}/{job}/questions", {"count": 8})
    interviews.put(f"{JOBS}/{job}/questions", {"questions": JOB_QUESTIONS})
    with interviews.begin(job_description_id=job) as (held, client):
        for text, _ in TYPED[:-1]:
            say(client, held, text)
        if sounds:
            speak(client, held, sounds[-1])
        else:
            say(client, held, MEASURED)
        late = client.post(f"/turn/{held.interview_id}", json={"text": "One thing more."})
        assert (late.status_code, late.json()["code"]) == (409, "session-ended")
    its_end_was_heard_of(interviews, held)
    return held


@pytest.fixture(scope="module")
def spoken(interviews: Interviews, typed: Held, sounds: list[bytes]) -> Held:
    """The research interview, held while the machine works on the other one."""
    del typed
    guide = interviews.post("/api/v1/call-guides", GUIDE)["id"]
    with interviews.begin(call_guide_id=guide) as (held, client):
        assert say(client, held, AGAIN)["action"]["action_type"] == "clarify"
        for sound in sounds[: len(SPOKEN)]:
            speak(client, held, sound)
    assert held.continues == [True, True, True, False], held.answers[-1]
    interviews.await_all_of(held)
    return held


def its_evaluation_stands_on_what_was_said(held: Held) -> None:
    """Every quote stands in the turns that it is of; every id is that of evidence."""
    turns = {turn["number"]: turn["answer"] for turn in held.turns}
    known = {unit["id"] for unit in held.results["evidence"]}
    assert held.results["evaluation"]["recommendation"] in set(Recommendation)
    for scored in held.scored:
        given = [turns[number] for number in scored["turns"]]
        assert all(any(quote in answer for answer in given) for quote in scored["quotes"])
        assert set(scored["evidence_ids"]) <= known
        assert scored["score"] is None or (scored["quotes"] and 0 <= scored["score"] <= 10)


def it_is_told_as_it_is(held: Held) -> None:
    """The webhook says what the results say."""
    data, evaluation = held.told["data"], held.results["evaluation"]
    assert held.told["event"] == "interview.completed"
    assert data["candidate"] == JANE
    assert data["recommendation"] == evaluation["recommendation"]
    names = ("technical", "behavioral", "communication")
    wanted = {name: evaluation["scores"].get(name) for name in names}
    assert data["scores"] == {"overall": evaluation["overall"], **wanted}
    assert [(one["q"], one["a"], one["score"]) for one in data["turns"]] == [
        (turn["question"], turn["answer"], turn["score"]) for turn in held.turns
    ]
    assert all(turn["answer"] in data["transcript"] for turn in held.turns)


def is_heard(said: str, turn: dict[str, Any]) -> None:
    wrong = jiwer.wer(said, turn["answer"], reference_transform=WORDS, hypothesis_transform=WORDS)
    assert wrong <= MAX_WORD_ERROR_RATE, turn["answer"]
    assert turn["confidence"] > 0.5


def test_a_job_interview_by_text_and_voice(interviews: Interviews, typed: Held, sounds: list[bytes]) -> None:
    responses = [one["interviewer_response"] for one in typed.answers]
    assert [one["action"]["action_type"] for one in responses[1:]] == [action for _, action in TYPED]
    assert typed.continues == [True] * len(TYPED) + [False]
    assert JOB_QUESTIONS[0]["text"] in responses[0]["text"]
    interviews.await_all_of(typed)
    assert [turn["answer"] for turn in typed.turns[:-1]] == [text for text, _ in TYPED[:-1]]
    assert typed.said("S2") == " ".join(turn["answer"] for turn in typed.turns)
    assert all(one["text"] in typed.said("S1") for one in responses)
    its_evaluation_stands_on_what_was_said(typed)
    led, slow = typed.scored
    assert (led["turns"], slow["turns"]) == ([1, 2], [3])
    assert led["score"] > 5
    assert slow["score"] > 5
    assert led["evidence_ids"]
    it_is_told_as_it_is(typed)
    if sounds:  # then all that was asked for is told of one interview
        is_heard(PROFILED, typed.turns[-1])
        assert typed.told["data"]["artifacts"] == {"audio_urls": [typed.turns[-1]["audio_url"]]}
        assert has_shape(typed.told, ASKED_FOR), typed.told
    else:
        assert typed.told["data"]["artifacts"] == {"audio_urls": []}


@pytest.mark.skipif(not piper.installed(), reason="the voice cannot be had here")
def test_a_research_interview_by_voice(interviews: Interviews, spoken: Held, sounds: list[bytes]) -> None:
    again, *heard = spoken.turns
    assert (again["answer"], again["score"]) == (AGAIN, None)
    assert [one["turns"] for one in spoken.scored] == [[2], [3]]  # to ask for a repeat is no answer
    for (_, said), turn in zip(SPOKEN, heard, strict=True):
        is_heard(said, turn)
    assert spoken.said("S2") == " ".join(turn["answer"] for turn in spoken.turns)
    assert spoken.results["transcript"]["engine"]["draft"] is True
    its_evaluation_stands_on_what_was_said(spoken)
    it_is_told_as_it_is(spoken)
    addresses = spoken.told["data"]["artifacts"]["audio_urls"]
    for turn, address, sound in zip(heard, addresses, sounds[: len(SPOKEN)], strict=True):
        assert turn["audio_url"] == address
        assert interviews.ours.ask("GET", address, follow_redirects=True).content == sound
