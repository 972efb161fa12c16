"""Little interviews, made up to tune the embedded analyst: other trades and other wordings than the samples.

The last one, `courier`, was written when the rules stood, with every question asked in quite other words.

They stand in the text file beside this one. A line `@` is a persona and `?` a project question with its expected
status; `*` marks the expected persona. `I:` asks, `P:` answers, and what stands between underscores is an expected
quote.
"""

from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".txt")


def cases() -> dict[str, dict[str, Any]]:
    """The cases by name, each in the shape of a truth file. Expected people are not part of them."""
    parts = FILE.read_text(encoding="utf-8").split("== ")[1:]
    return {name.strip(): truth(text) for name, _, text in (part.partition("\n") for part in parts)}


def truth(text: str) -> dict[str, Any]:
    """A case in the shape of a truth file."""
    lines = [line.partition(" ") for line in text.strip().splitlines()]
    turns = [(mark, rest) for mark, _, rest in lines if mark in {"I:", "P:"}]
    return {
        "turns": [_turn(number, mark, rest) for number, (mark, rest) in enumerate(turns)],
        "project": {"questions": [_question(*each) for each in _asked(lines)], "personas": _personas(lines)},
        "expected": {
            "people": [{}],
            "persona": next(f"p{n}" for n, (mark, _, _) in enumerate(_marked(lines, "@")) if "*" in mark),
            "answers": {f"q{number}": rest.split(" ", 1)[0] for number, rest in _asked(lines)},
            "evidence": [{"quote": quote} for _, rest in turns for quote in rest.split("_")[1::2]],
        },
    }


def _marked(lines: list[tuple[str, str, str]], mark: str) -> list[tuple[str, str, str]]:
    return [line for line in lines if line[0].startswith(mark)]


def _asked(lines: list[tuple[str, str, str]]) -> list[tuple[int, str]]:
    return [(number, rest) for number, (_, _, rest) in enumerate(_marked(lines, "?"))]


def _question(number: int, rest: str) -> dict[str, str]:
    return {"id": f"q{number}", "text": rest.split(" ", 1)[1]}


def _personas(lines: list[tuple[str, str, str]]) -> list[dict[str, str]]:
    parts = [rest.partition(" | ") for _, _, rest in _marked(lines, "@")]
    return [{"id": f"p{n}", "name": name, "description": description} for n, (name, _, description) in enumerate(parts)]


def _turn(number: int, mark: str, text: str) -> dict[str, Any]:
    speaker = "interviewer" if mark == "I:" else "participant"
    return {
        "speaker": speaker,
        "start_seconds": 10.0 * number,
        "end_seconds": 10.0 * number + 9,
        "text": text.replace("_", ""),
    }
