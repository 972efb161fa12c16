"""A breaker that opens is one metric in the log, with nothing but ids."""

import pytest

from shared.domain.breaker import BreakerKey, Fault
from shared.domain.engines import EngineKind
from shared.ports import BreakerAlarm
from shared.runtime.breaker_metric import BreakerMetric
from tests.unit.logs import captured

KEY = BreakerKey(provider="groq", kind=EngineKind.ANALYSIS)


def test_in_a_function_it_is_a_metric() -> None:
    alarm: BreakerAlarm = BreakerMetric()
    with captured() as log:
        alarm.opened(KEY, Fault.REFUSED)
    [metric] = log.entries
    [directive] = metric["_aws"]["CloudWatchMetrics"]
    assert (directive["Namespace"], directive["Dimensions"]) == ("Parley/test", [["service"]])
    assert (metric["BreakerOpened"], metric["service"], metric["breaker"]) == (1, "parley", "groq/analysis")


def test_elsewhere_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POWERTOOLS_METRICS_NAMESPACE")
    with captured() as log:
        BreakerMetric().opened(KEY, Fault.REFUSED)
    assert not log.entries
