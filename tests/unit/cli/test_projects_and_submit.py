"""Projects from files, and files into interviews."""

import json
from http import HTTPStatus
from pathlib import Path

import pytest

from shared.domain.events import EventName
from shared.domain.steps import STEPS_OF_RECORDINGS
from tests.unit.cli.conftest import PROJECT, Parley
from tests.unit.cli.machine import TALK

SAMPLE = Path(__file__).parents[3] / "samples" / "scheduling-tool.json"


def test_a_project_is_put_and_listed(parley: Parley) -> None:
    assert parley.json("projects")[0]["id"] == "front-desk"
    assert "Front desk" in parley("projects").stdout


def test_a_whole_sample_file_is_a_project_too(parley: Parley) -> None:
    made = parley.json("project", "put", str(SAMPLE), "--id", "mine")
    assert (made["id"], len(made["questions"]), len(made["personas"])) == ("mine", 6, 3)


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ("not json", "file"),
        ("[]", "file"),
        ('{"project": 1}', "project"),
        ('{"name": "…"}', "id"),
        ("{}", "id"),
        (json.dumps(PROJECT | {"name": "", "id": "x"}), "name"),
        (json.dumps(PROJECT | {"colour": "red"}), "colour"),
    ],
)
def test_a_project_that_cannot_be_used(parley: Parley, content: str, field: str) -> None:
    assert parley.json("project", "put", parley.file(content, "p.json"), code=3)["error"]["field"] == field


def test_a_project_file_that_is_not_there(parley: Parley) -> None:
    assert parley.json("project", "put", "nowhere.json", code=3)["error"]["field"] == "file"


def test_submit_uploads_through_the_form(parley: Parley) -> None:
    answer = parley.json("submit", parley.file(TALK), "-p", "front-desk", "--title", "Ana")
    (submitted,) = answer["submitted"]
    assert submitted["title"] == "Ana"
    assert parley.bucket.fields_first
    assert parley.bucket.media.list_uploads()[0].size == len(TALK)


def test_submit_waits_and_shows_the_steps(parley: Parley) -> None:
    shown = parley("submit", parley.file(TALK), "-p", "front-desk", "--wait")
    assert all(f"{step} completed" in shown.stderr for step in STEPS_OF_RECORDINGS)
    assert "int_" in shown.stdout


def test_submit_json_has_the_run(parley: Parley) -> None:
    (submitted,) = parley.json("submit", parley.file(TALK), "-p", "front-desk", "--wait")["submitted"]
    assert submitted["run"]["status"] == "succeeded"
    assert [step["step"] for step in submitted["steps"]] == list(STEPS_OF_RECORDINGS)


def test_several_files(parley: Parley) -> None:
    files = [parley.file(TALK, f"{name}.vtt") for name in ("ana", "ben")]
    answer = parley.json("submit", *files, "-p", "front-desk")
    assert [one["title"] for one in answer["submitted"]] == ["ana", "ben"]


