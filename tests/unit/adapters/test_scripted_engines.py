"""Scripted engines answer at once, and what they answer passes every check that real answers have to pass."""

import pytest

from shared.adapters.scripted_engines import ScriptedEngines
from shared.domain.attribution import AnswerStatus
from shared.domain.errors import EngineFailed, InternalError
from shared.domain.interview_key import InterviewKey
from shared.domain.made_by import Engine
from shared.domain.persona import Persona
from shared.domain.project import ProjectQuestion
from shared.domain.quotes import check
from shared.domain.role import Role
from shared.domain.tier import Tier
from shared.domain.transcript import Segment, Speaker, Transcript
from shared.ports import EngineScope
from shared.runtime.bootstrap import Root
from shared.usecases.tally import Tally

SAID = ("What do you do?", "I plan the shifts.", "And then?", "Then I pay the bills.")
SEGMENTS = tuple(
    Segment(index=n, speaker=f"S{n % 2 + 1}", start_seconds=n, end_seconds=n + 1, text=text)
    for n, text in enumerate(SAID)
)
SPEAKERS = (Speaker(label="S1", role=Role.INTERVIEWER), Speaker(label="S2", role=Role.PARTICIPANT))
TRANSCRIPT = Transcript(
    language="en", duration_seconds=4, segments=SEGMENTS, speakers=SPEAKERS, engine=Engine(name="t", version="1")
)
QUESTION = ProjectQuestion(id="q1", text="What do they do?")


def scope() -> EngineScope:
    return EngineScope(InterviewKey(organisation_id="o", interview_id="i"), Tier.ESSENTIAL, Tally())


def test_what_participants_say_is_evidence_and_verbatim() -> None:
    reading = ScriptedEngines().analyst(scope()).read_window(TRANSCRIPT, SEGMENTS)
    units = [check(draft, SEGMENTS, {"S2": "person-s2"}) for draft in reading.evidence]
    assert [unit.quote for unit in units if unit] == [SAID[1], SAID[3]]


def test_themes_personas_and_answers_stand_on_evidence_that_exists() -> None:
    analyst = ScriptedEngines().analyst(scope())
    reading = analyst.read_window(TRANSCRIPT, SEGMENTS)
    units = [unit for draft in reading.evidence if (unit := check(draft, SEGMENTS, {}))]
    themes = analyst.find_themes(units, instructions=None).themes
    answers = analyst.attribute_answers([QUESTION], TRANSCRIPT, units)
    named = {each for theme in themes for each in theme.evidence_ids} | set(answers[0].evidence_ids)
    assert named == {unit.id for unit in units}
    assert answers[0].status is AnswerStatus.ANSWERED
    assert analyst.summarise(units)
    assert analyst.match_personas([], units, [Persona(id="p", name="P", description="d")]) == []


def test_whatever_stands_before_a_call_can_refuse_it() -> None:
    def refuse(_scope: EngineScope, call: str) -> None:
        raise EngineFailed(call)

    with pytest.raises(EngineFailed, match="read_window"):
        ScriptedEngines(refuse).analyst(scope()).read_window(TRANSCRIPT, SEGMENTS)


def test_they_are_chosen_only_where_faults_are_allowed() -> None:
    assert isinstance(Root(ai_env="scripted", faults_enabled=True).engines, ScriptedEngines)
    with pytest.raises(InternalError, match="faults_enabled"):
        _ = Root(ai_env="scripted").engines
