"""Whom the bench of quality measures: a hosted provider by its key alone, and without one it says so and goes on."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from bench.__main__ import _command, _parser
from bench.quality import report
from bench.quality.engines import EMBEDDED, Engines, at_hand, chosen, hosted
from bench.quality.report import Unmeasured
from bench.sandbox import SAMPLES
from cli.errors import StageUnavailable
from shared.domain.errors import InvalidRequest
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.tier import Tier
from shared.domain.transcript_formats import parse_transcript
from shared.ports import Secrets
from shared.runtime.catalogue import load_catalogue
from tests.builders import INTERVIEW, interview, segment, transcript
from tests.fakes import MemorySecrets

KEYS = MemorySecrets({"groq": "gsk", "openai": "sk-1", "anthropic": "sk-2"})
HERE = {"PARLEY_LLM_BASE_URL": "http://127.0.0.1:11434/v1", "PARLEY_LLM_MODEL": "llama3.1:8b"}
SEED = load_catalogue().models["gpt-4o-mini"].seed


def down() -> Secrets:
    raise StageUnavailable("the local stage is not up", field="stage")


def test_the_embedded_engines_are_always_measured_and_a_server_of_one_s_own_with_the_seed() -> None:
    assert at_hand({}, 7) == [Engines(EMBEDDED)]
    embedded, own = at_hand(HERE | {"PARLEY_LLM_KEY": " mine "}, 7)
    assert (embedded.name, own.name, own.sent, own.keys) == (
        EMBEDDED, "Whisper base, llama3.1:8b", "seed 7", {"local": "mine"},
    )  # fmt: skip
    assert json.loads(own.own_server)["seed"] == 7
    assert "mine" not in repr(own)


@pytest.mark.parametrize(
    ("provider", "name", "tier", "hears", "sent"),
    [
        ("groq", "groq: whisper-large-v3-turbo, openai/gpt-oss-20b", Tier.ESSENTIAL, True, f"seed {SEED}"),
        ("openai", "openai: whisper-1, gpt-4o-mini", Tier.PROFESSIONAL, True, f"seed {SEED}"),
        ("anthropic", "anthropic: Whisper base, claude-sonnet-5-5", Tier.ENTERPRISE, False, "no seed"),
    ],
)
def test_a_hosted_provider_works_alone_in_the_tier_that_asks_it_first(
    provider: str, name: str, tier: Tier, hears: bool, sent: str
) -> None:
    engines = hosted(provider, lambda: KEYS)
    assert (engines.name, engines.tier, engines.hear) == (name, tier, hears)
    assert engines.sent.startswith(sent)
    assert engines.context == {"aiEnv": "production"}
    assert dict(engines.keys) == {provider: KEYS.keys[provider]}
    assert KEYS.keys[provider] not in repr(engines)


@pytest.mark.parametrize("secrets", [lambda: MemorySecrets({"groq": "gsk"}), down], ids=["no key", "no stage"])
def test_without_a_key_it_is_skipped_and_says_so(secrets: Any) -> None:
    found, missing = chosen(["openai"], 7, {}, secrets)
    assert found == [Engines(EMBEDDED)]
    assert "parley providers set-key openai" in missing["openai"]


@pytest.mark.parametrize("provider", ["elevenlabs", "local", "embedded", "nobody"])
def test_who_analyses_for_no_tier_is_refused_before_anything_is_measured(provider: str) -> None:
    with pytest.raises(InvalidRequest, match="anthropic, groq, openai"):
        chosen([provider], 7, {}, lambda: KEYS)


def test_the_row_of_who_was_skipped_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PARLEY_LLM_BASE_URL", raising=False)
    monkeypatch.setattr(report, "run", lambda *_: iter(()))
    found = report.report(runs=1, quick=True, seed=7, providers=["openai"], secrets=MemorySecrets)
    (figure,) = found.figures
    assert (figure.what, figure.value, figure.met) == ("openai: all of it", "not measured", None)
    assert "there is no key for openai" in figure.means


def test_the_command_of_the_row_names_the_providers() -> None:
    options = _parser().parse_args(["quality", "imports", "--provider", "openai", "--provider", "groq"])
    assert _command("quality", options).endswith("-m bench quality --provider openai --provider groq")
    assert _command("imports", options).endswith("-m bench imports")


@dataclass
class Stage:
    """A sandbox that takes what is submitted, and whose interviews fail."""

    root: Any = field(default_factory=lambda: SimpleNamespace(secrets=MemorySecrets()))
    told: list[Any] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    tiers: list[Tier] = field(default_factory=list)

    @contextmanager
    def sandbox(self, context: Any, *, own_server: str) -> Iterator["Stage"]:
        self.told.append((dict(context), own_server))
        yield self

    def put_project(self, sample: str) -> str:
        return sample

    def submit(self, body: bytes, project_id: str, tier: Tier) -> InterviewKey:
        self.bodies.append(body)
        self.tiers.append(tier)
        return INTERVIEW

    def settled(self, key: InterviewKey, seconds: float) -> Any:
        return interview(key, status=InterviewStatus.FAILED, reason="EngineRefused")


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    made = Stage()
    monkeypatch.setattr(report, "sandbox", made.sandbox)
    return made


def failed(engines: Engines) -> None:
    sample = sorted(SAMPLES.glob("*.json"))[0]
    with pytest.raises(Unmeasured, match=f"{sample.stem} failed: EngineRefused"):
        list(report.run(engines, [sample], {sample.stem: SPOKEN}))


SPOKEN = transcript(segment(0, "How do you plan?", "S1"), segment(1, "I plan every week.", "S2"))


def test_the_stage_has_the_provider_s_key_and_tier_and_hears_the_recording(stage: Stage) -> None:
    failed(hosted("openai", lambda: KEYS))
    assert stage.told == [({"aiEnv": "production"}, "")]
    assert stage.root.secrets.keys == {"openai": "sk-1"}
    assert stage.tiers == [Tier.PROFESSIONAL]
    assert stage.bodies[0].startswith(b"OggS")


def test_who_cannot_hear_reads_what_whisper_heard(stage: Stage) -> None:
    failed(hosted("anthropic", lambda: KEYS))
    read = parse_transcript(stage.bodies[0])
    assert (read.segments, read.speakers, read.language) == (SPOKEN.segments, SPOKEN.speakers, SPOKEN.language)


def test_engines_whose_interviews_fail_are_named_and_the_others_are_measured(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PARLEY_LLM_BASE_URL", raising=False)
    found = report.report(runs=1, quick=True, seed=7, providers=[], secrets=down)
    (figure,) = found.figures
    assert (figure.what, figure.value) == (f"{EMBEDDED}: all of it", "not measured")
    assert "EngineRefused" in figure.means
