"""What is said in the interviews of a storm: in each something of its own, so that nobody's answer is another's."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from bench.sandbox import truth_of

SAMPLE = "scheduling-tool"
TURNS = 8
_MARK = re.compile(r"[Ii]n case (\d+),")
_ENDS = re.compile(r"[.?!…]+")


class Turn(NamedTuple):
    """What somebody says, and when: seconds from the start of the sample."""

    speaker: str
    text: str
    start: float
    end: float

    @property
    def answers(self) -> bool:
        """Whether it is what an interview is held for."""
        return self.speaker == "participant"


def turns(number: int, sample: str = SAMPLE) -> Sequence[Turn]:
    """What is said in the interview of that number, as it is written down."""
    return [_turn(number, one) for one in truth_of(sample)["turns"][:TURNS]]


def as_heard(number: int, sample: str) -> Sequence[Turn]:
    """What is said in it, as somebody hears it who tells sentences by their ends: a turn is one sentence."""
    return [one._replace(text=f"{_ENDS.sub('', one.text)}.") for one in turns(number, sample)]


def transcript(number: int) -> bytes:
    """As `Name: text` lines."""
    return "\n".join(f"{one.speaker.title()}: {one.text}" for one in turns(number)).encode()


def interview_of(text: str) -> int | None:
    """The number of the interview that something was said in; None when no participant says anything in it."""
    found = _MARK.search(text)
    return int(found[1]) if found else None


def words_of(turn: Turn) -> Iterator[dict[str, Any]]:
    """Its words as OpenAI's protocol has them, each as long as the others."""
    words = turn.text.split()
    each = (turn.end - turn.start) / len(words)
    for place, word in enumerate(words):
        yield {"word": word, "start": turn.start + place * each, "end": turn.start + (place + 1) * each}


def _turn(number: int, told: dict[str, Any]) -> Turn:
    mark = f"In case {number}, " if told["speaker"] == "participant" else ""
    return Turn(told["speaker"], mark + told["text"], told["start_seconds"], told["end_seconds"])
