"""`parley interview`: prepared, held and evaluated over the API's public routes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from cli.preparing import job_described, shortened
from cli.speech_player import SpeechPlayer
from shared.domain.session.limits import MAX_TURN_BYTES
from tests.unit.cli.talking import Talk, talking
from tests.unit.domain.session.plans import call_guide
from tests.unit.session_world import WAV

pytestmark = pytest.mark.loopback
FOUR = "I led five people.\n\nWe cut the waiting time.\n\nIt took us a year.\n\nNothing more.\n"


@pytest.fixture
def talk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Talk]:
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setattr("cli.held.POLL_SECONDS", 0.0)
    monkeypatch.setattr("cli.calls.PAUSES", (0.0, 0.0))
    with talking(tmp_path) as made:
        yield made


@pytest.fixture
def script(tmp_path: Path) -> str:
    file = tmp_path / "answers.txt"
    file.write_text(FOUR)
    return str(file)


def parley(talk: Talk, *arguments: str, code: int = 0, typed: str = "") -> Result:
    talk.session.as_json = False
    result = CliRunner().invoke(app, ["interview", *arguments], obj=talk.session, input=typed)
    assert result.exit_code == code, result.output
    return result


def link_of(result: Result) -> str:
    return result.stderr.split("--link ")[1].split()[0]


class TestToTheEnd:
    def test_a_short_job_interview_by_script(self, talk: Talk, script: str) -> None:
        said = parley(talk, "--answers", script)
        assert "interviewer  " in said.stdout
        assert "you          I led five people." in said.stdout
        assert "answer 1 · 2:00 for it" in said.stdout
        assert [turn.answer.text for turn in talk.turns()] == [part.strip() for part in FOUR.split("\n\n")]
        for expected in (
            "consider", "overall 72 of 100", "1, 2", "“I led five people”", "strength: leads people  (turns 1, 2)",
            "red flag: contradicts itself  (turn 3)", "by scripted, a draft",
        ):  # fmt: skip
            assert expected in said.stdout, expected

    def test_it_says_what_stands_in(self, talk: Talk, script: str) -> None:
        talk.door.engines.the_voice = None
        said = parley(talk, "--answers", script)
        assert "questions by question-bank, a draft" in said.stderr
        assert "answers were considered by scripted, a draft" in said.stderr
        assert "no voice on this stage" in said.stdout
        assert "processing: 1 of 2 steps, evaluation" in said.stderr

    def test_for_programs(self, talk: Talk, script: str) -> None:
        held = json.loads(parley(talk, "--answers", script, "--json").stdout)
        assert (held["status"], held["evaluation"]["overall"]) == ("completed", 72)
        assert held["turns"][0]["answer"] == "I led five people."

    def test_its_key_is_no_more(self, talk: Talk, script: str) -> None:
        parley(talk, "--answers", script)
        keys = talk.root.api_keys.list_keys("acme")
        assert len(keys) == 2
        assert all(key.revoked_at for key in keys)
        assert talk.root.organisations.get_organisation("acme").plan == "enterprise"

    def test_fewer_answers_than_questions_end_it(self, talk: Talk, tmp_path: Path) -> None:
        (tmp_path / "one.txt").write_text("Only this.")
        parley(talk, "--answers", str(tmp_path / "one.txt"))
        [session] = talk.door.memory.sessions.values()
        assert session.end_reason == "candidate_left"

    def test_one_that_fails(self, talk: Talk, script: str) -> None:
        talk.line.status = "failed"
        assert "failed" in parley(talk, "--answers", script, code=1).stdout

    def test_longer_than_the_command_waits(self, talk: Talk, script: str) -> None:
        assert "WaitTimedOut" in parley(talk, "--answers", script, "--timeout", "0", code=5).stderr


class TestTyped:
    def test_lines_until_an_empty_one(self, talk: Talk) -> None:
        parley(talk, typed="\nI led\nfive people.\n\n/repeat\n/nonsense\n/end\n")
        assert [turn.answer.text for turn in talk.turns()] == ["I led\nfive people."]

    def test_what_is_left_is_gone_on_with_at_its_question(self, talk: Talk) -> None:
        left = parley(talk, typed="I led five people.\n\n")
        assert "left open at its question" in left.stderr
        again = parley(talk, "--link", link_of(left), typed="/end\n")
        assert "going on at answer 2" in again.stdout
        assert "overall 72" in again.stdout

    def test_ctrl_c(self, talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupted(_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("cli.answers.Typed.next", interrupted)
        assert "parley --org acme interview --link https://" in parley(talk, code=1).stderr

    def test_one_that_is_over_is_shown(self, talk: Talk, script: str) -> None:
        link = link_of(parley(talk, "--answers", script))
        before = len(talk.turns())
        assert "overall 72" in parley(talk, "--link", link).stdout
        assert len(talk.turns()) == before

    def test_another_tab_has_gone_on(self, talk: Talk) -> None:
        left = parley(talk, typed="")
        [key] = talk.door.memory.sessions
        token = link_of(left).rpartition("/")[2]
        headers = {"Authorization": f"Bearer {token}"}
        taken = iter([True])

        def elsewhere(self: Any) -> Any:
            from cli.answers import Answer

            if next(taken, None):
                talk.line.inner.post(f"/session/turn/{key.interview_id}", json={"text": "elsewhere"}, headers=headers)
                return Answer(text="here")
            return Answer(end=True)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("cli.answers.Typed.next", elsewhere)
            assert "gone on elsewhere" in parley(talk, "--link", link_of(left)).stdout
        assert [turn.answer.text for turn in talk.turns()] == ["elsewhere"]


class TestLost:
    def test_an_answer_that_got_lost_is_sent_again_and_is_one_turn(self, talk: Talk, script: str) -> None:
        talk.line.lost = ["/session/turn/"]
        parley(talk, "--answers", script)
        assert len(talk.turns()) == 4

    def test_a_line_that_is_gone_names_how_to_go_on(self, talk: Talk, script: str) -> None:
        talk.line.lost = ["/session/turn/"] * 3
        said = parley(talk, "--answers", script, code=5).stderr
        assert "error: ConnectionLost" in said
        assert "go on with: parley --org acme interview --link https://" in said

    def test_what_fails_there_is_sent_again_too(self, talk: Talk, script: str) -> None:
        talk.line.broken = ["/api/v1/job-descriptions"]
        parley(talk, "--answers", script)
        assert len(talk.door.memory.job_descriptions) == 1
        talk.line.broken = ["/api/v1/job-descriptions"] * 3
        assert "error: ConnectionLost: 502" in parley(talk, "--answers", script, code=5).stderr


class TestSpoken:
    def test_by_recordings(self, talk: Talk, tmp_path: Path) -> None:
        folder = tmp_path / "said"
        folder.mkdir()
        for number in range(2):
            (folder / f"{number}.wav").write_bytes(WAV + bytes([number]))
        parley(talk, "--voice", str(folder))
        assert [turn.answer.heard_by.name for turn in talk.turns()] == ["scripted", "scripted"]

    def test_a_long_one_goes_by_a_form(self, talk: Talk, tmp_path: Path) -> None:
        long = tmp_path / "long.wav"
        long.write_bytes(WAV + bytes(MAX_TURN_BYTES))
        parley(talk, typed=f"/audio {long}\n/end\n")
        assert b'name="file"; filename="long.wav"' in talk.line.stored["form"]
        assert any(line.startswith("POST /session/upload/") for line in talk.line.seen)

    def test_no_sound_and_no_file(self, talk: Talk, tmp_path: Path) -> None:
        (tmp_path / "notes.wav").write_text("notes")
        said = parley(talk, typed=f"/audio nowhere.wav\n/audio {tmp_path / 'notes.wav'}\n/end\n")
        assert "no such file" in said.stderr
        assert "use wav, webm, ogg or mp4" in said.stdout

    def test_what_the_interviewer_says_is_kept_where_nothing_plays(
        self, talk: Talk, script: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(SpeechPlayer, "find", lambda _: None)
        said = parley(talk, "--answers", script, "--speak").stdout
        assert "sound: " in said
        assert "01.wav" in {file.name for file in (tmp_path / "speech").glob("*/*")}


class TestPrepared:
    def test_by_a_guide(self, talk: Talk, tmp_path: Path, script: str) -> None:
        question = {"text": "How was the night?", "kind": "research"}
        guide = {"title": "Nights", "sections": [{"title": "Shifts", "questions": [question]}]}
        (tmp_path / "guide.json").write_text(json.dumps(guide))
        assert "How was the night?" in parley(talk, "--guide", str(tmp_path / "guide.json"), "--answers", script).stdout
        talk.door.memory.call_guides["acme", "gui_1"] = call_guide(id="gui_1")
        parley(talk, "--guide", "gui_1", "--answers", script)
        [unknown] = [parley(talk, "--guide", "gui_9", "--answers", script, code=3).stderr]
        assert "error: ApiRefused: 404 unknown-item" in unknown

    def test_of_a_job(self, tmp_path: Path) -> None:
        (tmp_path / "job.md").write_text("# Baker\n\nBakes bread.\n")
        (tmp_path / "job.json").write_text('{"title": "Cook"}')
        assert job_described(str(tmp_path / "job.md")) == {"title": "Baker", "description": "Bakes bread."}
        assert job_described(str(tmp_path / "job.json")) == {"title": "Cook"}
        assert job_described("Data analyst") == {"title": "Data analyst"}

    def test_so_many_questions_of_different_kinds(self) -> None:
        kinds = ("background", "motivation", "behavioural", "behavioural", "technical", "closing")
        questions = [{"id": number, "kind": kind, "max_follow_ups": 2} for number, kind in enumerate(kinds)]
        assert [one["id"] for one in shortened(questions, 3)] == [0, 2, 4]
        assert [one["id"] for one in shortened(questions, 5)] == [0, 1, 2, 3, 4]
        assert {one["max_follow_ups"] for one in shortened(questions, 3)} == {1}

    def test_all_questions_of_a_job_of_one_s_own(self, talk: Talk, script: str) -> None:
        parley(talk, "--job", "Data analyst", "--answers", script)
        [plan] = talk.door.memory.plans.values()
        assert (plan.title, len(plan.questions)) == ("Data analyst", 13)


class TestRefused:
    @pytest.mark.parametrize(
        "arguments",
        [("--job", "a", "--guide", "b"), ("--answers", "a", "--voice", "b"), ("--link", "l", "--questions", "3")],
    )
    def test_two_that_exclude_each_other(self, talk: Talk, arguments: tuple[str, ...]) -> None:
        parley(talk, *arguments, code=2)

    def test_links_that_lead_nowhere(self, talk: Talk) -> None:
        assert "error: NotLiveHere: link" in parley(talk, "--link", "nonsense", code=3).stderr
        refused = parley(talk, "--link", "https://abc.example.org/prod/interview/x.y", code=3).stderr
        assert "remedy: use the whole link" in refused

    def test_a_link_that_has_expired(self, talk: Talk) -> None:
        link = link_of(parley(talk, typed=""))
        talk.door.clock.advance(days=15)
        assert "remedy: ask whoever invited you for a new link" in parley(talk, "--link", link, code=3).stderr

    def test_a_link_of_another_organisation_s(self, talk: Talk, script: str) -> None:
        link = link_of(parley(talk, typed=""))
        talk.session.organisation_id = "other"
        assert "--org" in parley(talk, "--link", link, "--answers", script).stderr

    def test_files_that_are_none(self, talk: Talk, tmp_path: Path) -> None:
        assert "field: " not in parley(talk, "--answers", str(tmp_path / "no.txt"), code=3).stderr
        parley(talk, "--voice", str(tmp_path), code=3)
        (tmp_path / "guide.json").write_text("[]")
        assert "is no JSON object" in parley(talk, "--guide", str(tmp_path / "guide.json"), code=3).stderr

    def test_a_stage_that_is_not_up(self, talk: Talk) -> None:
        talk.session.connection.outputs.clear()
        assert "error: StageUnavailable" in parley(talk, code=5).stderr
