"""A breaker that opens is one metric in the log, with nothing but ids."""

import json

import pytest

from shared.domain.breaker import BreakerKey, Fault
from shared.domain.engines import EngineKind
from shared.ports import BreakerAlarm
from shared.runtime.breaker_metric import BreakerMetric

KEY = BreakerKey(provider="groq", kind=EngineKind.ANALYSIS)


def test_in_a_function_it_is_a_metric(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Parley/test")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "parley")
    alarm: BreakerAlarm = BreakerMetric()
    alarm.opened(KEY, Fault.REFUSED)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    [metric] = [line for line in lines if "_aws" in line]
    [directive] = metric["_aws"]["CloudWatchMetrics"]
    assert (directive["Namespace"], directive["Dimensions"]) == ("Parley/test", [["service"]])
    assert (metric["BreakerOpened"], metric["service"], metric["breaker"]) == ([1.0], "parley", "groq/analysis")


def test_elsewhere_nothing_is_written(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("POWERTOOLS_METRICS_NAMESPACE", raising=False)
    BreakerMetric().opened(KEY, Fault.REFUSED)
    assert capsys.readouterr().out == ""