def test_nothing_is_made_when_one_file_is_bad(parley: Parley, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.upload_form.MAX_RECORDING_BYTES", 10)
    good = parley.file("short", "good.vtt")
    cases = {"nowhere.wav": "InvalidRequest", parley.file("", "e.wav"): "EmptyRecording"}
    for bad, name in (cases | {parley.file(TALK, "large.wav"): "RecordingTooLarge"}).items():
        error = parley.json("submit", good, bad, "-p", "front-desk", code=3)["error"]
        assert (error["type"], error["field"]) == (name, "file")
    assert parley.json("submit", good, "-p", "nope", code=3)["error"]["type"] == "UnknownProject"
    assert parley.json("interviews")["items"] == []


def test_an_organisation_hears_of_what_is_submitted_and_it_counts(parley: Parley) -> None:
    parley("orgs", "create", "demo", "--name", "Demo", "--interviews", "1")
    one, two = (parley.file(TALK, f"{name}.vtt") for name in ("ana", "ben"))
    made = parley.json("submit", one, "-p", "front-desk")["submitted"][0]["interviewId"]
    told = [event.interview for event in parley.memory.outbox.values() if event.event is EventName.INTERVIEW_SCHEDULED]
    assert [key.interview_id for key in told if key] == [made]
    assert parley.json("usage", "demo")["tenants"][0]["interviews"] == 1
    error = parley.json("submit", two, "-p", "front-desk", code=4)["error"]
    assert (error["type"], error["field"]) == ("QuotaExceeded", "interviews")
    assert error["message"].startswith("ben.vtt: the quota of 1 interviews in 2026-03")
    assert "parley orgs set demo --interviews" in error["remedy"]
    assert len(parley.memory.interviews) == len(parley.bucket.media.list_uploads()) == 1


def test_what_was_submitted_is_said_although_the_next_file_was_refused(parley: Parley) -> None:
    """Else the repeat would submit, and pay, it once more."""
    parley("orgs", "create", "demo", "--name", "Demo", "--interviews", "1")
    files = [parley.file(TALK, f"{name}.vtt") for name in ("ana", "ben")]
    said = parley.json("submit", *files, "-p", "front-desk", code=4)
    assert [one["title"] for one in said["submitted"]] == ["ana"]
    assert said["error"]["message"].startswith("ben.vtt: the quota of 1 interviews")


def test_a_reader_is_told_both(parley: Parley) -> None:
    parley("orgs", "create", "demo", "--name", "Demo", "--interviews", "1")
    files = [parley.file(TALK, f"{name}.vtt") for name in ("ana", "ben")]
    shown = parley("submit", *files, "-p", "front-desk", code=4)
    assert "ana.vtt" in shown.stdout
    assert "QuotaExceeded" in shown.stderr


def test_who_is_no_organisation_has_no_quota(parley: Parley) -> None:
    parley("submit", parley.file(TALK), "-p", "front-desk")
    assert EventName.INTERVIEW_SCHEDULED in {event.event for event in parley.memory.outbox.values()}
    assert parley.memory.usage == {}


def test_a_run_that_fails_is_exit_1(parley: Parley) -> None:
    parley("fault", "set", "--step", "insights", "--error", "EngineUnavailable")
    parley.submitted(code=1)
    shown = parley("submit", parley.file(TALK), "-p", "front-desk", "--wait", code=1)
    assert "insights failed: EngineUnavailable: broken on purpose" in shown.stderr


def test_waiting_has_an_end(parley: Parley) -> None:
    parley.machine.held = True
    arguments = ("submit", parley.file(TALK), "-p", "front-desk", "--wait", "--timeout", "0")
    assert parley.json(*arguments, code=5)["error"]["type"] == "WaitTimedOut"


@pytest.mark.parametrize("answer", [HTTPStatus.BAD_REQUEST, HTTPStatus.TEMPORARY_REDIRECT])
def test_a_bucket_that_does_not_take_it(parley: Parley, answer: HTTPStatus) -> None:
    parley.bucket.answer = answer
    error = parley.json("submit", parley.file(TALK), "-p", "front-desk", code=3)["error"]
    assert error["type"] == "UploadRefused"
    assert error["message"].startswith(f"the bucket answered {answer:d}")


def test_a_rejected_interview_takes_another_file(parley: Parley) -> None:
    answer = parley.json("submit", parley.file("WEBVTT\n\n", "bad.vtt"), "-p", "front-desk", "--wait", code=1)
    interview_id = answer["submitted"][0]["interviewId"]
    assert parley.json("interviews", "--status", "rejected")["items"][0]["id"] == interview_id
    again = parley.json("submit", parley.file(TALK), "--to", interview_id, "--wait")
    assert again["submitted"][0]["run"]["status"] == "succeeded"
    assert parley.json("submit", parley.file(TALK), "--to", interview_id, code=3)["error"]["field"] == "to"


def test_the_tier_is_kept_with_the_interview(parley: Parley) -> None:
    parley("submit", parley.file(TALK), "-p", "front-desk", "--tier", "enterprise")
    assert parley.json("interviews")["items"][0]["tier"] == "enterprise"
    assert "tier enterprise" in parley("show", parley.last_id).stdout


def test_an_unknown_tier_is_refused_before_anything_is_uploaded(parley: Parley) -> None:
    error = parley.json("submit", parley.file(TALK), "-p", "front-desk", "--tier", "gold", code=3)["error"]
    assert error["type"] == "UnknownTier"
    assert "essential, professional or enterprise" in error["remedy"]
    assert parley.json("interviews")["items"] == []
