"""One storm, from the first upload to the last completed interview.

Each step dies by chance, each call of a provider and each request to table and buckets fails by chance, in the deployed
app. Some of the interviews are recordings, cut into three pieces each. The provider analyses and hears over real HTTP,
and fails in the ways that providers do. In the middle the local AWS itself is stopped and started. An operator then
redrives what failed, in bulk, until nothing is left to redrive; the schedule's tick that settles runs is brought
forward before each round. The seed fixes which calls fail, whoever makes them and when: see `shared/adapters/chaos.py`.
"""

import contextlib
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.chaos.checks import finished_of, held_slots_of, needless_calls, wrong_evidence
from bench.chaos.faults import faults_of
from bench.chaos.kept import kept_now, key_of
from bench.chaos.provider import FAULTS, HEARING, Provider, serving
from bench.chaos.recordings import PIECES, Recording
from bench.chaos.said import transcript
from bench.machine import Stopwatch
from bench.sandbox import ORGANISATION, Sandbox, sandbox, wait_for
from cli.redriving import redrive_many
from local import emulator
from shared.adapters.chaos import ChaosSettings
from shared.domain.interview import Interview
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.run import Run, RunRequest
from shared.usecases.redrive_interview import failed_interviews, redrive_interview

ROUNDS = 40
WAIT_SCALE = 0.1  # the waits between retries are shortened, not the number of them
SETTLE = "parley-local-settle_run"
ENDED = (InterviewStatus.COMPLETED, InterviewStatus.FAILED)


@dataclass(frozen=True)
class Storm:
    """How many interviews, how many of them recordings of how many pieces, how often a call fails, and the seed."""

    interviews: int
    recordings: int
    rate: float
    seed: int
    pieces: int = PIECES
    seconds: float = 3600


@dataclass
class Aftermath:
    """What was seen in the end."""

    completed: int = 0
    wrong_evidence: int = 0
    needless_calls: int = 0
    nameless_calls: int = 0
    held_slots: int = 0
    provider_calls: int = 0
    pieces_heard: int = 0
    runs: int = 0
    redrives: int = 0
    redriven: int = 0
    seconds: float = 0.0
    errors: list[tuple[str, int]] = field(default_factory=list)
    faults: Mapping[str, int] = field(default_factory=dict)
    faults_of_provider: Mapping[str, int] = field(default_factory=dict)


def weather(storm: Storm) -> Aftermath:
    """Lets the storm pass over the interviews, and counts. Raises TooSlow."""
    _say(f"seed {storm.seed}")
    recordings = [Recording(number, storm.pieces) for number in range(storm.recordings)]
    with (
        TemporaryDirectory(prefix="parley-storm-") as journal,
        serving(Provider(storm.rate, storm.seed, recordings)) as provider,
    ):
        chaos = ChaosSettings(rate=storm.rate, seed=storm.seed, journal=Path(journal))
        told = {"chaos": chaos.model_dump_json()}
        with sandbox(told, wait_scale=WAIT_SCALE, own_server=provider.told) as stage:
            provider.kept = partial(kept_now, stage)
            watch = Stopwatch()
            keys = _submit(stage, storm, recordings)
            _restart_in_the_middle(stage, keys)
            seen = _mend(stage, keys, storm)
            seen.seconds = watch.seconds
            seen.faults = faults_of(stage, len(keys), chaos, provider)
            return _count(stage, keys, seen, provider)


def _submit(stage: Sandbox, storm: Storm, recordings: Sequence[Recording]) -> list[InterviewKey]:
    """An interview's place is its number. Recordings come first: they take longest."""
    project = stage.put_project()
    files = [recording.file for recording in recordings]
    files += [transcript(number) for number in range(len(files), storm.interviews)]
    return [stage.submit(file, project, interview_id=key_of(number).interview_id) for number, file in enumerate(files)]


def _restart_in_the_middle(stage: Sandbox, keys: Sequence[InterviewKey]) -> None:
    """Some have ended, others are under way: the local AWS goes, and comes back with what it had on disk."""
    wait_for(lambda: len(_ended(stage)) >= max(1, len(keys) // 3) or None, 900)
    emulator.stop(stage.folder)
    emulator.start(stage.folder, wait_scale=WAIT_SCALE)
    _say("the local AWS was stopped and started")


def _mend(stage: Sandbox, keys: Sequence[InterviewKey], storm: Storm) -> Aftermath:
    """Bulk redrives until every interview is completed, or the rounds are used up."""
    seen = Aftermath()
    for _ in range(ROUNDS):
        _wait_until_nothing_goes(stage, keys, storm)
        failed = _failed(stage)
        _say(f"{len(keys) - len(failed)} of {len(keys)} completed, {len(failed)} to redrive")
        if not failed:
            break
        outcomes = redrive_many(failed, lambda one: _redrive(stage, one), lambda: None)
        seen.redrives += 1
        seen.redriven += sum(outcome.run is not None for outcome in outcomes)
    return seen


def _redrive(stage: Sandbox, interview_id: str) -> Run:
    key = InterviewKey(organisation_id=ORGANISATION, interview_id=interview_id)
    return redrive_interview(key, RunRequest(), ports=stage.root.starting)


def _failed(stage: Sandbox) -> list[tuple[Interview, Run]]:
    root = stage.root
    found = failed_interviews(ORGANISATION, error=None, since=None, lists=root.interview_lists, runs=root.runs)
    return list(found)


def _wait_until_nothing_goes(stage: Sandbox, keys: Sequence[InterviewKey], storm: Storm) -> None:
    def look() -> bool | None:
        _tick(stage)
        return True if len(_ended(stage)) >= len(keys) else None

    wait_for(look, storm.seconds, every=2)


def _tick(stage: Sandbox) -> None:
    """What the schedule does every few minutes. It may fail by chance, like everything, or be at work already."""
    client = stage.client("lambda")
    with contextlib.suppress(client.exceptions.TooManyRequestsException):
        client.invoke(FunctionName=SETTLE, Payload=b"{}")


def _ended(stage: Sandbox) -> list[Interview]:
    found = [interview for status in ENDED for interview in stage.with_status(status)]
    return [interview for interview in found if interview.active_run is None]


def _count(stage: Sandbox, keys: Sequence[InterviewKey], seen: Aftermath, provider: Provider) -> Aftermath:
    runs = [run for key in keys for run in stage.root.runs.list_runs(key)]
    seen.completed = len(stage.with_status(InterviewStatus.COMPLETED))
    seen.wrong_evidence = wrong_evidence(stage, keys, provider.recordings)
    seen.needless_calls = needless_calls(
        provider.calls, {number: finished_of(stage, number) for number in range(len(keys))}
    )
    seen.nameless_calls = sum(call.number is None for call in provider.calls)
    seen.provider_calls = len(provider.calls)
    seen.faults_of_provider = {fault: provider.faults[fault] for fault in FAULTS}
    seen.pieces_heard = sum(call.call == HEARING for call in provider.calls)
    seen.runs = len(runs)
    seen.errors = Counter(failure.error for run in runs for failure in run.failures).most_common()
    seen.held_slots = held_slots_of(stage, lambda: _tick(stage))
    return seen


def _say(what: str) -> None:
    print(f"  {what}", file=sys.stderr, flush=True)
