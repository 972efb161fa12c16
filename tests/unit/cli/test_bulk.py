"""Folders are submitted in bulk, followed to the end, and taken up again; the queue is shown."""

import io
import json
from http import HTTPStatus
from math import inf
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from cli import bulk
from cli.render_bulk import shown
from shared.domain.errors import EmptyRecording, InterviewErased, StorageThrottled
from shared.domain.interview import Interview
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.lane import Lane
from tests.fakes.interviews import MemoryInterviews
from tests.unit.cli.conftest import Parley
from tests.unit.cli.machine import TALK


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "POLL_SECONDS", 0.0)


@pytest.fixture
def folder(parley: Parley) -> Path:
    """Six talks, each different, and what is no talk of ours."""
    made = parley.folder / "talks"
    (made / "more").mkdir(parents=True)
    for number in range(6):
        place = made / "more" if number > 3 else made
        place.joinpath(f"t{number}.vtt").write_text(TALK.replace("Friday", f"Friday of week {number}"))
    made.joinpath(".hidden.vtt").write_text(TALK)
    return made


def lines(parley: Parley, *arguments: str, code: int = 0) -> list[dict[str, Any]]:
    """What --json prints: a file per line, the sum in the last."""
    return [json.loads(line) for line in parley(*arguments, "--json", code=code).stdout.splitlines()]


def submit(parley: Parley, folder: Path, *more: str, code: int = 0) -> list[dict[str, Any]]:
    return lines(parley, "submit", str(folder), "-p", "front-desk", *more, code=code)


def test_a_folder_is_worked_off_in_the_lane_of_bulk(parley: Parley, folder: Path) -> None:
    *files, total = submit(parley, folder)
    assert total == {"files": 6, "ended": 6, "byStatus": {"completed": 6}}
    assert [Path(file["file"]).name for file in files] == ["t4.vtt", "t5.vtt", "t0.vtt", "t1.vtt", "t2.vtt", "t3.vtt"]
    for file in files:
        interview = parley.root.interviews.get_interview(
            InterviewKey(organisation_id="demo", interview_id=file["interviewId"])
        )
        run = parley.root.runs.get_run(interview.run_key(1))
        assert (interview.lane, run.request.lane) == (Lane.BACKFILL, Lane.BACKFILL)
        assert interview.title == Path(file["file"]).stem


def test_the_same_folder_again_submits_nothing_twice(parley: Parley, folder: Path) -> None:
    first = submit(parley, folder)
    folder.joinpath("new.vtt").write_text(TALK.replace("Friday", "Monday"))
    *files, total = submit(parley, folder)
    assert total["byStatus"] == {"completed": 7}
    assert sum(file["submittedBefore"] for file in files) == 6
    assert {file["interviewId"] for file in first[:-1]} < {file["interviewId"] for file in files}
    assert len(parley.bucket.media.list_uploads()) == 7
    assert submit(parley, folder, "--again")[-1]["files"] == 7
    assert len(parley.bucket.media.list_uploads()) == 14


def test_an_upload_that_broke_off_is_made_up_for_in_the_same_interview(parley: Parley, folder: Path) -> None:
    parley.bucket.answer = HTTPStatus.SERVICE_UNAVAILABLE
    *files, total = submit(parley, folder, code=1)
    assert total["byStatus"] == {"refused": 6}
    assert all(file["reason"].startswith("UploadRefused") for file in files)
    parley.bucket.answer = HTTPStatus.NO_CONTENT
    submit(parley, folder)
    assert len(parley.json("interviews")["items"]) == 6


def test_one_bad_file_does_not_stop_the_others(parley: Parley, folder: Path) -> None:
    folder.joinpath("empty.wav").touch()
    folder.joinpath("bad.vtt").write_text("WEBVTT\n\n")
    shown = parley("submit", str(folder), "-p", "front-desk", code=1)
    assert "8 files: uploaded 7, waiting 0, running 0, completed 6, failed 2" in shown.stdout
    assert "empty.wav: EmptyRecording" in shown.stdout
    assert "rejected: UnreadableTranscript" in shown.stdout
    assert "completed 6" in shown.stderr


def test_beyond_the_quota_each_file_says_so(parley: Parley, folder: Path) -> None:
    parley("orgs", "create", "demo", "--name", "Demo", "--interviews", "4")
    *files, total = submit(parley, folder, code=1)
    assert total["byStatus"] == {"completed": 4, "refused": 2}
    reasons = [file["reason"] for file in files if file["status"] == "refused"]
    assert [reason.split(":")[0] for reason in reasons] == ["QuotaExceeded"] * 2
    assert all("parley orgs set demo --interviews" in reason for reason in reasons)
    parley("orgs", "set", "demo", "--interviews", "6")
    assert submit(parley, folder)[-1]["byStatus"] == {"completed": 6}


def test_what_is_not_waited_for(parley: Parley, folder: Path) -> None:
    parley.machine.held = True
    total = submit(parley, folder, "--no-wait")[-1]
    assert (total["files"], total["ended"]) == (6, 0)


