"""The storm's own engines: what they hear and answer is right, and their faults are the seed's."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench.chaos.answers import asked, completion
from bench.chaos.provider import Call, Provider, serving
from bench.chaos.recordings import RATE, Recording, flac_of
from bench.chaos.said import interview_of, transcript, turns
from shared.adapters.openai_model import OpenAIModel
from shared.adapters.openai_speech import OpenAISpeechToText
from shared.domain.catalogue import AiEnv
from shared.domain.errors import ParleyError
from shared.domain.limits import MAX_PIECE_SECONDS
from shared.domain.own_server import EARS, NAME, OwnServer, with_own_server
from shared.runtime.catalogue import load_catalogue
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
    assert provider.calls == [Call(7, "EvidenceAnswer", provider.calls[0].at)]


def test_a_server_may_hear_as_well() -> None:
    told = OwnServer.model_validate_json(Provider(0.0, 1, (), url="http://127.0.0.1:1").told)
    catalogue = with_own_server(load_catalogue(), told)
    assert {chain.speech for chain in catalogue.chains[AiEnv.EMBEDDED].values()} == {(EARS,)}
    assert {chain.analysis for chain in catalogue.chains[AiEnv.EMBEDDED].values()} == {(NAME,)}
    assert catalogue.providers[NAME].timeout_seconds == told.timeout_seconds
    assert catalogue.provider_of(catalogue.models[EARS]).name == NAME
    silent = with_own_server(load_catalogue(), told.model_copy(update={"hears": ""}))
    assert EARS not in silent.models
