import os
from collections.abc import Iterator

import pytest

from shared.adapters.faults import DIE, FOREVER, NoFaults, TableFaults, kind_of
from shared.domain.errors import EngineFailed, EngineTimeout, InvalidRequest, NoSpeech
from shared.domain.interview_key import RunKey
from shared.domain.steps import Step
from tests.builders import run_key
from tests.contract.aws import client, new_table

OTHER = RunKey(organisation_id="other", interview_id="int_1", run=1)


@pytest.fixture
def faults() -> Iterator[TableFaults]:
    with client("dynamodb", None) as dynamodb:
        yield TableFaults(new_table(dynamodb))


def test_nothing_is_broken_unless_somebody_breaks_it(faults: TableFaults) -> None:
    for step in Step:
        faults.trip(run_key(), step)
        NoFaults().trip(run_key(), step)


def test_a_step_is_broken_so_many_times(faults: TableFaults) -> None:
    faults.set("acme", Step.INSIGHTS, "EngineTimeout", 2)
    for _ in range(2):
        with pytest.raises(EngineTimeout, match="broken on purpose"):
            faults.trip(run_key(), Step.INSIGHTS)
    faults.trip(run_key(), Step.INSIGHTS)


def test_a_step_is_broken_until_it_is_mended(faults: TableFaults) -> None:
    faults.set("acme", Step.UPLOAD, "NoSpeech")
    faults.set("acme", Step.ANSWERS, "EngineFailed")
    for _ in range(5):
        with pytest.raises(NoSpeech):
            faults.trip(run_key(), Step.UPLOAD)
    with pytest.raises(EngineFailed):
        faults.trip(run_key(), Step.ANSWERS)
    faults.clear("acme")
    faults.trip(run_key(), Step.UPLOAD)
    faults.trip(run_key(), Step.ANSWERS)
    assert FOREVER > 1000


def test_other_steps_and_organisations_work(faults: TableFaults) -> None:
    faults.set("acme", Step.INSIGHTS, "EngineTimeout")
    faults.trip(run_key(), Step.PERSONAS)
    faults.trip(OTHER, Step.INSIGHTS)
    faults.clear("other")
    with pytest.raises(EngineTimeout):
        faults.trip(run_key(), Step.INSIGHTS)


def test_a_process_may_be_killed(faults: TableFaults, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(code: int) -> None:
        raise SystemExit(code)

    monkeypatch.setattr(os, "_exit", die)
    faults.set("acme", Step.EVIDENCE, DIE, 1)
    with pytest.raises(SystemExit) as died:
        faults.trip(run_key(), Step.EVIDENCE)
    assert died.value.code == 1
    faults.trip(run_key(), Step.EVIDENCE)


@pytest.mark.parametrize("name", ["", "Nothing", "ClassVar", "ValueError", "annotations", "__doc__"])
def test_only_errors_of_ours_have_names(faults: TableFaults, name: str) -> None:
    with pytest.raises(InvalidRequest):
        faults.set("acme", Step.EVIDENCE, name)
    faults.trip(run_key(), Step.EVIDENCE)


def test_kinds_by_name() -> None:
    assert kind_of("EngineFailed") is EngineFailed
