"""One storm: candidates who answer side by side, and somebody who kills a worker of the local AWS every second."""

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from signal import SIGKILL

from bench.live import Scheduling, Talk, client_turn_id, plan_of
from bench.machine import Stopwatch
from bench.sampling import again_and_again
from bench.sandbox import ORGANISATION, SCRIPTED, Sandbox, sandbox, wait_for
from bench.sessions.candidate import Candidate, Given
from local.emulator import running
from local.processes import group_members, send
from shared.domain.interview_key import upload_key
from shared.domain.organisation import Organisation
from shared.domain.session.turn import Turn

EVERY_SECONDS, ANSWERS_BETWEEN = 1.0, 10
LEAVING = "bench-leaving"  # its sessions count as abandoned after a minute
LEAVES_OF = 10  # one in so many
PATIENCE = 600.0
CLOSING = "parley-local-close_sessions"
# Runs are not what is measured; and a minute is short where many share a machine: the clock waits for the last answer.
LATER = ("parley-local-start_run", "parley-local-settle_run", CLOSING)


@dataclass(frozen=True)
class Storm:
    """How many sessions of how many turns, and whether some candidates leave midway."""

    sessions: int
    turns: int
    seed: int
    leave: bool


@dataclass
class Aftermath:
    """What was seen in the end."""

    given: int = 0
    kept: int = 0
    differing: int = 0
    strange: int = 0
    ended: int = 0
    told: int = 0
    abandoned: int = 0
    killed: int = 0
    retries: int = 0
    repeats: int = 0
    seconds: float = 0.0


def weather(storm: Storm) -> Aftermath:
    """Lets the storm pass over the sessions, and counts. Raises TooSlow."""
    with sandbox(SCRIPTED) as stage, _held_back(stage) as let_go:
        candidates = _candidates(stage, storm)
        watch = Stopwatch()
        killer = Killer(stage, storm.seed, lambda: sum(one.answered for one in candidates))
        with again_and_again(killer.strike, EVERY_SECONDS):
            with ThreadPoolExecutor(storm.sessions) as pool:
                list(pool.map(Candidate.hold, candidates))
            seconds = watch.seconds
            let_go(CLOSING)
            _close(stage, candidates)
        return _count(stage, candidates, killer, seconds)


def _candidates(stage: Sandbox, storm: Storm) -> list[Candidate]:
    now = stage.root.clock.now()
    leaving = Organisation(id=LEAVING, name="Leaving", abandoned_minutes=1, created_at=now, updated_at=now)
    stage.root.organisations.create_organisation(leaving)
    scheduling, plan = Scheduling(stage), plan_of(storm.turns, turns=storm.turns + 1)
    made = []
    for number in range(storm.sessions):
        leaves = storm.leave and number % LEAVES_OF == 0
        talk = scheduling.talk(plan, LEAVING if leaves else ORGANISATION)
        dice = random.Random(f"{storm.seed} {number}")  # noqa: S311 - a script, no secret
        made.append(Candidate(stage, talk, dice, storm.turns // 2 if leaves else storm.turns))
    return made


class Killer:
    """Kills a random worker whenever it strikes, once some requests were answered since the last time.

    With one worker the local AWS ends all those of its function, and it takes a while until another one serves: were
    each killed as it starts, nobody would ever serve on a slow machine, and there would be nothing to see.
    """

    def __init__(self, stage: Sandbox, seed: int, answered: Callable[[], int]) -> None:
        self._folder, self._dice = stage.folder, random.Random(seed)  # noqa: S311 - a script, no secret
        self._answered, self._before = answered, 0
        self.killed = 0

    def strike(self) -> None:
        """Once."""
        now = self._answered()
        if now - self._before >= ANSWERS_BETWEEN and self._kill():
            self._before = now

    def _kill(self) -> bool:
        emulator = running(self._folder)
        mark = f"PARLEY_EMULATOR={self._folder.resolve()}"
        workers = sorted({*group_members(emulator.pid, mark)} - {emulator.pid}) if emulator else []
        if workers:
            send([self._dice.choice(workers)], SIGKILL)
            self.killed += 1
        return bool(workers)


@contextmanager
def _held_back(stage: Sandbox) -> Iterator[Callable[[str], None]]:
    """Some functions are not called meanwhile; gives what lets one go before the end."""
    client = stage.client("lambda")
    before = {name: client.get_function_concurrency(FunctionName=name) for name in LATER}

    def let_go(name: str) -> None:
        reserved = before[name]["ReservedConcurrentExecutions"]
        client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=reserved)

    for name in LATER:
        client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    yield let_go
    for name in LATER:
        let_go(name)


def _close(stage: Sandbox, candidates: Sequence[Candidate]) -> None:
    """The clock's work, brought forward, until every session has ended and its transcript is put. Raises TooSlow."""

    def look() -> bool | None:
        left = [one for one in candidates if not (_has_ended(stage, one.talk) and _is_told(stage, one.talk))]
        if left:
            print(f"  {len(left)} sessions are not closed", file=sys.stderr, flush=True)
            _tick(stage)
        return None if left else True

    wait_for(look, PATIENCE, every=2)


def _tick(stage: Sandbox) -> None:
    """It may be killed as well: then an error is its answer, and the next tick goes on."""
    client = stage.client("lambda")
    try:
        client.invoke(FunctionName=CLOSING, Payload=b"{}")
    except client.exceptions.ClientError as error:
        print(f"  the clock was not heard: {error.response['Error']['Code']}", file=sys.stderr, flush=True)


def _has_ended(stage: Sandbox, talk: Talk) -> bool:
    session = stage.root.sessions.find(talk.key)
    return session is not None and not session.is_open


def _is_told(stage: Sandbox, talk: Talk) -> bool:
    return stage.root.media.head(upload_key(talk.key), None) is not None


def _count(stage: Sandbox, candidates: Sequence[Candidate], killer: Killer, seconds: float) -> Aftermath:
    seen = Aftermath(killed=killer.killed, seconds=seconds)
    for one in candidates:
        turns = one.talk.turns(stage)
        by_number = {turn.number: turn for turn in turns}
        answers = [(given, by_number.get(given.number)) for given in one.given]
        seen.given += len(answers) + one.refused
        seen.kept += sum(turn is not None and _is_as_given(turn, given) for given, turn in answers)
        seen.differing += one.differing + sum(turn is None or _differs(turn, given) for given, turn in answers)
        seen.strange += len(turns) - len(answers)
        seen.ended += _has_ended(stage, one.talk)
        seen.told += _is_told(stage, one.talk)
        seen.abandoned += one.leaves
        seen.retries += one.retries
        seen.repeats += one.repeats
    return seen


def _is_as_given(turn: Turn, given: Given) -> bool:
    return (turn.client_turn_id, turn.answer.text) == (client_turn_id(given.number), given.text)


def _differs(turn: Turn, given: Given) -> bool:
    return turn.reply is None or turn.reply.text != given.reply
