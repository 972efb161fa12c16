"""`POST /brain`: what a page that practises interviews asks and is answered, and what a state it hands back can do."""

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi.testclient import TestClient

from shared.domain.alongside import Alongside, PlanOf
from shared.domain.engines import month_of
from shared.domain.events import EventName
from shared.domain.interview_key import InterviewKey, upload_key
from shared.domain.job_description import JobDescription
from shared.domain.made_by import Engine
from shared.domain.organisation import Quotas
from shared.domain.quota import Quota
from shared.domain.session import show_practice
from shared.domain.session.action import ActionType
from shared.domain.session.answer import AnswerKind, Considered
from shared.domain.session.limits import MAX_ANSWER_CHARACTERS, MAX_PRACTICE_QUESTIONS
from shared.domain.session.plan import PlannedQuestion
from shared.domain.session.plan_kinds import FollowUpCause
from shared.domain.session.practice import PROJECT
from shared.ports import EngineScope
from shared.runtime.live import telling
from shared.usecases.close_sessions import close_sessions
from shared.usecases.hand_over import hand_over
from tests import builders, fakes
from tests.builders import INTERVIEW, organisation, principal, use
from tests.fakes import MemoryInterviews
from tests.fakes.engines import SCRIPTED
from tests.unit.domain.session.plans import plan, question
from tests.unit.functions.api.door import Door
from tests.unit.session_world import WAV

META = {
    "target_role": "Business Analyst",
    "experience_level": "0-2 years",
    "difficulty": "standard",
    "questions_target": 8,
}
FAILED = {
    "brain": "estel",
    "mode": "interview_session",
    "status": "error",
    "message": "Interview session failed. Please try again.",
}
DONE = {"brain": "estel", "mode": "interview_session", "status": "success"}
PAID = use(provider="own", model="model-1", tokens_in=900, tokens_out=400, price_nanodollars=7)
DRAFT = {"message": "a draft: the questions come from the bank of questions"}

pytestmark = pytest.mark.loopback


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def api(door: Door) -> Iterator[TestClient]:
    with door.client() as client:
        yield client


def asked(state: Any = None, message: str = "", **meta: Any) -> dict[str, Any]:
    context = {"context": "interview_session", "meta": META | meta, "session_state": state}
    return {"message": message, "language": "en", "context": context}


def ask(api: TestClient, state: Any = None, message: str = "", **meta: Any) -> Any:
    answer = api.post("/brain", json=asked(state, message, **meta))
    assert answer.status_code == 200, answer.text
    said = answer.json()
    payload = said.pop("payload")
    assert said == (DONE | DRAFT if state is None else DONE)
    assert payload["type"] == "interview_turn"
    return payload


def fails(api: TestClient, body: Any) -> None:
    answer = api.post("/brain", json=body)
    assert (answer.status_code, answer.json()) == (500, FAILED)
    assert answer.headers["access-control-allow-origin"] == "*"


def whole(api: TestClient, count: int = 4) -> list[Any]:
    """An interview from its first question to its feedback."""
    said = [ask(api, questions_target=count)]
    while said[-1]["payload"]["kind"] == "question":
        said.append(ask(api, said[-1]["session_state"], f"In spring I led {len(said)} people.", questions_target=count))
    return said


def interview_of(said: Any) -> InterviewKey:
    interview_id = said["payload"]["question_id"].partition(".")[0]
    return InterviewKey(organisation_id="acme", interview_id=interview_id)


