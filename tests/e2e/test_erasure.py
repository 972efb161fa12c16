"""A name and an address that occur nowhere else: kept where they belong, told nowhere, and gone after an erasure.

The interview is erased while its pipeline runs, with a form that is still good; the request is repeated; and then a
back-up brings part of it back.
"""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from cli.app import app
from cli.stage import Session, StageName
from shared.adapters.dynamodb_keys import partition_of
from shared.adapters.dynamodb_table import Put
from shared.adapters.faults import TableFaults
from shared.adapters.system_clock import new_interview_id
from shared.domain.audit_chain import verify
from shared.domain.candidate import Candidate
from shared.domain.erasure import Erasure
from shared.domain.errors import InterviewErased
from shared.domain.interview import Interview, SpeakerEdit
from shared.domain.interview_key import InterviewKey, upload_key
from shared.domain.interview_status import InterviewStatus
from shared.domain.run import RunRequest
from shared.domain.steps import Step
from shared.ports import PresignedPost
from shared.runtime.erasing import requesting
from shared.usecases.receive_upload import upload_form
from shared.usecases.redrive_interview import redrive_interview
from shared.usecases.request_erasure import ErasureRequest, find_erasure, request_erasure
from tests.e2e.deployed import ORGANISATION, Deployed
from tests.e2e.everywhere import items, log_lines, partition, places_with, stored, told
from tests.polling import poll

pytestmark = pytest.mark.emulator

NAME, EMAIL = "Zyxandra Quillfeather", "zyx.quill@canary.example"
CANARY = [NAME, "Quillfeather", EMAIL]
SAID = f"""WEBVTT

00:00.000 --> 00:04.000
<v Interviewer>What was the hardest part of the change for you?

00:04.500 --> 00:12.000
<v {NAME}>I'm {NAME}, the office manager at a law firm. Write to me at {EMAIL}, I was on the phone until nine.
""".encode()
SECONDS = 180


@pytest.fixture
def faults(deployed: Deployed) -> Iterator[TableFaults]:
    faults = TableFaults(deployed.root.table)
    yield faults
    faults.clear(ORGANISATION)


def scheduled(deployed: Deployed, organisation_id: str = ORGANISATION) -> tuple[InterviewKey, PresignedPost]:
    """An interview that names its candidate, and the form for it."""
    root = deployed.root
    interview = Interview(
        organisation_id=organisation_id,
        id=new_interview_id(),
        project_id=deployed.project(),
        title=f"{NAME} <{EMAIL}>",
        candidate=Candidate(name=NAME, email=EMAIL),
        metadata={"who": NAME},
        created_at=root.clock.now(),
        updated_at=root.clock.now(),
    )
    root.interviews.create_interview(interview)
    return interview.key, upload_form(interview.key, root.media)


def completed_with_edits(deployed: Deployed) -> tuple[InterviewKey, PresignedPost]:
    """Its run has ended, and somebody has corrected the voices."""
    key, form = scheduled(deployed)
    assert deployed.upload(form, SAID).is_success
    assert deployed.settled(key).status is InterviewStatus.COMPLETED
    edit = SpeakerEdit(label="S2", name=NAME)
    deployed.root.interviews.edit_speakers(key, [edit], deployed.root.clock.now())
    return key, form


def test_a_name_and_an_address_are_told_nowhere_and_after_an_erasure_kept_nowhere(
    deployed: Deployed, faults: TableFaults
) -> None:
    key, form = completed_with_edits(deployed)
    backed_up = partition(deployed, partition_of(key))
    kept = places_with(CANARY, stored(deployed))
    assert {place.split()[0] for place in kept} == {"item", "object"}
    assert all(f"{ORGANISATION}#INTERVIEW#{key.interview_id}" in p or key.interview_id in p for p in kept), kept

    # The pipeline runs, and would for ever.
    faults.set(ORGANISATION, Step.EVIDENCE, "EngineThrottled")
    again = RunRequest(resume_from=Step.UPLOAD, user_custom_instructions=f"Look at what {NAME} says")
    run = redrive_interview(key, again, ports=deployed.root.starting)
    poll(lambda: Step.EVIDENCE in deployed.steps(key, run.key.run) or None, seconds=SECONDS)

    asked = ErasureRequest(by="key_canary", request_id="req-canary")
    marked = request_erasure(key, asked, ports=requesting(deployed.root))
    with pytest.raises(InterviewErased):
        deployed.interview(key)
    assert request_erasure(key, asked, ports=requesting(deployed.root)).requested_at == marked.requested_at
    assert deployed.upload(form, SAID).is_success  # the form is still good

    receipt = _receipt(deployed, key)
    execution = deployed.root.workflow.describe(run.key, None)
    assert execution
    assert execution.status.has_ended
    poll(lambda: True if deployed.root.media.head(upload_key(key), None) is None else None, seconds=SECONDS)

    assert places_with(CANARY, stored(deployed)) == []
    assert places_with(CANARY, told(deployed)) == []
    # The search finds what is there: ids are told.
    assert {place.split()[0] for place in places_with([key.interview_id], told(deployed))} >= {"log", "history"}
    assert {(e.where, e.kind) for e in receipt.erased} >= {("media bucket", "object"), ("table", "row")}
    left = sorted(item["entity"] for item in partition(deployed, partition_of(key)))
    assert left == ["INTERVIEW", "OUTBOX_EVENT"], left
    _check_audit(deployed, key)
    _check_restored(deployed, key, backed_up)


