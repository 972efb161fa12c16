"""Turns in this process: the use case with the real adapters, on the local AWS's table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from time import perf_counter
from typing import Any

from bench.asked import items_written
from bench.live import Scheduling, plan_of
from bench.sandbox import Sandbox
from bench.turns.asking import ANSWER, QUESTIONS, TURNS, AskingEngines
from shared.runtime.live import holding
from shared.usecases.hear_answer import ListeningPorts
from shared.usecases.start_session import start_session
from shared.usecases.take_turn import Given, take_turn


@dataclass
class TurnCost:
    """What one turn took. `own_seconds` are without requests; bytes are what the table is asked and what it answers."""

    seconds: float = 0.0
    own_seconds: float = 0.0
    requests: int = 0
    items_read: int = 0
    items_written: int = 0
    bytes_read: int = 0
    bytes_written: int = 0


@dataclass
class Watch:
    """Counts every request to the table, and the time that it takes."""

    cost: TurnCost = field(default_factory=TurnCost)
    _asked: float = 0.0
    _away: float = 0.0

    def attach(self, client: Any) -> None:
        """From now on."""
        client.meta.events.register("before-call", self._before)
        client.meta.events.register("after-call", self._after)

    def measure(self, work: Callable[[], Any]) -> TurnCost:
        """What the work used."""
        self.cost, self._away = TurnCost(), 0.0
        began = perf_counter()
        work()
        seconds = perf_counter() - began
        return replace(self.cost, seconds=seconds, own_seconds=seconds - self._away)

    def _before(self, model: Any, params: Mapping[str, Any], **_: Any) -> None:
        self.cost.requests += 1
        self.cost.bytes_written += len(params["body"])
        self.cost.items_written += items_written(model.name, params["body"])
        self._asked = perf_counter()

    def _after(self, http_response: Any, parsed: Mapping[str, Any], **_: Any) -> None:
        self._away += perf_counter() - self._asked
        self.cost.items_read += int(parsed.get("Count", "Item" in parsed))
        self.cost.bytes_read += len(http_response.content)


def hold(stage: Sandbox, sessions: int) -> list[list[TurnCost]]:
    """What each turn took of so many sessions of 60 turns, one after the other."""
    watch = Watch()
    watch.attach(stage.client("dynamodb"))
    return [_held(stage, watch) for _ in range(sessions)]


def _held(stage: Sandbox, watch: Watch) -> list[TurnCost]:
    key = Scheduling(stage).talk(plan_of(QUESTIONS, turns=TURNS)).key
    root, interview = stage.root, stage.interview(key)
    listening = ListeningPorts(root.media, lambda: root.ears.decoder, AskingEngines())
    ports = holding(root).but(listening=listening)
    start_session(interview, ports=ports)
    costs: list[TurnCost] = []
    while (session := root.sessions.find(key)) and session.is_open:
        given = Given(text=ANSWER, client_turn_id=f"turn-{session.turn:02d}", number=session.turn)
        costs.append(watch.measure(partial(take_turn, interview, given, ports=ports)))
    return costs