class TestAnInterview:
    def test_begins_with_no_state_and_reads_no_message(self, api: TestClient, door: Door) -> None:
        said = ask(api, None, "ignore this")
        state, question = said["session_state"], said["payload"]
        assert (question["kind"], question["end_of_interview"], question["difficulty"]) == ("question", False, "medium")
        assert (state["phase"], state["question_index"], state["total_questions"]) == ("intro", 0, 8)
        assert state["meta"] == META
        assert state["score_so_far"] == {"communication": 0, "content": 0, "confidence": 0}
        assert [set(item) for item in state["transcript"]] == [{"question_id", "question", "topic"}]
        assert state["transcript"][0]["question_id"] == question["question_id"]
        assert not door.sessions.turns(interview_of(said))

    def test_goes_on_to_its_feedback(self, api: TestClient, door: Door) -> None:
        said = whole(api)
        questions, feedback = said[:-1], said[-1]["payload"]
        assert [one["session_state"]["question_index"] for one in questions] == [0, 1, 2, 3]
        assert len({one["payload"]["question_id"] for one in questions}) == 4
        assert (feedback["kind"], feedback["end_of_interview"]) == ("feedback", True)
        state = said[-1]["session_state"]
        assert (state["phase"], state["question_index"]) == ("wrap_up", 4)
        assert [item["answer"] for item in state["transcript"]] == [
            f"In spring I led {n} people." for n in (1, 2, 3, 4)
        ]
        assert feedback["scores"]["content"] == 7.0
        assert state["score_so_far"] == {name: feedback["scores"][name] for name in state["score_so_far"]}
        assert hand_over(interview_of(said[0]), ports=telling(door.root()))
        assert door.media.head(upload_key(interview_of(said[0])), None)  # from here on, the pipeline's

    def test_an_answer_by_voice_goes_where_those_of_live_interviews_go(self, api: TestClient, door: Door) -> None:
        first = ask(api)
        where = f"/api/v1/session/turn/{interview_of(first).interview_id}"
        assert api.post(where, files={"audio": ("a", WAV)}).status_code == 200
        said = ask(api, first["session_state"])
        [turn] = door.sessions.turns(interview_of(first))
        assert turn.answer.audio_key
        assert said["session_state"]["question_index"] == 1
        assert said["session_state"]["transcript"][0]["answer"] == turn.answer.text

    def test_is_one_of_its_organisation_s_practice_and_counted(self, api: TestClient, door: Door) -> None:
        key = interview_of(ask(api))
        ask(api)
        interview = door.memory.interviews[key]
        assert (interview.project_id, interview.title) == (PROJECT, "Business Analyst")
        events = [one.event for one in door.memory.outbox.values()]
        assert events.count(EventName.INTERVIEW_SCHEDULED) == events.count(EventName.INTERVIEW_STARTED) == 2

    def test_with_more_questions_than_there_can_be(self, api: TestClient) -> None:
        assert ask(api, questions_target=MAX_PRACTICE_QUESTIONS)["session_state"]["total_questions"] > 8
        assert ask(api, questions_target=1)["session_state"]["total_questions"] == 1
        for count in (0, MAX_PRACTICE_QUESTIONS + 1, 2.5, "8", True):
            fails(api, asked(questions_target=count))

    def test_the_interviewer_may_end_it_early(self, api: TestClient, door: Door) -> None:
        enough = Considered(
            kind=AnswerKind.SUBSTANTIVE, value=0.9, proposes=ActionType.CONCLUDE, score=9.0, engine=SCRIPTED
        )
        door.interviewer.considered = [enough] * 20
        said = whole(api, 8)
        answered = said[-1]["session_state"]["transcript"]
        assert len(answered) == 6
        assert {item["payload"]["phase"] for item in said[:-1]} == {"intro", "behavioural", "technical"}
        assert said[-1]["payload"]["summary"].startswith("You answered 6 of 8 questions")
        door.interviewer.considered = [enough] * 20
        assert len(whole(api, 4)) == 5  # too few to leave one out

    def test_of_each_difficulty(self, api: TestClient) -> None:
        said = [ask(api, difficulty=level)["payload"]["difficulty"] for level in ("easy", "standard", "hard")]
        assert said == ["easy", "medium", "hard"]

    def test_nobody_scored(self, api: TestClient, door: Door) -> None:
        door.interviewer.considered = [
            Considered(kind=AnswerKind.DONT_KNOW, value=0, proposes=ActionType.NEW_QUESTION, engine=SCRIPTED)
        ]
        feedback = whole(api, 1)[-1]["payload"]
        assert set(feedback["scores"].values()) == {0}
        assert "could be scored" in feedback["summary"]
        assert feedback["strengths"] == feedback["improvements"] == []

    def test_what_was_lacking_is_said(self, api: TestClient, door: Door) -> None:
        lacks = (FollowUpCause.VAGUE, FollowUpCause.NO_NUMBER)
        thought = Considered(
            kind=AnswerKind.THIN, value=0.2, proposes=ActionType.NEW_QUESTION, score=2.0, lacks=lacks, engine=SCRIPTED
        )
        door.interviewer.considered = [thought] * 20
        feedback = whole(api, 8)[-1]["payload"]
        assert feedback["scores"] == {"communication": 7.5, "content": 2.0, "confidence": 1.0, "overall": 3.5}
        assert len(feedback["improvements"]) == 2
        assert feedback["skill_gaps"]
        assert len(feedback["next_steps"]) == len(feedback["skill_gaps"])


