"""Erasing, receipts and the audit log at the command line."""

import json

import pytest

from shared.domain.erasure import ErasureStatus
from shared.domain.interview_key import InterviewKey
from tests.unit.cli.conftest import Parley
from tests.unit.cli.machine import EagerEraser


def key_of(interview_id: str) -> InterviewKey:
    return InterviewKey(organisation_id="demo", interview_id=interview_id)


def test_an_interview_is_gone_and_its_receipt_is_there(parley: Parley) -> None:
    interview_id = parley.submitted()
    (erased,) = parley.json("erase", interview_id, "--yes", "--wait")["erasures"]
    assert (erased["status"], erased["requestedBy"], erased["reason"]) == ("erased", "operator", "requested")
    assert parley.json("show", interview_id, code=3)["error"]["type"] == "InterviewErased"
    assert parley.json("interviews")["items"] == []
    receipt = parley.json("erasures", interview_id)
    assert {"where": "table", "kind": "step", "count": 6} in receipt["erased"]


def test_for_the_eye(parley: Parley) -> None:
    interview_id = parley.submitted()
    assert "erased" in parley("erase", interview_id, "--yes", "--wait").stdout
    assert interview_id in parley("erasures").stdout
    shown = parley("erasures", interview_id).stdout
    for expected in ("table", "step", "gone from back-ups by"):
        assert expected in shown


def test_one_that_is_under_way(parley: Parley, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = parley.root.erasure_queue
    assert isinstance(queue, EagerEraser)
    queue.held = True
    interview_id = parley.submitted()
    parley("erase", interview_id, "--yes")
    assert [one["interviewId"] for one in parley.json("erasures", "--open")["items"]] == [interview_id]
    assert "done at the earliest" in parley("erasures", interview_id).stdout
    monkeypatch.setattr("cli.erasing.WAIT_SECONDS", 0.0)
    assert parley.json("erase", interview_id, "--yes", "--wait", code=5)["error"]["type"] == "WaitTimedOut"
    queue.held = False
    queue.put(key_of(interview_id))
    assert parley.json("erasures", "--open")["items"] == []


def test_without_yes_nobody_answers_and_nothing_is_erased(parley: Parley) -> None:
    interview_id = parley.submitted()
    parley("erase", interview_id, code=1)
    assert parley.json("interviews")["items"]


def test_receipts_are_carried_out_once_more(parley: Parley) -> None:
    interview_id = parley.submitted()
    parley("erase", interview_id, "--yes", "--wait")
    receipts = parley.file(json.dumps(parley.json("erasures")), "receipts.json")
    (again,) = parley.json("erase", "--again", receipts, "--yes")["erasures"]
    assert again["status"] == ErasureStatus.ERASED
    broken = parley.file("[]", "broken.json")
    assert parley.json("erase", "--again", broken, "--yes", code=3)["error"]["field"] == "again"


def test_what_is_unknown(parley: Parley) -> None:
    assert parley.json("erase", "int_nope", "--yes", code=3)["error"]["type"] == "UnknownInterview"
    assert parley.json("erasures", "int_nope", code=3)["error"]["type"] == "UnknownErasure"
    parley("erase", "--yes", code=2)


def test_the_audit_log(parley: Parley) -> None:
    assert "nothing on record" in parley("audit").stdout
    interview_id = parley.submitted()
    parley("erase", interview_id, "--yes")
    actions = [entry["action"] for entry in parley.json("audit")["items"]]
    assert actions == ["interview.erased", "interview.erasure_requested"]
    assert interview_id in parley("audit").stdout
    assert parley.json("audit", "--verify") == {"entries": 2, "brokenAt": None}
    assert "the chain is whole: 2 entries" in parley("audit", "--verify").stdout


def test_a_broken_chain_is_a_failure(parley: Parley) -> None:
    parley("erase", parley.submitted(), "--yes")
    chain = parley.root.audit.chains["demo"]  # type: ignore[attr-defined]
    chain[0] = chain[0].model_copy(update={"actor": "key_9"})
    assert parley.json("audit", "--verify", code=1)["brokenAt"] == 1
    assert "broken at entry 1" in parley("audit", "--verify", code=1).stdout


def test_a_person_s_interviews_are_erased_and_no_other(parley: Parley) -> None:
    theirs = parley.submitted()
    parley("speakers", theirs, "--name", "S2=Ana  Costa")
    other = parley.submitted()
    (erased,) = parley.json("erase", "--person", "ana costa", "--yes", "--wait")["erasures"]
    assert (erased["interviewId"], erased["reason"]) == (theirs, "person")
    assert [one["id"] for one in parley.json("interviews")["items"]] == [other]
    assert parley.json("erase", "--person", "ana costa", "--yes", code=3)["error"]["field"] == "person"
    assert parley.json("erase", "--person", " ", "--yes", code=3)["error"]["type"] == "InvalidRequest"


def test_a_person_s_data_is_exported_and_that_is_on_record(parley: Parley) -> None:
    interview_id = parley.submitted()
    parley("speakers", interview_id, "--name", "S2=Ana Costa")
    export = json.loads(parley("export", "--person", "Ana Costa").stdout)
    (held,) = export["interviews"]
    assert held["interviewId"] == interview_id
    assert "Ana Costa" in [speaker["name"] for speaker in held["transcript"]["speakers"]]
    assert held["uploads"][0]["key"] == f"demo/{interview_id}/upload"
    assert held["results"]["evidence"]
    assert len(held["runs"]) == 1
    (entry,) = parley.json("audit")["items"]
    assert (entry["action"], entry["objects"]) == ("interview.exported", [interview_id])
    assert json.loads(parley("export", interview_id).stdout)["interviews"] == export["interviews"]
