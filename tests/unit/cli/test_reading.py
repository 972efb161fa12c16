"""Lists and results."""

from shared.domain.errors import EngineUnavailable
from tests.unit.cli.conftest import Parley
from tests.unit.cli.machine import QUOTE


def test_interviews_page_by_page(parley: Parley) -> None:
    ids = [parley.submitted() for _ in range(3)]
    first = parley.json("interviews", "--limit", "2")
    rest = parley.json("interviews", "--limit", "2", "--cursor", first["cursor"])
    assert sorted(item["id"] for item in first["items"] + rest["items"]) == sorted(ids)
    assert "--cursor" in parley("interviews", "--limit", "2").stderr


def test_interviews_for_a_person(parley: Parley) -> None:
    assert "no interviews" in parley("interviews").stdout
    interview_id = parley.submitted()
    shown = parley("interviews").stdout
    assert interview_id in shown
    assert "1 run, 1 theme" in shown
    assert "1/2 answered" in shown


def test_interviews_of_a_status_or_a_cursor_that_is_none(parley: Parley) -> None:
    assert parley.json("interviews", "--status", "done", code=3)["error"]["field"] == "status"
    assert parley.json("interviews", "--cursor", "abc", code=3)["error"]["field"] == "cursor"


def test_show_says_everything(parley: Parley) -> None:
    shown = parley("show", parley.submitted()).stdout
    for expected in (
        "D R A F T",
        "A summary.",
        "Themes (insights)",
        "Distrust",
        f"“{QUOTE}”  1:05",
        "front desk lead",
        "Front-desk worker 80%",
        "answered",
        "not asked",
        "2 of 2 segments read",
        "Time per step",
        "scripted (draft)",
    ):
        assert expected in shown


def test_show_for_programs(parley: Parley) -> None:
    shown = parley.json("show", parley.submitted())
    assert shown["draft"] is True
    assert shown["themes"][0]["name"] == "Distrust"
    assert shown["run"]["key"]["run"] == 1
    assert len(shown["steps"]) == 6
    assert shown["staleSteps"] == []


def test_show_of_an_interview_that_waits(parley: Parley) -> None:
    parley.machine.held = True
    parley("submit", parley.file("x: y"), "-p", "front-desk")
    assert "processing" in parley("show", parley.last_id).stdout


def test_failures_come_with_a_remedy_and_stale_steps_by_name(parley: Parley) -> None:
    interview_id = parley.submitted()
    parley("fault", "set", "--step", "insights", "--error", "EngineUnavailable")
    parley("redrive", interview_id, "--from", "evidence", "--wait", code=1)
    shown = parley("show", interview_id).stdout
    assert "✗ insights failed: EngineUnavailable: broken on purpose\n" in shown
    assert f"remedy: {EngineUnavailable.remedy}" in shown
    assert f"parley redrive {interview_id} --from insights" in shown
    assert parley.json("show", interview_id)["staleSteps"] == ["insights"]


def test_an_earlier_run_is_shown_as_it_was(parley: Parley) -> None:
    interview_id = parley.submitted()
    parley("fault", "set", "--step", "insights", "--error", "EngineUnavailable")
    parley("redrive", interview_id, "--from", "evidence", "--wait", code=1)
    before = parley.json("show", interview_id, "--run", "1")
    assert {step["run"]["run"] for step in before["steps"]} == {1}
    assert before["staleSteps"] == []
    assert {s["step"]: s["run"]["run"] for s in parley.json("show", interview_id, "--run", "2")["steps"]} == {
        "upload": 1, "evidence": 2, "insights": 1, "personas": 2, "answers": 2, "finalize": 2,
    }  # fmt: skip
    assert parley.json("show", interview_id, "--run", "9", code=3)["error"]["type"] == "UnknownRun"


def test_transcript(parley: Parley) -> None:
    interview_id = parley.submitted()
    shown = parley("transcript", interview_id).stdout
    assert "1:05 Ana (participant) The reports are wrong." in shown
    assert parley.json("transcript", interview_id)["segments"][1]["startSeconds"] == 65.0


def test_no_transcript_yet(parley: Parley) -> None:
    parley.machine.held = True
    parley("submit", parley.file("x: y"), "-p", "front-desk")
    assert parley.json("transcript", parley.last_id, code=3)["error"]["type"] == "InvalidRequest"


def test_runs_and_diff(parley: Parley) -> None:
    interview_id = parley.submitted()
    parley("redrive", interview_id, "--from", "insights", "--instructions", "Look at trust.")
    assert [run["status"] for run in parley.json("runs", interview_id)] == ["succeeded", "succeeded"]
    assert "from insights, with instructions" in parley("runs", interview_id).stdout
    assert parley.json("diff", interview_id, "1", "2")["unchanged"] == 1
    assert "1 unchanged" in parley("diff", interview_id, "1", "2").stdout
    assert parley.json("diff", interview_id, "1", "9", code=3)["error"]["type"] == "UnknownRun"
    assert parley.json("runs", "nope", code=3)["error"]["type"] == "UnknownInterview"


def test_diff_of_different_themes(parley: Parley) -> None:
    interview_id = parley.submitted()
    analyst = parley.root.engines.the_analyst  # type: ignore[attr-defined]
    (theme,) = analyst.themes.themes
    renamed = theme.model_copy(update={"name": "Counting"})
    analyst.themes = analyst.themes.model_copy(update={"themes": (renamed,)})
    parley("redrive", interview_id, "--from", "insights")
    assert "~ Distrust → Counting: Ana checks." in parley("diff", interview_id, "1", "2").stdout