@dataclass
class Written:
    """Implements `QuestionWriter` as a model does that is paid, or as one in whose place the bank stands."""

    scope: EngineScope
    asked: list[tuple[JobDescription, int, str]]
    note: str = ""
    engine: Engine = field(default_factory=lambda: Engine(name="model-1", version="own/prompt-1"))

    def write(self, job: JobDescription, *, count: int, language: str) -> Sequence[PlannedQuestion]:
        self.asked.append((job, count, language))
        self.scope.meter.add(PAID)
        if self.note:
            self.scope.meter.note(self.note)
        return [question(number, text=f"What {number}, in {language}?") for number in range(1, count + 1)]


class TestWhoWritesTheQuestions:
    @pytest.fixture
    def written(self, door: Door) -> list[tuple[JobDescription, int, str]]:
        asked: list[tuple[JobDescription, int, str]] = []
        door.engines.the_writer = lambda scope: Written(scope, asked)
        return asked

    def test_a_model_where_there_is_one_by_role_and_experience(
        self, api: TestClient, door: Door, written: list[tuple[JobDescription, int, str]]
    ) -> None:
        answer = api.post("/brain", json=asked(questions_target=4) | {"language": "de"})
        said = answer.json()
        assert set(said) == {*DONE, "payload"}  # no warning: they are no draft
        assert "in de?" in said["payload"]["payload"]["question"]
        [(job, count, language)] = written
        assert (job.title, count, language) == ("Business Analyst", 4, "de")
        assert "0-2 years" in job.description
        plan = door.memory.plans[interview_of(said["payload"])]
        assert (plan.written_by.name if plan.written_by else None) == "model-1"

    def test_it_is_asked_once_and_paid_by_the_organisation(
        self, api: TestClient, door: Door, written: list[tuple[JobDescription, int, str]]
    ) -> None:
        for _ in range(2):
            said = api.post("/brain", json=asked(), headers={"Idempotency-Key": "start-1"}).json()["payload"]
        ledger = fakes.MemoryLedger(door.memory)
        assert len(written) == 1
        [entered] = ledger.costs_of_organisation("acme", month_of(door.clock.now()))
        assert (entered.model, entered.price_nanodollars) == (PAID.model, PAID.price_nanodollars)
        assert ledger.costs_of_interview(interview_of(said))

    def test_and_not_beyond_the_quota(
        self, api: TestClient, door: Door, written: list[tuple[JobDescription, int, str]]
    ) -> None:
        door.memory.organisations["acme"] = organisation(quotas=Quotas(interviews=1, audio_minutes=1))
        assert api.post("/brain", json=asked()).status_code == 200
        fails(api, asked())
        assert len(written) == len(door.memory.interviews) == 1

    def test_nor_when_another_takes_the_last_while_they_are_written(
        self, api: TestClient, door: Door, caplog: pytest.LogCaptureFixture
    ) -> None:
        door.memory.organisations["acme"] = organisation(quotas=Quotas(interviews=1, audio_minutes=1))
        last = ("acme", month_of(door.clock.now()), Quota.INTERVIEWS)

        def written(scope: EngineScope) -> Written:
            door.memory.usage[last] = 1
            return Written(scope, [])

        door.engines.the_writer = written
        fails(api, asked())
        assert [name for record in caplog.records if (name := vars(record).get("error"))] == ["QuotaExceeded"]
        assert door.memory.interviews == {}

    def test_when_the_bank_stands_in_the_answer_says_why(self, api: TestClient, door: Door) -> None:
        why = "a draft: the questions come from the bank because of EngineUnavailable"
        door.engines.the_writer = lambda scope: Written(scope, [], why, Engine(name="bank", version="1", draft=True))
        first, again = (api.post("/brain", json=asked(), headers={"Idempotency-Key": "a"}).json() for _ in range(2))
        assert first == again
        assert first == DONE | {"message": why, "payload": first["payload"]}

    def test_the_bank_weighs_the_experience(self, api: TestClient) -> None:
        def first(years: str) -> Any:
            return ask(api, experience_level=years)["payload"]

        few, many = first("0-2 years"), first("20 years")
        assert few["question"] != many["question"]
        assert few["difficulty"] == many["difficulty"] == "medium"  # each for whom it is asked of


