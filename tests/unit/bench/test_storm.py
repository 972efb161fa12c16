"""The storm's own engines: what they hear and answer is right, and their faults are the seed's."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench.chaos.answers import asked, completion
from bench.chaos.checks import Finished, needless_calls
from bench.chaos.faults import Dice
from bench.chaos.provider import HEARING, Call, Provider, serving
from bench.chaos.recordings import RATE, Recording, flac_of
from bench.chaos.said import interview_of, transcript, turns
from shared.adapters.chaos import Chaos, ChaosSettings
from shared.adapters.openai_model import OpenAIModel
from shared.adapters.openai_speech import OpenAISpeechToText
from shared.domain.catalogue import AiEnv
from shared.domain.errors import ParleyError
from shared.domain.limits import MAX_PIECE_SECONDS
from shared.domain.own_server import EARS, NAME, OwnServer, with_own_server
from shared.domain.steps import Step
from shared.domain.tier import Tier
from shared.ports import EngineScope
from shared.runtime.catalogue import load_catalogue
from shared.usecases.tally import Tally
from tests.builders import INTERVIEW, at
from tests.vendors.dialects import adapter

BODY = json.dumps({"segments": [{"segment": 0, "text": "In case 7, I plan."}, {"segment": 1, "text": "Why?"}]})


def question(name: str = "EvidenceAnswer", data: str = BODY) -> bytes:
    said = [{"role": "system", "content": "x"}, {"role": "user", "content": f"<data>{data}</data>"}]
    return json.dumps({"messages": said, "response_format": {"json_schema": {"name": name}}}).encode()


def test_a_participant_says_whose_interview_it_is() -> None:
    lines = transcript(7).decode().splitlines()
    assert {interview_of(line) for line in lines if line.startswith("Participant")} == {7}
    assert {interview_of(line) for line in lines if line.startswith("Interviewer")} == {None}
    assert [one.text in lines[place] for place, one in enumerate(turns(7))] == [True] * len(lines)


def test_what_a_participant_says_is_evidence() -> None:
    name, data = asked(question())
    [quote] = json.loads(completion(name, data)["choices"][0]["message"]["content"])["evidence"]
    assert (quote["segment"], quote["quote"]) == (0, "In case 7, I plan.")


def calls(seed: int, rate: float = 0.5) -> list[tuple[int, bytes]]:
    provider = Provider(rate, seed, ())
    return [provider.answer("/v1/chat/completions", "", question())[:2] for _ in range(30)]


def test_the_seed_fixes_which_calls_fail() -> None:
    assert calls(1) == calls(1) != calls(2)
    assert {status for status, _ in calls(1, rate=1.0)} == {200, 429, 500}
    assert {status for status, _ in calls(1, rate=0.0)} == {200}


def test_what_was_kept_when_somebody_asked_is_on_record() -> None:
    provider = Provider(0.0, 1, ())
    provider.kept = lambda number, call: frozenset({f"{number} {call}"})
    provider.answer("/v1/chat/completions", "", question())
    provider.answer("/v1/chat/completions", "", question(data='{"segments": []}'))
    assert [call.number for call in provider.calls] == [7, None]
    assert [set(call.kept) for call in provider.calls] == [{"7 EvidenceAnswer"}, set()]


def test_what_is_found_kept_too_late_may_have_been_stored_since(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.chaos.provider.TIMELY_SECONDS", -1)
    provider = Provider(0.0, 1, ())
    provider.kept = lambda number, call: frozenset({f"{number} {call}"})
    provider.answer("/v1/chat/completions", "", question())
    assert provider.calls[0].kept == frozenset()


def needless(call: Call) -> bool:
    """Of an interview whose second piece is heard and whose themes are found, while both steps go on."""
    finished = Finished({Step.EVIDENCE: at(60)}, {"0001.a.json": "300", "ANSWER#1": "themes"})
    return needless_calls([call], {7: finished}) == 1


@pytest.mark.parametrize(
    ("call", "result", "kept", "expected"),
    [
        (HEARING, "300", {"0001.a.json"}, True),
        (HEARING, "300", set(), False),  # nobody had stored it by then: who asked last may have died before
        (HEARING, "0", {"0001.a.json"}, False),  # another piece
        ("ThemesAnswer", "themes", {"ANSWER#1"}, True),
        ("ThemesAnswer", "other themes", {"ANSWER#1"}, False),
        ("ThemesAnswer", "themes", {"ANSWER#2"}, False),
    ],
)
def test_what_is_kept_need_not_be_asked_again(call: str, result: str, kept: set[str], expected: bool) -> None:
    assert needless(Call(7, call, at(30).timestamp(), result, frozenset(kept))) is expected


@pytest.mark.parametrize(("minute", "expected"), [(59, False), (61, True)])
def test_a_step_that_was_completed_need_not_ask(minute: int, expected: bool) -> None:
    assert needless(Call(7, "EvidenceAnswer", at(minute).timestamp(), "", frozenset())) is expected


def test_the_dice_are_thrown_again(tmp_path: Path) -> None:
    journal, again = tmp_path / "journal", tmp_path / "again"
    journal.mkdir()
    again.mkdir()
    settings = ChaosSettings(rate=0.5, seed=1, journal=journal)
    scope = EngineScope(INTERVIEW, Tier.ESSENTIAL, Tally())
    failed, chaos = 0, Chaos(settings)
    for _ in range(40):
        try:
            chaos.before_call(scope, "read_window")
        except ParleyError:
            failed += 1
    dice = Dice(settings, again)
    assert 0 < dice.hits(INTERVIEW.interview_id, "read_window") == failed < 40
    assert dice.hits(INTERVIEW.interview_id, "never asked") == 0


@pytest.mark.loopback
def test_a_piece_is_heard_by_the_vendor_s_library(tmp_path: Path) -> None:
    recording = Recording(4)
    first, *_, last = [turn for turn in recording.turns if turn.start > MAX_PIECE_SECONDS]
    start, end = int(first.start) - 2, int(last.end) + 2
    piece = tmp_path / "piece"
    piece.write_bytes(flac_of(recording.sound[start * RATE : end * RATE]))
    with serving(Provider(0.0, 1, [Recording(2), recording])) as provider:
        ears = adapter(OpenAISpeechToText, "/v1")(provider.url)
        heard = ears.transcribe(piece, language_hint=None).segments
        ears.http.close()
    assert [call[:2] for call in provider.calls] == [(4, "transcribe")]
    said = [turn for turn in recording.turns if turn.start > MAX_PIECE_SECONDS]
    assert [one.text for one in heard] == [one.text for one in said]
    assert [one.start_seconds + start for one in heard] == pytest.approx([one.start for one in said], abs=0.01)


@pytest.mark.loopback
@pytest.mark.parametrize("seed", range(8))
def test_whatever_it_does_has_a_name(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from shared.adapters.model_analyst.answers import EvidenceAnswer
    from shared.ports import Prompt

    monkeypatch.setattr("bench.chaos.provider.SLOW_SECONDS", 0.4)
    prompt = Prompt(name="extract_evidence", version=1, instructions="Read.", data=BODY)
    with serving(Provider(1.0, seed, ())) as provider:
        sizes: dict[str, Any] = {"context_tokens": 16_000, "max_output_tokens": 900, "timeout_seconds": 0.2}
        model = adapter(OpenAIModel, "/v1", **sizes)(provider.url)
        try:
            answer = model.answer(prompt, EvidenceAnswer)
        except ParleyError:
            pass
        else:
            assert "In case" not in answer.text
        finally:
            model.http.close()
    assert [call[:2] for call in provider.calls] == [(7, "EvidenceAnswer")]
    assert provider.faults.total() == 1


def test_a_server_may_hear_as_well() -> None:
    told = OwnServer.model_validate_json(Provider(0.0, 1, (), url="http://127.0.0.1:1").told)
    catalogue = with_own_server(load_catalogue(), told)
    assert {chain.speech for chain in catalogue.chains[AiEnv.EMBEDDED].values()} == {(EARS,)}
    assert {chain.analysis for chain in catalogue.chains[AiEnv.EMBEDDED].values()} == {(NAME,)}
    assert catalogue.providers[NAME].timeout_seconds == told.timeout_seconds
    assert catalogue.provider_of(catalogue.models[EARS]).name == NAME
    silent = with_own_server(load_catalogue(), told.model_copy(update={"hears": ""}))
    assert EARS not in silent.models