def _check_restored(deployed: Deployed, key: InterviewKey, backed_up: list[dict[str, Any]]) -> None:
    """What the table held before is there again, as after a restore: asking once more erases it once more."""
    for item in backed_up:
        deployed.root.table.write(Put(item))
    assert deployed.interview(key).candidate
    request_erasure(key, ErasureRequest(by="operator"), ports=requesting(deployed.root))
    _receipt(deployed, key)
    assert places_with(CANARY, stored(deployed)) == []


def _receipt(deployed: Deployed, key: InterviewKey) -> Erasure:
    def look() -> Erasure | None:
        found = find_erasure(key, erasures=deployed.root.erasures)
        return found if found.is_done else None

    try:
        return poll(look, seconds=SECONDS, every=1.0)
    except AssertionError:
        said = [line for where, line in log_lines(deployed) if where.endswith("erase_data")]
        raise AssertionError(f"{find_erasure(key, erasures=deployed.root.erasures)!r}: {said[-20:]}") from None


def _check_audit(deployed: Deployed, key: InterviewKey) -> None:
    audit = deployed.root.audit
    assert verify(audit.entries(ORGANISATION), audit.head(ORGANISATION), audit.start(ORGANISATION)).is_whole
    mine = [entry.action for entry in audit.entries(ORGANISATION) if key.interview_id in entry.objects]
    assert mine[0] == "interview.erasure_requested"
    assert mine[-1] == "interview.erased"
    assert places_with(CANARY, (found for found in items(deployed) if "#AUDIT" in found[0])) == []


def test_an_interview_that_waits_for_its_upload_is_erased_at_once(deployed: Deployed) -> None:
    key, form = scheduled(deployed)
    request_erasure(key, ErasureRequest(by="operator"), ports=requesting(deployed.root))
    _receipt(deployed, key)
    assert deployed.upload(form, SAID).is_success
    poll(lambda: True if deployed.root.media.head(upload_key(key), None) is None else None, seconds=60)
    assert not [u for u in deployed.root.media.list_uploads() if u.key == upload_key(key)]
    assert [item["entity"] for item in partition(deployed, partition_of(key))] != []


def key_of_a_new(organisation_id: str, deployed: Deployed) -> str:
    """An API key of a new organisation."""
    session = Session(StageName.LOCAL, organisation_id, deployed.folder)

    def parley(*arguments: str) -> Any:
        result = CliRunner().invoke(app, [*arguments, "--json"], obj=session)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    parley("orgs", "create", organisation_id, "--name", "Acme Hiring")
    return str(parley("keys", "create", organisation_id, "--name", "e2e", "--scope", "admin")["secret"])


def test_a_parent_platform_erases_by_the_api_what_is_its_own(deployed: Deployed) -> None:
    """Fault 29 as its caller meets it: the same answer to a repeat, a receipt, and another's stays."""
    key, _ = scheduled(deployed, "erase-acme")
    mine, other = (key_of_a_new(name, deployed) for name in ("erase-acme", "erase-other"))
    address = f"/api/v1/interviews/{key.interview_id}"
    where = f"{deployed.outputs['ApiUrl'].rstrip('/')}/api/v1/erasures/{key.interview_id}"

    def call(method: str, path: str, secret: str) -> httpx.Response:
        url = deployed.outputs["ApiUrl"] + path
        return httpx.request(method, url, headers={"X-API-Key": secret}, timeout=60, trust_env=False)

    assert call("DELETE", address, other).status_code == 404
    assert call("GET", address, mine).status_code == 200
    asked = call("DELETE", address, mine)
    assert (asked.status_code, asked.headers["location"]) == (202, where)
    assert call("DELETE", address, mine).status_code == 202
    assert call("GET", address, mine).status_code == 404
    receipt = poll(
        lambda: (
            found
            if (found := call("GET", f"/api/v1/erasures/{key.interview_id}", mine).json())["status"] == "erased"
            else None
        ),
        seconds=SECONDS,
        every=2.0,
    )
    assert receipt["requested_at"] == asked.json()["requested_at"]
    assert call("GET", f"/api/v1/erasures/{key.interview_id}", other).status_code == 404
    audit = call("GET", "/api/v1/audit", mine)
    assert audit.status_code == 200, audit.text
    entries = audit.json()["items"]
    assert {"interview.erasure_requested", "interview.erased"} <= {entry["action"] for entry in entries}
    assert NAME not in json.dumps([receipt, entries])
