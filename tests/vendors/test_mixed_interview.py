"""Hindi and English in one breath, from the sound to the evaluation: what was said stays as it was said all the way."""

import json
from typing import Any

import pytest

from shared.adapters.lexical import LexicalEmbedder
from shared.adapters.model_analyst.analyst import ModelAnalyst
from shared.adapters.model_scorer import ModelScorer
from shared.adapters.rules_interviewer.interviewer import RulesInterviewer
from shared.adapters.transcript_file import TranscriptFileReader
from shared.domain.evaluation.evaluation import Evaluation
from shared.domain.evidence import EvidenceUnit
from shared.domain.interview_status import InterviewMode
from shared.domain.references import RowsReference
from shared.domain.session.answer import AnswerKind
from shared.domain.session.status import EndReason
from shared.domain.steps import Step
from shared.runtime.interviewer import build_interviewer
from shared.usecases.evaluate_interview import EvaluatePorts, evaluate_interview
from shared.usecases.write_questions import WritingNotes
from tests.builders import INTERVIEW, project, run_key
from tests.unit.adapters.model_interviewer.says import says
from tests.unit.domain.session.plans import plan, question
from tests.unit.session_world import WAV, SessionWorld
from tests.unit.world import World
from tests.vendors.conftest import Build
from tests.vendors.dialects import OPENAI
from tests.vendors.server import Received, Reply, VendorServer
from tests.vendors.test_speech import SPEECH, VERBOSE, segment

pytestmark = pytest.mark.loopback
TOLD, ENDED = "मेरी team में पाँच लोग थे।", "फिर हमने deadline से दो दिन पहले ship किया, and nobody worked at night."
SAID = f"{TOLD} {ENDED}"
HEARD = VERBOSE | {"language": "hindi", "text": SAID, "segments": [segment(0.0, 7.0, f" {SAID}")], "words": []}
CONSIDERED = says(
    action="new_question", say=None, lacks=[], learned=[{"n": 1, "quote": "पाँच लोग"}], summary="पाँच लोग की team."
)
QUOTE = {"segment": 1, "quote": TOLD, "gist": "पाँच लोगों की team", "topic": "team", "confidence": 0.9}
SCORED = {
    "met": [1], "unmet": [], "score": 8, "communication": 8, "definiteness": 8, "confidence": 0.9,
    "quotes": [ENDED, "nobody said this"], "rationale": "It names both.", "feedback": "Good.", "red_flag": None,
}  # fmt: skip
ANSWERS: dict[str, Any] = {
    "You assist an interviewer": CONSIDERED,
    "You extract evidence": {"evidence": [QUOTE, QUOTE | {"quote": "पाँच people"}], "people": []},
    "You score one answer": SCORED,
}
LED = question(1, required_data=("team size",), good_answer=("says how large the team was",))


def answer(request: Received) -> Reply:
    """What the server says: by the path, and by what a model is told to do."""
    if request.path == SPEECH.path:
        return Reply(HEARD)
    told = request.json["messages"][0]["content"]
    return Reply(OPENAI.said(json.dumps(next(said for asked, said in ANSWERS.items() if told.startswith(asked)))))


@pytest.fixture
def held(server: VendorServer, build: Build, monkeypatch: pytest.MonkeyPatch) -> SessionWorld:
    """An interview in Hindi, answered by voice in both languages, to its end."""
    server.reply = answer
    world = SessionWorld(the_plan=plan(LED, language="hi"))
    world.schedule()
    rules = RulesInterviewer(LexicalEmbedder())
    monkeypatch.setattr(world.engines, "speech", lambda _: build(SPEECH))
    monkeypatch.setattr(
        world.engines, "interviewer", lambda scope: build_interviewer(build(OPENAI), lambda: rules, scope.meter)
    )
    world.start()
    world.answer(None, sound=WAV)
    assert world.hand_over()
    return world


def test_it_is_heard_and_considered_as_it_was_said(held: SessionWorld, server: VendorServer) -> None:
    [turn] = held.turns()
    assert (turn.answer.text, turn.answer.language, turn.notes) == (SAID, "hi", ())
    assert turn.considered
    assert (turn.considered.kind, turn.considered.engine.name) == (AnswerKind.SUBSTANTIVE, "model-1")
    assert held.session.of("q1").learned == ("team size",)
    assert held.session.end_reason is EndReason.PLAN_DONE
    heard, considered = server.received
    assert b'name="language"' not in heard.body
    shown = json.loads(considered.json["messages"][-1]["content"])
    assert shown["answer"] == SAID
    assert "Hindi and English" in shown["interview"]["language"]


def test_its_evidence_and_its_evaluation_quote_it_letter_by_letter(held: SessionWorld, build: Build) -> None:
    transcript = held.transcript()
    assert SAID in [one.text for one in transcript.segments]
    engines: dict[str, Any] = {"analyst": ModelAnalyst(build(OPENAI)), "transcripts": TranscriptFileReader()}
    world = World(clock=held.clock, memory=held.memory, **engines)
    world.projects.create("acme", project())
    world.memory.interviews[INTERVIEW] = world.interview().model_copy(update={"mode": InterviewMode.LIVE})
    world.receive(body=transcript.model_dump_json(by_alias=True).encode())
    world.do(Step.UPLOAD)
    world.do(Step.EVIDENCE)
    [unit] = world.results.load_rows(run_key(), Step.EVIDENCE, EvidenceUnit)
    assert (unit.quote, unit.speaker) == (TOLD, "S2")
    world.engines.the_scorer = ModelScorer(build(OPENAI), WritingNotes())
    ports = EvaluatePorts(world.interviews, held.sessions, world.results, world.engines)
    evidence = RowsReference.model_validate(world.interview().pointers[Step.EVIDENCE].output["evidenceUnits"])
    evaluate_interview(run_key(), evidence, steps=world.steps, ports=ports)
    [made] = world.results.load_rows(run_key(), Step.EVALUATION, Evaluation)
    [scored] = made.answers
    assert (scored.score, scored.quotes, scored.evidence_ids, scored.turns) == (8, (ENDED,), (unit.id,), (1,))
