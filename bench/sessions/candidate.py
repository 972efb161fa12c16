"""One candidate in a browser: sends the same turn again until an answer comes, and sometimes once more."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import httpx

from bench.live import Talk
from bench.sandbox import Sandbox, TooSlow

TWICE = 0.1  # of the turns are sent once more, though they were answered
PATIENCE = 300.0  # for one turn
FIRST_WAIT, LONGEST_WAIT = 0.05, 2.0


@dataclass(frozen=True)
class Given:
    """An answer, and what was said to it."""

    number: int
    text: str
    reply: str


class Refused(Exception):
    """The session took a turn of its own candidate for another one's, or had ended."""


@dataclass
class Candidate:
    """Answers so many turns. The same seed does the same."""

    stage: Sandbox
    talk: Talk
    dice: random.Random
    answers: int
    given: list[Given] = field(default_factory=list)
    answered: int = 0
    retries: int = 0
    repeats: int = 0
    differing: int = 0
    refused: int = 0
    goes_on: bool = True

    @property
    def leaves(self) -> bool:
        """Whether there was a question to which there will be no answer."""
        return self.goes_on

    def hold(self) -> None:
        """To the end, or as far as it is answered; until it is refused. Raises TooSlow."""
        with self.talk.client(self.stage) as client:
            self._patiently(lambda: self.talk.begin(client))
            try:
                while self.goes_on and len(self.given) < self.answers:
                    self._answer(client)
            except Refused:
                self.refused += 1

    def _answer(self, client: httpx.Client) -> None:
        number = len(self.given) + 1
        text = f"Answer {number} of {self.talk.key.interview_id}: we cut the waiting time by {self.dice.random()}."
        said = self._patiently(lambda: self.talk.answer(client, number, text))
        if self.dice.random() < TWICE:
            self.repeats += 1
            again = self._patiently(lambda: self.talk.answer(client, number, text))
            self.differing += _said(again) != _said(said)
        self.given.append(Given(number, text, said["interviewer_response"]["text"]))
        self.goes_on = said["interviewer_response"]["should_continue"]

    def _patiently(self, ask: Callable[[], httpx.Response]) -> dict[str, Any]:
        deadline, wait = time.monotonic() + PATIENCE, FIRST_WAIT
        while time.monotonic() < deadline:
            answer = _answered(ask)
            if answer is not None:
                self.answered += 1
                return answer
            self.retries += 1
            time.sleep(wait * (0.5 + self.dice.random()))
            wait = min(2 * wait, LONGEST_WAIT)
        raise TooSlow(f"no answer within {PATIENCE:.0f} s")


def _answered(ask: Callable[[], httpx.Response]) -> dict[str, Any] | None:
    """What was answered; None where nothing was, or that something went wrong. Raises Refused."""
    try:
        response = ask()
    except httpx.TransportError:
        return None
    if response.status_code == HTTPStatus.CONFLICT:
        raise Refused(response.text)
    found: dict[str, Any] | None = response.json() if response.status_code == HTTPStatus.OK else None
    return found


def _said(answer: dict[str, Any]) -> tuple[Any, ...]:
    said = answer["interviewer_response"]
    return said["text"], said["action"], said["should_continue"], answer["turn_number"]
