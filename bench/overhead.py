"""What the pipeline adds to the work of its parts: runs with engines that answer at once, warm, on the local AWS.

A run's work is what its functions themselves took, as the log of each invocation reports it, along the longest way
through the machine: of the branches that go side by side, the longest counts. The rest is overhead.
"""

import argparse
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.figures import Figure, Findings, at_most, table
from bench.invocations import reported_seconds
from bench.sandbox import SCRIPTED, Sandbox, sandbox, transcript_text, wait_for
from shared.domain.interview_key import InterviewKey, RunKey

BAR_SECONDS = 1.0
RUNS = 10
# The local AWS's history does not name the states within branches: the longest of their functions counts.
PARALLEL = {"Analyse Evidence": ("generate_insights", "assign_personas", "attribute_answers")}


@dataclass(frozen=True)
class Timed:
    """Seconds of one run: as a whole, before it began, and of each state: within the machine, and in its function."""

    whole: float
    waited: float
    tasks: Mapping[str, float]
    work: Mapping[str, float]

    @property
    def busy(self) -> float:
        """Work along the longest way."""
        return sum(self.work.values())


def measure(options: argparse.Namespace) -> Findings:
    """Some runs one after the other; the first two only warm the workers."""
    runs = options.size or (2 if options.quick else RUNS)
    with sandbox(SCRIPTED) as stage:
        project = stage.put_project()
        timed = [_run(stage, project) for _ in range(runs + 2)][2:]
    return Findings(_figures(timed), _details(timed))


def _run(stage: Sandbox, project: str) -> Timed:
    key = stage.submit(transcript_text(), project)
    interview = stage.settled(key)
    run = stage.root.runs.get_run(RunKey(**key.model_dump(), run=1))
    return _timed(stage, key, str(run.execution_arn), (run.started_at - interview.created_at).total_seconds())


def _timed(stage: Sandbox, key: InterviewKey, arn: str, waited: float) -> Timed:
    states = stage.client("stepfunctions")
    execution = wait_for(lambda: _ended(states, arn), 30)
    tasks = task_seconds(states.get_execution_history(executionArn=arn, maxResults=1000)["events"])
    reported = reported_seconds(stage, key)
    work = {name: max(reported.get(function, 0.0) for function in _functions_of(name)) for name in tasks}
    return Timed((execution["stopDate"] - execution["startDate"]).total_seconds(), waited, tasks, work)


def _ended(states: Any, arn: str) -> dict[str, Any] | None:
    execution: dict[str, Any] = states.describe_execution(executionArn=arn)
    return execution if "stopDate" in execution else None


def task_seconds(events: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """From entering each Task and Parallel to leaving it, by its name."""
    entered: dict[str, Any] = {}
    taken: dict[str, float] = {}
    for event in events:
        if event["type"] in ("TaskStateEntered", "ParallelStateEntered"):
            entered[event["stateEnteredEventDetails"]["name"]] = event["timestamp"]
        if event["type"] in ("TaskStateExited", "ParallelStateExited"):
            name = event["stateExitedEventDetails"]["name"]
            taken[name] = (event["timestamp"] - entered[name]).total_seconds()
    return taken


def _functions_of(state: str) -> tuple[str, ...]:
    return PARALLEL.get(state, (state.lower().replace(" ", "_"),))


def _figures(timed: Sequence[Timed]) -> list[Figure]:
    over = statistics.median(one.whole - one.busy for one in timed)
    whole = statistics.median(one.whole for one in timed)
    return [
        Figure(
            what=f"a warm run over the work of its parts, median of {len(timed)}",
            value=f"{over:.2f} s of {whole:.2f} s",
            bar=f"{BAR_SECONDS:.1f} s",
            met=at_most(over, BAR_SECONDS),
            means="what the machine, its retries and the calls of functions add",
        ),
        Figure(
            what="from making the interview to the start of its run, median",
            value=f"{statistics.median(one.waited for one in timed):.2f} s",
            means="upload, bucket event, queue, admission, start; the local AWS polls its queues",
        ),
    ]


def _details(timed: Sequence[Timed]) -> list[str]:
    rows = []
    for name in timed[0].tasks:
        task = statistics.median(one.tasks.get(name, 0.0) for one in timed)
        work = statistics.median(one.work.get(name, 0.0) for one in timed)
        rows.append((name, f"{task * 1000:.0f} ms", f"{work * 1000:.0f} ms", f"{(task - work) * 1000:.0f} ms"))
    return table(("state", "from entering to leaving", "the function itself, or the longest", "between"), rows)
