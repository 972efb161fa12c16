"""A live interview among the others: shown, exported and erased with its turns, its evaluation and its decision."""

import json

import pytest

from shared.domain.decision import Decided, RecruiterDecision
from shared.domain.interview import StepPointer
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewMode
from shared.domain.session.answer import Answer
from shared.domain.session.process_turn import open_session
from shared.domain.steps import Step
from tests.builders import at
from tests.fakes import MemorySessions
from tests.unit.cli.conftest import Parley
from tests.unit.cli.talking import EVALUATION
from tests.unit.usecases.test_evaluation import LED, PLAN, turn

DECISION = RecruiterDecision(decided=Decided.HOLD, by="Rita", reason="needs a second talk", at=at(30), key_id="key_1")


@pytest.fixture
def interview_id(parley: Parley) -> str:
    """One that was evaluated, and of which a recruiter has decided."""
    made = parley.submitted()
    key = InterviewKey(organisation_id="demo", interview_id=made)
    assert isinstance(parley.root.sessions, MemorySessions)
    memory = parley.root.sessions._memory
    known = memory.interviews[key]
    pointers = known.pointers | {Step.EVALUATION: StepPointer(run=1)}
    changes = {"mode": InterviewMode.LIVE, "decision": DECISION, "pointers": pointers}
    memory.interviews[key] = known.model_copy(update=changes)
    memory.rows[known.run_key(1), Step.EVALUATION] = (EVALUATION,)
    memory.plans[key] = PLAN
    memory.sessions[key] = open_session("demo", made, PLAN, at(0))[1]
    spoken = Answer(text="I led five people.", audio_key=f"demo/{made}/turns/1/t1", confidence=0.87)
    first = turn(1, LED, "").model_copy(update={"answer": spoken})
    unheard = turn(2, LED, "").model_copy(update={"answer": Answer(audio_key="x", heard=False)})
    memory.answers.update({(key, 1): first, (key, 2): unheard})
    return made


def test_show(parley: Parley, interview_id: str) -> None:
    shown = parley("show", interview_id).stdout
    for expected in (
        "Turns", "I led five people.  (spoken, heard 87% sure)", "not understood", "Evaluation", "overall 72 of 100",
        "“I led five people”", "Decision of a recruiter", "hold  by Rita", "needs a second talk",
    ):  # fmt: skip
        assert expected in shown, expected


def test_show_for_programs(parley: Parley, interview_id: str) -> None:
    shown = parley.json("show", interview_id)
    assert [turn["answer"]["text"] for turn in shown["turns"]] == ["I led five people.", ""]
    assert shown["evaluation"]["overall"] == EVALUATION.overall
    assert shown["interview"]["decision"]["by"] == "Rita"


def test_export_has_the_words_the_times_and_what_was_thought_of_them(parley: Parley, interview_id: str) -> None:
    [held] = json.loads(parley("export", interview_id).stdout)["interviews"]
    first = held["turns"][0]
    assert (first["answer"]["text"], first["answer"]["confidence"]) == ("I led five people.", 0.87)
    assert first["answer"]["audioKey"] == f"demo/{interview_id}/turns/1/t1"
    assert first["askedAt"] < held["results"]["interview"]["decision"]["at"]
    assert first["considered"]["value"] == 0.5
    assert held["plan"]["questions"][0]["text"] == LED.text
    assert held["session"]["turn"] == 1
    assert held["results"]["evaluation"]["answers"][0]["score"] == 8.0


def test_of_a_recording_there_are_no_turns(parley: Parley) -> None:
    [held] = json.loads(parley("export", parley.submitted()).stdout)["interviews"]
    assert (held["plan"], held["session"], held["turns"]) == (None, None, [])


def test_an_erasure_takes_all_of_it(parley: Parley, interview_id: str) -> None:
    parley("erase", interview_id, "--yes", "--wait")
    receipt = parley.json("erasures", interview_id)["erased"]
    counts = {one["kind"]: one["count"] for one in receipt}
    assert (counts["plan"], counts["session"], counts["turn"]) == (1, 1, 2)
