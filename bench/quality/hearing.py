"""Scores a transcript against the true turns: words, and who said them."""

import re
from collections.abc import Sequence
from itertools import permutations
from typing import Any

import jiwer

from shared.domain.transcript import Segment, Transcript

STEP_SECONDS = 0.1


def words_wrong(truth: dict[str, Any], transcript: Transcript) -> float:
    """Jiwer's word error rate, in lower case without punctuation: "sixty" against "60" counts as an error."""
    spoken = " ".join(turn["text"] for turn in truth["turns"])
    return float(jiwer.wer(_plain(spoken), _plain(" ".join(segment.text for segment in transcript.segments))))


def speakers_right(truth: dict[str, Any], transcript: Transcript) -> float:
    """The share of spoken time that is given to the right voice, under the best way to match labels with people.

    Time in which nothing was heard counts as wrong; where two people talk at once either is right.
    """
    moments = _moments(truth["turns"], transcript.segments)
    people = sorted({turn["speaker"] for turn in truth["turns"]})
    heard = sorted({segment.speaker for segment in transcript.segments})
    labels: list[str | None] = [*heard, *[None] * (len(people) - len(heard))]
    matchings = (dict(zip(chosen, people, strict=True)) for chosen in permutations(labels, len(people)))
    return max(_share(moments, matching) for matching in matchings)


Moment = tuple[set[str], str | None]


def _moments(turns: Sequence[dict[str, Any]], segments: Sequence[Segment]) -> list[Moment]:
    """Each tenth of a second in which somebody spoke: who did, and the label that was heard."""
    end = max(turn["end_seconds"] for turn in turns)
    times = [number * STEP_SECONDS for number in range(int(end / STEP_SECONDS))]
    found = [(_speaking(turns, time), _label(segments, time)) for time in times]
    return [(spoke, label) for spoke, label in found if spoke]


def _speaking(turns: Sequence[dict[str, Any]], time: float) -> set[str]:
    return {turn["speaker"] for turn in turns if turn["start_seconds"] <= time < turn["end_seconds"]}


def _label(segments: Sequence[Segment], time: float) -> str | None:
    return next((one.speaker for one in segments if one.start_seconds <= time < one.end_seconds), None)


def _share(moments: Sequence[Moment], matching: dict[str | None, str]) -> float:
    right = sum(label is not None and matching.get(label) in spoke for spoke, label in moments)
    return right / max(1, len(moments))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9']+", text.lower().replace("’", "'")))
