"""The main job on real parts: a recording, through the candidate's form, to results."""

import itertools
import json
import re
from typing import Any

import jiwer
import pytest

from bench.quality.scores import is_found
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.role import Role
from shared.domain.steps import STEPS_OF_RECORDINGS
from tests.e2e.deployed import SAMPLES, Deployed, truth_of
from tests.polling import poll

pytestmark = [pytest.mark.emulator, pytest.mark.engines]

SAMPLE = "scheduling-tool"  # `python -m bench quality` hears every sample
MAX_WORD_ERROR_RATE = 0.05
MAX_START_ERROR_SECONDS = 1.0
MIN_QUOTES = 7
MIN_STATUSES = 5


@pytest.fixture(scope="session")
def events(deployed: Deployed) -> str:
    """A queue that hears everything on the app's bus."""
    bus, sqs = deployed.client("events"), deployed.client("sqs")
    url = str(sqs.create_queue(QueueName="heard")["QueueUrl"])
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    name = deployed.outputs["EventBusName"]
    bus.put_rule(Name="heard", EventBusName=name, EventPattern=json.dumps({"source": ["parley"]}))
    bus.put_targets(Rule="heard", EventBusName=name, Targets=[{"Id": "heard", "Arn": arn}])
    return url


@pytest.fixture(scope="session")
def truth() -> dict[str, Any]:
    return truth_of(SAMPLE)


@pytest.fixture(scope="session")
def interview(deployed: Deployed, events: str) -> InterviewKey:
    """The sample, uploaded and finished."""
    key = deployed.submit((SAMPLES / f"{SAMPLE}.ogg").read_bytes(), deployed.project(SAMPLE))
    assert deployed.settled(key).status is InterviewStatus.COMPLETED
    return key


def words(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9']+", text.lower()))


def test_the_words_are_right(deployed: Deployed, interview: InterviewKey, truth: dict[str, Any]) -> None:
    spoken = " ".join(turn["text"] for turn in truth["turns"])
    heard = " ".join(segment.text for segment in deployed.transcript(interview).segments)
    assert jiwer.wer(words(spoken), words(heard)) <= MAX_WORD_ERROR_RATE


def test_speakers_and_times_are_right(deployed: Deployed, interview: InterviewKey, truth: dict[str, Any]) -> None:
    transcript = deployed.transcript(interview)
    assert {speaker.role for speaker in transcript.speakers} == {Role.INTERVIEWER, Role.PARTICIPANT}
    for turn in truth["turns"]:
        middle = (turn["start_seconds"] + turn["end_seconds"]) / 2
        during = [s for s in transcript.segments if s.start_seconds <= middle <= s.end_seconds + 0.5]
        assert {str(transcript.role_of(segment.speaker)) for segment in during} == {turn["speaker"]}
        nearest = min(abs(s.start_seconds - turn["start_seconds"]) for s in transcript.segments)
        assert nearest <= MAX_START_ERROR_SECONDS


def test_evidence_is_verbatim_timed_and_the_expected_is_found(
    deployed: Deployed, interview: InterviewKey, truth: dict[str, Any]
) -> None:
    results, transcript = deployed.results(interview), deployed.transcript(interview)
    for unit in results.evidence:
        segment = transcript.segments[unit.segment_index]
        assert unit.quote in segment.text
        assert segment.start_seconds - 0.01 <= unit.start_seconds < unit.end_seconds <= segment.end_seconds + 0.01
    expected = truth["expected"]["evidence"]
    found = [e for e in expected if _near(e, truth, results.evidence)]
    assert len(found) >= MIN_QUOTES, [e["quote"] for e in expected if e not in found]
    assert results.coverage is not None
    assert results.coverage.segments_read == results.coverage.segments == len(transcript.segments)
    assert results.coverage.quotes_dropped == 0


def _near(expected: dict[str, Any], truth: dict[str, Any], evidence: tuple[Any, ...]) -> bool:
    """Found, and said within a second of the turn that it belongs to."""
    turn = truth["turns"][expected["turn"]]
    early, late = turn["start_seconds"] - MAX_START_ERROR_SECONDS, turn["end_seconds"] + MAX_START_ERROR_SECONDS
    quotes = [unit.quote for unit in evidence if early <= unit.start_seconds and unit.end_seconds <= late]
    return is_found(expected["quote"], [*quotes, *(f"{a} {b}" for a, b in itertools.pairwise(quotes))])


def test_persona_person_and_answers(deployed: Deployed, interview: InterviewKey, truth: dict[str, Any]) -> None:
    expected, results = truth["expected"], deployed.results(interview)
    assert [assignment.persona_id for assignment in results.personas] == [expected["persona"]]
    assert [person.name for person in results.people] == [expected["people"][0]["name"]]
    statuses = {answer.question_id: answer.status.value for answer in results.answers}
    right = sum(statuses[question] == status for question, status in expected["answers"].items())
    assert right >= MIN_STATUSES, statuses
    known = {unit.id for unit in results.evidence}
    assert all(set(answer.evidence_ids) <= known for answer in results.answers)


def test_themes_stand_on_evidence_and_everything_is_a_draft(deployed: Deployed, interview: InterviewKey) -> None:
    results = deployed.results(interview)
    assert results.themes
    linked = {link.theme_id for link in results.theme_evidence}
    assert {theme.id for theme in results.themes} == linked
    assert results.summary
    steps = deployed.steps(interview, 1)
    assert set(steps) == set(STEPS_OF_RECORDINGS)
    assert all(record.engine and record.engine.draft for record in steps.values())


def test_each_completed_interview_is_announced_once(deployed: Deployed, interview: InterviewKey, events: str) -> None:
    sqs, heard = deployed.client("sqs"), list[dict[str, Any]]()

    def _is_completion(event: dict[str, Any]) -> bool:
        return bool(event["detail-type"] == "interview.completed")

    def all_heard() -> bool | None:
        for message in sqs.receive_message(QueueUrl=events, MaxNumberOfMessages=10).get("Messages", []):
            heard.append(json.loads(message["Body"]))
        done = {event["detail"]["interviewId"] for event in heard if _is_completion(event)}
        return True if done >= wanted else None

    wanted = {interview.interview_id}
    poll(all_heard, seconds=30)
    ours = [event for event in heard if event["detail"]["interviewId"] in wanted and _is_completion(event)]
    assert len({event["detail"]["eventId"] for event in ours}) == len(wanted)


def test_nothing_that_was_said_reaches_logs_or_execution_history(deployed: Deployed, interview: InterviewKey) -> None:
    canaries = ("dental", "Portland", "spreadsheet", "Daniel", "Grace", "Marcus", "cancellations")
    text = _history(deployed, interview) + _logs(deployed)
    assert [canary for canary in canaries if canary in text] == []
    assert interview.interview_id in text


def _history(deployed: Deployed, interview: InterviewKey) -> str:
    states = deployed.client("stepfunctions")
    arn = deployed.run(interview, 1).execution_arn
    pages = [*states.get_paginator("get_execution_history").paginate(executionArn=arn)]
    return json.dumps(pages, default=str)


def _logs(deployed: Deployed) -> str:
    logs = deployed.client("logs")
    groups = logs.describe_log_groups(logGroupNamePrefix="/aws/")["logGroups"]
    events = [logs.filter_log_events(logGroupName=group["logGroupName"])["events"] for group in groups]
    return json.dumps(events)