def test_a_folder_is_followed_to_its_end_however_long_that_takes(
    parley: Parley, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    within: list[float] = []
    monkeypatch.setattr("cli.bulk.follow_all", lambda _session, _progress, seconds: within.append(seconds))
    parley("submit", str(folder), "-p", "front-desk")
    parley("submit", str(folder), "-p", "front-desk", "--timeout", "60")
    assert within == [inf, 60]


def test_waiting_has_an_end(parley: Parley, folder: Path) -> None:
    parley.machine.held = True
    answer = parley.json("submit", str(folder), "-p", "front-desk", "--timeout", "0", code=5)
    assert answer["error"]["type"] == "WaitTimedOut"
    assert "same folder again" in answer["error"]["remedy"]


def test_an_empty_folder_and_a_project_that_is_not_there(parley: Parley, folder: Path) -> None:
    (parley.folder / "nothing").mkdir()
    assert parley.json("submit", str(parley.folder / "nothing"), "-p", "front-desk", code=3)["error"]["field"] == "file"
    assert parley.json("submit", str(folder), "-p", "nope", code=3)["error"]["type"] == "UnknownProject"
    assert parley.json("interviews")["items"] == []


def test_files_can_be_named_for_bulk(parley: Parley) -> None:
    one, two = parley.file(TALK, "a.vtt"), parley.file(f"{TALK}\n", "b.vtt")
    assert lines(parley, "submit", one, two, "-p", "front-desk", "--backfill")[-1]["byStatus"] == {"completed": 2}


def test_many_are_looked_at_in_turn(parley: Parley, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "LOOKS_PER_POLL", 2)
    assert submit(parley, folder)[-1]["byStatus"] == {"completed": 6}


def test_one_that_is_erased_meanwhile_ends_nobody_else(
    parley: Parley, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    get = MemoryInterviews.get_interview

    def look(store: Any, key: InterviewKey) -> Interview:
        found = get(store, key)
        if found.title == "t1" and found.status is InterviewStatus.COMPLETED:
            raise InterviewErased("it was erased", field="interviewId")
        return found

    monkeypatch.setattr(MemoryInterviews, "get_interview", look)
    *files, total = submit(parley, folder, code=1)
    assert total["byStatus"] == {"completed": 5, "gone": 1}
    assert [file["reason"].split(":")[0] for file in files if file["status"] == "gone"] == ["InterviewErased"]


@pytest.mark.parametrize(
    ("times", "ends"), [(bulk.MOST_MISSED, (0, '"completed": 6')), (bulk.MOST_MISSED + 1, (5, "StorageThrottled"))]
)
def test_a_stage_that_is_busy_or_away_is_waited_for(
    parley: Parley, folder: Path, monkeypatch: pytest.MonkeyPatch, times: int, ends: tuple[int, str]
) -> None:
    busy = iter([StorageThrottled("busy")] * times)

    def look(session: Any, item: bulk.Item, seen: Any = bulk._seen) -> bulk.Item:
        if trouble := next(busy, None):
            raise trouble
        return seen(session, item)  # type: ignore[no-any-return]

    monkeypatch.setattr(bulk, "_seen", look)
    code, said = ends
    assert said in parley("submit", str(folder), "-p", "front-desk", "--json", code=code).stdout


def test_on_a_terminal_a_bar_says_how_many_have_ended(folder: Path) -> None:
    terminal = Console(file=io.StringIO(), force_terminal=True, width=120)
    with shown(bulk.collect([folder]), terminal) as progress:
        for item in list(progress.items.values())[:4]:
            progress.put(bulk.Item(item.file, error=EmptyRecording("the file has no bytes", field="file")))
    written = terminal.file.getvalue()  # type: ignore[attr-defined]
    assert "━" in written
    assert "4/6" in written
    assert "waiting 0, running 0, completed 0, failed 4" in written


def test_the_queue_says_what_waits_and_why(parley: Parley, folder: Path) -> None:
    parley.root.lane_slots, parley.root.organisation_slots = 3, 2
    parley.machine.held = True
    submit(parley, folder, "--no-wait")
    interactive, backfill = parley.json("queue")["lanes"]
    assert (interactive["held"], interactive["places"]) == ([], [])
    assert (backfill["limit"], len(backfill["held"])) == (3, 2)
    assert [place["position"] for place in backfill["places"]] == [1, 2, 3, 4]
    assert {place["why"] for place in backfill["places"]} == {"demo at its limit of 2"}
    shown = parley("queue").stdout
    assert "lane backfill  2 of 3 slots in use, 4 runs wait" in shown
    assert "lease ends in 100 min unless renewed" in shown


def test_a_run_that_waits_is_shown_so(parley: Parley, folder: Path) -> None:
    parley.root.lane_slots, parley.root.organisation_slots = 1, 1
    parley.machine.held = True
    submit(parley, folder, "--no-wait")
    assert len(parley.json("interviews", "--status", InterviewStatus.QUEUED)["items"]) == 5
    assert "waits for a slot" in parley("interviews", "--status", "queued").stdout
    waiting = parley.json("queue")["lanes"][1]["places"][0]
    assert waiting["why"] == "1 of 1 slots of lane backfill in use; demo at its limit of 1"
