"""`parley providers pause`, `resume` and `probe`, on breakers in memory."""

from typer.testing import CliRunner

from cli.app import app
from shared.domain import breaker as rules
from shared.domain.breaker import Breaker, BreakerKey, Fault
from shared.domain.engines import EngineKind
from shared.domain.errors import EnginePaused, EngineRefused, EngineTimeout
from tests.fakes import MemoryBreakers, ScriptedProbe
from tests.fakes.world import EPOCH
from tests.unit.cli.conftest import Parley

ANALYSIS = BreakerKey(provider="groq", kind=EngineKind.ANALYSIS)


def breakers(parley: Parley) -> MemoryBreakers:
    store = parley.root.breaker_store
    assert isinstance(store, MemoryBreakers)
    return store


def probe(parley: Parley) -> ScriptedProbe:
    found = parley.root.provider_probe
    assert isinstance(found, ScriptedProbe)
    return found


def fail(breaker: Breaker) -> Breaker:
    return rules.note_failure(breaker, Fault.REFUSED, EPOCH, holder=None)


def test_a_provider_is_paused_for_all_its_work(parley: Parley) -> None:
    paused = parley.json("providers", "pause", "groq", "--reason", "incident 42")
    assert [(one["name"], one["state"]) for one in paused] == [("groq/analysis", "paused"), ("groq/speech", "paused")]
    assert paused[0]["paused"]["reason"] == "incident 42"
    assert paused[0]["paused"]["by"]


def test_or_for_one_kind(parley: Parley) -> None:
    shown = parley("providers", "pause", "groq/analysis", "--reason", "[too] slow").stdout
    assert "[too] slow" in shown
    assert "groq/speech" not in shown
    assert [str(key) for key in breakers(parley).breakers] == ["groq/analysis"]


def test_resumed_it_is_as_before(parley: Parley) -> None:
    parley("providers", "pause", "groq", "--reason", "incident 42")
    resumed = parley.json("providers", "resume", "groq")
    assert [(one["state"], one["paused"]) for one in resumed] == [("closed", None)] * 2


def test_a_probe_that_is_answered_closes_the_breaker(parley: Parley) -> None:
    for _ in range(3):
        breakers(parley).change_breaker(ANALYSIS, fail)
    assert "refused too often" in parley("providers", "resume", "groq/analysis").stdout
    [closed] = parley.json("providers", "probe", "groq/analysis")
    assert closed["state"] == "closed"
    assert probe(parley).probed == ["groq/analysis"]


def test_a_new_key_is_a_new_start_but_for_an_operator_s_pause(parley: Parley) -> None:
    for _ in range(3):
        breakers(parley).change_breaker(ANALYSIS, fail)
    parley("providers", "pause", "groq/speech", "--reason", "incident 42")
    result = CliRunner().invoke(app, ["providers", "set-key", "groq"], obj=parley.session, input="gsk_new")
    assert result.exit_code == 0, result.output
    states = {str(key): breaker.state(EPOCH) for key, breaker in breakers(parley).breakers.items()}
    assert states == {"groq/analysis": "closed", "groq/speech": "paused"}


def test_what_a_probe_finds_is_its_exit_status(parley: Parley) -> None:
    probe(parley).errors = [EngineTimeout("no answer"), EngineRefused("HTTP 401"), EnginePaused("groq is paused")]
    assert parley.json("providers", "probe", "groq", code=5)["error"]["type"] == "EngineTimeout"
    assert parley.json("providers", "probe", "groq", code=1)["error"]["type"] == "EngineRefused"
    assert parley.json("providers", "probe", "groq", code=1)["error"]["type"] == "EnginePaused"


def test_names_that_mean_no_provider_are_refused(parley: Parley) -> None:
    for name in ("grok", "groq/", "groq/poetry", "anthropic/speech"):
        for arguments in (["pause", name, "--reason", "x"], ["resume", name], ["probe", name]):
            assert parley.json("providers", *arguments, code=3)["error"]["type"] == "UnknownProvider"
    assert breakers(parley).writes == 0


def test_a_pause_has_a_reason_of_some_length(parley: Parley) -> None:
    parley("providers", "pause", "groq", "--reason", "r" * 200)
    for reason in ("", "r" * 201):
        refused = parley.json("providers", "pause", "groq", "--reason", reason, code=3)
        assert refused["error"]["field"] == "reason"
    parley("providers", "pause", "groq", code=2)