class TestASecondTime:
    def test_the_same_message_is_one_answer(self, api: TestClient, door: Door) -> None:
        first = ask(api)
        once, again = (ask(api, first["session_state"], "I led five people.") for _ in range(2))
        assert once == again
        assert len(door.sessions.turns(interview_of(first))) == 1

    def test_the_last_answer_gives_the_same_feedback(self, api: TestClient) -> None:
        before, last = whole(api, 2)[-2:]
        assert ask(api, before["session_state"], "In spring I led 2 people.") == last

    def test_another_message_to_an_answered_question_is_refused(self, api: TestClient, door: Door) -> None:
        first = ask(api)
        ask(api, first["session_state"], "I led five people.")
        fails(api, asked(first["session_state"], "I led ten people."))
        assert [turn.answer.text for turn in door.sessions.turns(interview_of(first))] == ["I led five people."]

    def test_without_a_message_it_is_shown_where_it_stands(self, api: TestClient, door: Door) -> None:
        first = ask(api)
        second = ask(api, first["session_state"], "I led five people.")
        assert ask(api, first["session_state"], " ") == second
        assert len(door.sessions.turns(interview_of(first))) == 1

    def test_a_first_request_of_the_same_key_is_one_interview(self, api: TestClient, door: Door) -> None:
        named = {"Idempotency-Key": "start-1"}
        first, again = (api.post("/brain", json=asked(), headers=named).json() for _ in range(2))
        assert first == again
        said = ask(api, first["payload"]["session_state"], "I led five people.")
        assert api.post("/brain", json=asked(), headers=named).json()["payload"] == said  # resumed
        assert len(door.memory.interviews) == 1
        events = [one.event for one in door.memory.outbox.values()]
        assert events.count(EventName.INTERVIEW_SCHEDULED) == 1

    def test_and_goes_on_where_the_first_one_died(self, api: TestClient, door: Door) -> None:
        named = {"Idempotency-Key": "start-1"}
        with pytest.MonkeyPatch.context() as dying:
            dying.setattr(door.sessions, "start", lambda *_: 1 / 0)
            assert api.post("/brain", json=asked(), headers=named).json() == FAILED
        assert api.post("/brain", json=asked(), headers=named).json()["payload"]["payload"]["kind"] == "question"
        assert len(door.memory.interviews) == 1

    def test_with_other_words_or_by_others_it_is_not_the_same(self, api: TestClient, door: Door) -> None:
        named = {"Idempotency-Key": "start-1"}
        api.post("/brain", json=asked(), headers=named)
        for other in (asked(difficulty="hard"), asked() | {"language": "hi"}):
            assert api.post("/brain", json=other, headers=named).json() == FAILED
        assert api.post("/brain", json=asked(), headers={"Idempotency-Key": "x" * 300}).json() == FAILED
        door.caller = principal(organisation_id="other")
        assert api.post("/brain", json=asked(), headers=named).status_code == 200
        assert {key.organisation_id for key in door.memory.interviews} == {"acme", "other"}
        assert len(door.memory.interviews) == 2

    def test_the_feedback_is_kept_as_it_was_told(
        self, api: TestClient, door: Door, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before, last = whole(api, 2)[-2:]
        hand_over(interview_of(before), ports=telling(door.root()))
        kept = door.memory.sessions[interview_of(before)].feedback
        assert kept
        assert kept.model_dump(mode="json") == last["payload"]
        monkeypatch.setattr(show_practice, "feedback_of", lambda *_: 1 / 0)  # rules of another day
        assert ask(api, before["session_state"], "In spring I led 2 people.") == last
        assert ask(api, last["session_state"]) == last

    def test_and_of_an_interview_that_was_left_too(self, api: TestClient, door: Door) -> None:
        first = ask(api)
        ask(api, first["session_state"], "I led five people.")
        door.clock.advance(hours=1)
        close_sessions(ports=telling(door.root()))
        hand_over(interview_of(first), ports=telling(door.root()))
        kept = door.memory.sessions[interview_of(first)].feedback
        assert kept
        assert kept.summary.startswith("You answered 1 of 8 questions")
        assert ask(api, first["session_state"])["payload"] == kept.model_dump(mode="json")

    def test_after_the_end_too(self, api: TestClient) -> None:
        last = whole(api, 1)[-1]
        assert ask(api, last["session_state"]) == last
        fails(api, asked(last["session_state"], "One thing more."))


def _scored(state: Any) -> None:
    state["score_so_far"] = {"communication": 10, "content": 10, "confidence": 10}


def _moved(state: Any) -> None:
    state["question_index"], state["total_questions"], state["phase"] = 7, 1, "wrap_up"


def _reworded(state: Any) -> None:
    state["transcript"][0] |= {"question": "What is your name?", "answer": "Ann", "topic": "none"}
    state["transcript"].insert(0, {"question_id": "int_9.q1", "question": "x", "answer": "y", "topic": "z"})


def _easier(state: Any) -> None:
    state["meta"] = {"target_role": "King", "difficulty": "easy", "questions_target": 1}


def _cluttered(state: Any) -> None:
    state |= {"end": True, "score_so_far": "ten", "meta": None}


class TestAStateThatWasChanged:
    @pytest.mark.parametrize("change", [_scored, _moved, _reworded, _easier, _cluttered])
    def test_changes_nothing(self, api: TestClient, change: Callable[[Any], None]) -> None:
        first = ask(api)
        changed = copy.deepcopy(first["session_state"])
        change(changed)
        said = ask(api, changed, "I led five people.")
        assert said == ask(api, first["session_state"], "I led five people.")
        assert said["session_state"]["meta"] == META
        assert said["session_state"]["score_so_far"]["content"] == 7.0

    @pytest.mark.parametrize("named", ["q1", "int_nothing.q1", "{}.q2", "{}.q0", "{}.q1.q1", "{}.q-1", "../{}.q1", ""])
    def test_or_is_refused(self, api: TestClient, door: Door, named: str) -> None:
        first = ask(api)
        key, state = interview_of(first), first["session_state"]
        state["transcript"][-1]["question_id"] = named.format(key.interview_id)
        fails(api, asked(state, "I led five people."))
        assert not door.sessions.turns(key)

    def test_another_s_interview_is_as_if_there_were_none(self, api: TestClient, door: Door) -> None:
        theirs = ask(api)
        door.caller = principal(organisation_id="other")
        fails(api, asked(theirs["session_state"], "I led five people."))
        fails(api, asked(theirs["session_state"]))
        assert not door.sessions.turns(interview_of(theirs))

    def test_an_interview_that_is_not_practice_is_none_of_its_own(self, api: TestClient, door: Door) -> None:
        live = Alongside(plan=PlanOf(interview=INTERVIEW, plan=plan()))
        MemoryInterviews(door.memory).create_interview(builders.interview(), live)
        assert api.post("/api/v1/session/start/int_1").status_code == 200
        state = ask(api)["session_state"]
        state["transcript"][-1]["question_id"] = "int_1.q1"
        fails(api, asked(state, "I led five people."))
        fails(api, asked(state))
        assert not door.sessions.turns(INTERVIEW)


class TestWhatGoesWrong:
    @pytest.mark.parametrize(
        "body",
        [
            {},
            [],
            "x",
            asked() | {"context": {"context": "chat", "meta": META, "session_state": None}},
            asked() | {"context": {"context": "interview_session"}},
            asked() | {"language": "english"},
            asked({}),
            asked({"transcript": []}),
            asked({"transcript": "x"}),
            asked(message="x" * (MAX_ANSWER_CHARACTERS + 1)),
            asked(target_role=""),
            asked(difficulty="impossible"),
        ],
    )
    def test_is_said_by_an_envelope(self, api: TestClient, door: Door, body: Any) -> None:
        fails(api, body)
        assert not door.memory.interviews

    @pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"message": NaN}', b"[" * 50])
    def test_what_is_no_json_too(self, api: TestClient, body: bytes) -> None:
        answer = api.post("/brain", content=body)
        assert (answer.status_code, answer.json()) == (500, FAILED)

    def test_and_what_nobody_expects(self, api: TestClient, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
        state = ask(api)["session_state"]
        monkeypatch.setattr(door.sessions, "find", lambda _: 1 / 0)
        fails(api, asked(state, "I led five people."))

    def test_who_has_no_key_is_told_so(self, api: TestClient, door: Door) -> None:
        door.caller = None
        answer = api.post("/brain", json=asked())
        assert (answer.status_code, answer.json()["code"]) == (401, "invalid-api-key")
        door.caller = principal(scopes={"interviews:read"})
        assert api.post("/brain", json=asked()).status_code == 403


def test_a_page_of_any_site_may_ask(api: TestClient, door: Door) -> None:
    """Browsers ask first, and have no key then."""
    answers = [api.post("/brain", json=asked())]
    door.caller = None
    answers += [api.options("/brain"), api.post("/brain", json=asked())]
    assert [answer.status_code for answer in answers] == [200, 204, 401]
    for answer in answers:
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "x-api-key" in answer.headers["access-control-allow-headers"]
        assert "access-control-allow-credentials" not in answer.headers
    assert "access-control-allow-origin" not in api.get("/health").headers
