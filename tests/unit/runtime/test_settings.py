import pytest

from shared.domain.errors import InternalError
from shared.runtime.settings import Settings, load_settings

CANARY = "canary-4711"


class Some(Settings):
    table_name: str
    state_retention_days: int
    faults_enabled: bool


GOOD = {"TABLE_NAME": "t", "STATE_RETENTION_DAYS": "90", "FAULTS_ENABLED": "false", "OTHER": "x"}


def test_variables_become_settings() -> None:
    assert load_settings(Some, GOOD) == Some(table_name="t", state_retention_days=90, faults_enabled=False)


def test_the_environment_is_read_at_each_call(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    assert load_settings(Some).table_name == "t"
    monkeypatch.setenv("TABLE_NAME", "u")
    assert load_settings(Some).table_name == "u"


def test_all_that_are_missing_are_named() -> None:
    with pytest.raises(InternalError, match="FAULTS_ENABLED, STATE_RETENTION_DAYS, TABLE_NAME"):
        load_settings(Some, {})


def test_a_wrong_value_is_named_and_never_quoted() -> None:
    with pytest.raises(InternalError) as wrong:
        load_settings(Some, GOOD | {"STATE_RETENTION_DAYS": CANARY})
    assert "STATE_RETENTION_DAYS" in str(wrong.value)
    assert CANARY not in str(wrong.value)
    assert "TABLE_NAME" not in str(wrong.value)


@pytest.mark.parametrize(("value", "on"), [("true", True), ("1", True), ("false", False), ("0", False)])
def test_switches(value: str, on: bool) -> None:
    assert load_settings(Some, GOOD | {"FAULTS_ENABLED": value}).faults_enabled is on


def test_lower_case_names_are_not_meant() -> None:
    with pytest.raises(InternalError):
        load_settings(Some, {name.lower(): value for name, value in GOOD.items()})
