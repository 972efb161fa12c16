"""Many interviews at once through admission, with engines that answer at once, on the local AWS.

All are submitted as fast as they can be, then followed. The ceiling is the same machine, with as many slots, whose
functions do nothing but answer what the machine expects.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from bench.ceiling import empty_machine, run_through
from bench.figures import Figure, Findings, table
from bench.machine import Stopwatch
from bench.processes import workers_of
from bench.sandbox import SCRIPTED, Sandbox, sandbox, transcript_text, wait_for
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewStatus

INTERVIEWS = 1000
QUICK = 6
SUBMITTERS = 4
TURNS = 8
SECONDS_EACH = 60
SLOTS = 2


def measure(options: argparse.Namespace) -> Findings:
    """The whole crowd, then a tenth of it through empty functions."""
    count = options.size or (QUICK if options.quick else INTERVIEWS)
    with sandbox(SCRIPTED) as stage:
        bound = workers_allowed(stage)
        with workers_of(stage) as workers:
            watch = Stopwatch()
            keys = submit_many(stage, count)
            submitted = watch.seconds
            statuses = follow(stage, count)
            seconds = watch.seconds
        twice = ran_twice(stage, keys)
        sample = max(QUICK, count // 10)
        ceiling = run_through(stage, empty_machine(stage), sample, at_once=SLOTS)
    ours, theirs = 60 * count / seconds, 60 * sample / ceiling
    figures = [
        Figure(
            what=f"of {count} interviews submitted at once, completed",
            value=f"{statuses[InterviewStatus.COMPLETED]}",
            bar=f"{count}",
            met=statuses[InterviewStatus.COMPLETED] == count,
            means="nothing is lost when far more comes than can run",
        ),
        Figure(what="run more than once", value=f"{twice}", bar="0", met=twice == 0, means="an upload starts one run"),
        workers_figure(workers.found, bound),
        Figure(
            what="interviews a minute, over the ceiling of the local AWS",
            value=f"{ours:.1f} / {theirs:.1f} = {ours / theirs:.2f}",
            means="the ceiling is the same machine with empty functions and as many executions at once",
        ),
    ]
    rows = [("submitting all", f"{submitted:.0f} s"), ("until all had ended", f"{seconds:.0f} s")]
    rows += [(f"{sample} through empty functions", f"{ceiling:.0f} s")]
    return Findings(figures, table(("what", "took"), rows))


def workers_figure(seen: int | None, bound: int) -> Figure:
    """Where no worker was seen at all, nobody has looked."""
    return Figure(
        what="workers at once, at most",
        value=f"{seen}",
        bar=f"1 to {bound}",
        met=seen is not None and 1 <= seen <= bound,
        means="the sum of what each function reserves; sampled four times a second",
    )


def workers_allowed(stage: Sandbox) -> int:
    """The sum of what is reserved for each function."""
    client = stage.client("lambda")
    names = [each["FunctionName"] for each in client.list_functions()["Functions"]]
    reserved = [client.get_function_concurrency(FunctionName=name) for name in names]
    return sum(one.get("ReservedConcurrentExecutions", 0) for one in reserved)


def submit_many(stage: Sandbox, count: int) -> list[InterviewKey]:
    """That many interviews of a few turns each."""
    project, body = stage.put_project(), transcript_text(turns=TURNS)
    with ThreadPoolExecutor(SUBMITTERS) as pool:
        return list(pool.map(lambda _: stage.submit(body, project), range(count)))


def follow(stage: Sandbox, count: int) -> Counter[InterviewStatus]:
    """The statuses, once all have ended; says how far it is. Raises TooSlow."""
    done = (InterviewStatus.COMPLETED, InterviewStatus.FAILED, InterviewStatus.REJECTED)

    def look() -> Counter[InterviewStatus] | None:
        seen = Counter({status: len(stage.with_status(status)) for status in done})
        print(f"  {seen.total()} of {count} have ended", file=sys.stderr, flush=True)
        return seen if seen.total() >= count else None

    return wait_for(look, 120 + count * SECONDS_EACH, every=10 if count > QUICK else 1)


def ran_twice(stage: Sandbox, keys: Sequence[InterviewKey]) -> int:
    """How many interviews have more than one run, or more than one execution."""
    runs = sum(stage.interview(key).last_run != 1 for key in keys)
    machine = stage.connection.outputs["StateMachineArn"]
    pages = stage.client("stepfunctions").get_paginator("list_executions").paginate(stateMachineArn=machine)
    executions = [execution["name"] for page in pages for execution in page["executions"]]
    return runs + len(executions) - len(keys)
