"""Transcripts as text: WebVTT and SRT cues, and plain `Name: text` lines.

The cues are read here and not by a library, because libraries pass over a cue that they cannot read: speech would be
lost without a word. Here such a line is named.
"""

import html
import re
from collections.abc import Iterator, Sequence

from shared.domain.errors import UnreadableTranscript
from shared.domain.utterance import TIME_REMEDY, Utterance, clean, read_time

_ARROW = "-->"
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,80})?[ \t]+([^<>]{0,200})>")
_TAG = re.compile(r"</?[a-zA-Z0-9][^<>]{0,200}>")
_NAME = (
    r"(?P<name>[^\W\d_a-z][\w.'’&-]{0,39}(?: [\w.'’&()-]{1,40}){0,2})"  # one to three words, not starting in lower case
)
_TURN = re.compile(
    r"\s*(?:\[?(?P<time>\d{1,3}(?::\d{2}){1,2}(?:[.,]\d{1,3})?)\]?\s+)?" + _NAME + r"\s?:(?!\S)\s*(?P<text>.*)"
)


def has_cues(text: str) -> bool:
    """Whether the text is WebVTT or SRT."""
    return text.lstrip().startswith("WEBVTT") or _ARROW in text


def cue_utterances(text: str) -> list[Utterance]:
    """What is said in the cues of WebVTT or SRT. A cue without a speaker goes on with the one before.

    Raises UnreadableTranscript.
    """
    blank_ends_cue = text.lstrip().startswith("WEBVTT")
    said: list[Utterance] = []
    for number, timing, lines in _cues(text.splitlines(), blank_ends_cue=blank_ends_cue):
        place = f"line {number}"
        start, end = _times(timing, place)
        voices = _voices(" ".join(lines), said[-1].speaker if said else None)
        said += _shared_out(voices, place, start, end)
    return said


def _cues(lines: Sequence[str], *, blank_ends_cue: bool) -> Iterator[tuple[int, str, list[str]]]:
    """The number of the timing line, the line itself, and the lines of text after it."""
    cue: tuple[int, str, list[str]] | None = None
    for number, line in enumerate(lines, 1):
        if _ARROW in line:
            if cue:
                yield _without_counter(cue)
            cue = (number, line, [])
        elif cue and not line.strip() and blank_ends_cue:
            yield cue
            cue = None
        elif cue:
            cue[2].append(line)
    if cue:
        yield cue


def _without_counter(cue: tuple[int, str, list[str]]) -> tuple[int, str, list[str]]:
    """Takes off the counter of the next cue, which stands on the line before its times."""
    number, timing, lines = cue
    return (number, timing, lines[:-1]) if lines and lines[-1].strip().isdigit() else cue


def _times(timing: str, place: str) -> tuple[float, float]:
    start, _, rest = timing.partition(_ARROW)
    if not start.strip() or not rest.strip():
        raise UnreadableTranscript(f"{place}: a cue lacks a time", remedy=TIME_REMEDY)
    return read_time(start, place), read_time(rest.split()[0], place)


def _voices(text: str, before: str | None) -> list[tuple[str | None, str]]:
    """Who says what in a cue: by its voice tags, else by a `Name:` before the text."""
    first, *voiced = _VOICE.split(text)
    turns = [(clean(html.unescape(name)), said) for name, said in zip(voiced[::2], voiced[1::2], strict=True)]
    spoken = [(name or None, _untagged(said)) for name, said in [_prefixed(_untagged(first), before), *turns]]
    return [(name, said) for name, said in spoken if said]


def _prefixed(text: str, before: str | None) -> tuple[str | None, str]:
    turn = _TURN.fullmatch(text)
    return (turn["name"], turn["text"]) if turn and not turn["time"] else (before, text)


def _untagged(text: str) -> str:
    return clean(html.unescape(_TAG.sub("", text)))


def _shared_out(voices: list[tuple[str | None, str]], place: str, start: float, end: float) -> Iterator[Utterance]:
    """The time of a cue, shared among its voices by the length of what they say."""
    letters, at = sum(len(text) for _, text in voices), start
    for speaker, text in voices:
        until = at + (end - start) * len(text) / letters
        yield Utterance(place=place, text=text, speaker=speaker, start_seconds=at, end_seconds=until)
        at = until


def line_utterances(text: str) -> tuple[list[Utterance], int]:
    """What `Name: text` lines say, and how many lines stood before the first name and were left out.

    A line without a name goes on with the turn before it. A time such as `[00:12]` may stand before the name.
    """
    turns: list[tuple[int, re.Match[str], list[str]]] = []
    ignored = 0
    for number, line in enumerate(text.splitlines(), 1):
        turn = _TURN.fullmatch(line)
        if turn:
            turns.append((number, turn, [turn["text"]]))
        elif turns:
            turns[-1][2].append(line)
        else:
            ignored += bool(line.strip())
    timed = all(turn["time"] for _, turn, _ in turns)
    said = [_turn(turn, clean(" ".join(lines)), f"line {number}", timed=timed) for number, turn, lines in turns]
    return [utterance for utterance in said if utterance.text], ignored


def _turn(turn: re.Match[str], text: str, place: str, *, timed: bool) -> Utterance:
    start = read_time(turn["time"], place) if timed else None
    return Utterance(place=place, text=text, speaker=turn["name"], start_seconds=start)
