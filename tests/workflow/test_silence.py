"""How long a run under way can be silent, by its definition: a slot's lease is longer than that.

Each function gives a sign of life as it begins, but for `conclude_run`, with which the run ends: what AWS redrives then
goes past the queue. None can while Lambda refuses the call. So the longest silence is the longest way from the
beginning of one function to the beginning of the next that gives a sign, or to the run's end.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from shared.domain.limits import LEASE_RENEWAL_SECONDS, SLOT_LEASE_SECONDS
from tests.workflow.machine import ASL

States = dict[str, dict[str, Any]]
END = "${ConcludeRunFunctionArn}"
SILENT: tuple[str, ...] = ()


def longest_silence(definition: dict[str, Any]) -> float:
    """In seconds. The first call is refused, too: the lease begins when the run is admitted."""
    states = dict(_all_states(definition["States"]))
    following = {name: list(_following(name, definition["States"])) for name in states}
    from_the_start = _until_a_sign(definition["StartAt"], states, following)
    working = [name for name, state in states.items() if state["Type"] == "Task" and not _is_silent(state)]
    return max(from_the_start, *(_after(name, states, following) for name in working))


def _after(task: str, states: States, following: dict[str, list[str]]) -> float:
    """From the last sign of a task, which may be its first, to the next: its own repeat's, or one of those after it."""
    state = states[task]
    ways = [_refused(state), *(_until_a_sign(name, states, following) for name in following[task])]
    return float(state["HeartbeatSeconds" if "HeartbeatSeconds" in state else "TimeoutSeconds"]) + max(ways)


def _until_a_sign(name: str, states: States, following: dict[str, list[str]]) -> float:
    state, own = states[name], 0.0
    if state["Type"] == "Task":
        own = _refused(state)
        if not _is_silent(state):
            return own
        own += state["TimeoutSeconds"] * (1 + state["Retry"][-1]["MaxAttempts"])
        if state["Arguments"]["FunctionName"] == END:
            return float(own)
    return float(own + max((_until_a_sign(after, states, following) for after in following[name]), default=0.0))


def _refused(state: dict[str, Any]) -> float:
    """All waits of a task's retries. Jitter makes a wait anything up to its end: the ends are counted."""
    waits = (
        min(retry["IntervalSeconds"] * retry["BackoffRate"] ** number, retry["MaxDelaySeconds"])
        for retry in state.get("Retry", [])
        for number in range(retry["MaxAttempts"])
    )
    return float(sum(waits))


def _is_silent(state: dict[str, Any]) -> bool:
    return state["Arguments"]["FunctionName"] in (END, *SILENT)


def _all_states(states: States) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, state in states.items():
        yield name, state
        for within in _within(state):
            yield from _all_states(within["States"])


def _within(state: dict[str, Any]) -> list[dict[str, Any]]:
    return [*state.get("Branches", []), *([state["ItemProcessor"]] if "ItemProcessor" in state else [])]


def _following(name: str, states: States, after: tuple[str, ...] = ()) -> Iterator[str]:
    """What may come right after a state, wherever it is. `after` is what comes when these states have ended."""
    if name in states:
        state = states[name]
        yield from (within["StartAt"] for within in _within(state))
        yield from _exits(state)
        yield from after if state.get("End") else ()
        return
    for state in states.values():
        for within in _within(state):
            yield from _following(name, within["States"], tuple(_exits(state)) or after)


def _exits(state: dict[str, Any]) -> Iterator[str]:
    yield from (state[way] for way in ("Next", "Default") if way in state)
    yield from (way["Next"] for way in (*state.get("Choices", []), *state.get("Catch", [])))


@pytest.fixture
def definition() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(ASL.read_text())
    return read


def test_a_lease_outlasts_the_longest_silence(definition: dict[str, Any]) -> None:
    assert longest_silence(definition) + LEASE_RENEWAL_SECONDS < SLOT_LEASE_SECONDS


def test_the_longest_silence_is_a_job_s_and_that_of_a_call_refused_to_the_utmost(definition: dict[str, Any]) -> None:
    job = definition["States"]["Transcribe With Amazon"]
    assert longest_silence(definition) == job["HeartbeatSeconds"] + _refused(definition["States"]["Split Recording"])


def test_two_calls_refused_with_no_sign_between_would_be_longer_than_any_lease(
    definition: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it would be if those who record failures gave no sign."""
    monkeypatch.setattr(f"{__name__}.SILENT", ("${RecordFailureFunctionArn}",))
    assert longest_silence(definition) > SLOT_LEASE_SECONDS


def test_every_way_of_the_definition_is_walked(definition: dict[str, Any]) -> None:
    states = dict(_all_states(definition["States"]))
    reached = {definition["StartAt"], *(after for name in states for after in _following(name, definition["States"]))}
    assert reached == set(states)
