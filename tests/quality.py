"""Scores what an analyst makes of an interview against a truth file, in the shape of `samples/*.json`.

A truth file has `turns`, `project` and `expected`. Words are compared in lower case without punctuation.

An expected quote counts as found when at least `FOUND_SHARE` of its words lie, in their order, inside one quote of
ours, or inside two of ours that follow one another in the same segment or in neighbouring ones: the longest common
subsequence of words. An own quote counts as wanted when it found an expected one, alone or as one of such two.
"""

import json
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from shared.domain.evidence import EvidenceDraft, EvidenceUnit, Person
from shared.domain.project import Persona, ProjectQuestion
from shared.domain.transcript import Engine, Role, Segment, Speaker, Transcript
from shared.ports import Analyst

FOUND_SHARE = 0.8
LABELS = {"interviewer": "S1", "participant": "S2"}


class Score(NamedTuple):
    """The figures of one interview. The pairs are (right, of); `wrong` names the statuses that are not as expected."""

    quotes_found: tuple[int, int]
    quotes_wanted: tuple[int, int]
    statuses: tuple[int, int]
    persona_right: bool
    person_right: bool
    themes: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def line(self) -> str:
        """The figures on one line."""
        recall, precision, statuses = ("/".join(map(str, pair)) for pair in self[:3])
        return f"quotes {recall}, wanted {precision}, statuses {statuses}, persona {self.persona_right}"


def load(path: Path) -> dict[str, Any]:
    """The truth file."""
    truth: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return truth


def ideal_transcript(truth: dict[str, Any]) -> Transcript:
    """The transcript that a faultless speech engine would give: a segment per turn."""
    segments = tuple(_segment(index, turn) for index, turn in enumerate(truth["turns"]))
    speakers = tuple(Speaker(label=label, role=Role(role)) for role, label in LABELS.items())
    end = max((segment.end_seconds for segment in segments), default=0.0)
    engine = Engine(name="truth", version="1")
    return Transcript(language="en", duration_seconds=end, segments=segments, speakers=speakers, engine=engine)


def score(truth: dict[str, Any], analyst: Analyst, transcript: Transcript | None = None) -> Score:
    """Runs the whole analysis of one interview and compares."""
    heard = transcript or ideal_transcript(truth)
    reading = analyst.read_window(heard, heard.segments)
    units = as_units(reading.evidence, heard)
    people = [Person(id=f"person-{draft.speaker}", **draft.model_dump()) for draft in reading.people]
    themes = analyst.find_themes(units, instructions=None)
    found, wanted = _compare_quotes([each["quote"] for each in truth["expected"]["evidence"]], units)
    statuses = _statuses(truth, analyst, heard, units)
    expected = truth["expected"]["answers"]
    return Score(
        quotes_found=(len(found), len(truth["expected"]["evidence"])),
        quotes_wanted=(len(wanted), len(units)),
        statuses=(sum(statuses[key] == value for key, value in expected.items()), len(expected)),
        persona_right=_persona(truth, analyst, people or _stand_in(heard), units) == truth["expected"]["persona"],
        person_right=_person_right(truth, people),
        themes=tuple(theme.name for theme in themes.themes),
        wrong=tuple(f"{key} {statuses[key]}" for key, value in expected.items() if statuses[key] != value),
    )


def as_units(drafts: Sequence[EvidenceDraft], transcript: Transcript) -> list[EvidenceUnit]:
    """The drafts as checked evidence, for analysts whose quotes are verbatim."""
    by_index = {segment.index: segment for segment in transcript.segments}
    return [_unit(number, draft, by_index[draft.segment_index]) for number, draft in enumerate(drafts, 1)]


def is_found(expected: str, quotes: Sequence[str]) -> bool:
    """Whether an expected quote lies inside one of the quotes."""
    return any(_share(_words(expected), _words(quote)) >= FOUND_SHARE for quote in quotes)


def _segment(index: int, turn: dict[str, Any]) -> Segment:
    times = {"start_seconds": turn["start_seconds"], "end_seconds": turn["end_seconds"]}
    return Segment(index=index, speaker=LABELS[turn["speaker"]], text=turn["text"], **times)


def _unit(number: int, draft: EvidenceDraft, segment: Segment) -> EvidenceUnit:
    return EvidenceUnit(
        id=f"e{number}",
        speaker=segment.speaker,
        person_id=f"person-{segment.speaker}",
        start_seconds=segment.start_seconds,
        end_seconds=segment.end_seconds,
        **draft.model_dump(),
    )


def _compare_quotes(expected: Sequence[str], units: Sequence[EvidenceUnit]) -> tuple[set[str], set[str]]:
    """The expected quotes that were found, and the ids of ours that found one."""
    spans: list[tuple[tuple[EvidenceUnit, ...], str]] = [((unit,), unit.quote) for unit in units]
    spans += [((a, b), f"{a.quote} {b.quote}") for a, b in pairwise(units) if b.segment_index - a.segment_index <= 2]
    found: set[str] = set()
    wanted: set[str] = set()
    for quote in expected:
        hit = next((members for members, text in spans if is_found(quote, [text])), ())
        found |= {quote} if hit else set()
        wanted |= {unit.id for unit in hit}
    return found, wanted


def _share(expected: Sequence[str], words: Sequence[str]) -> float:
    """The length of the longest common subsequence as a share of `expected`."""
    row = [0] * (len(words) + 1)
    for one in expected:
        before = row[:]
        for place, other in enumerate(words, 1):
            row[place] = before[place - 1] + 1 if one == other else max(before[place], row[place - 1])
    return row[-1] / max(1, len(expected))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))


def _statuses(
    truth: dict[str, Any], analyst: Analyst, transcript: Transcript, units: Sequence[EvidenceUnit]
) -> dict[str, str]:
    questions = [ProjectQuestion(**question) for question in truth["project"]["questions"]]
    answers = analyst.attribute_answers(questions, transcript, units)
    return {answer.question_id: str(answer.status) for answer in answers}


def _persona(
    truth: dict[str, Any], analyst: Analyst, people: Sequence[Person], units: Sequence[EvidenceUnit]
) -> str | None:
    """The persona of the first person; `proposed` for a proposed one."""
    personas = [Persona(**persona) for persona in truth["project"]["personas"]]
    drafts = analyst.match_personas(people, units, personas)
    first = next((draft.persona for draft in drafts), None)
    return None if first is None else "proposed" if first.proposed else first.id


def _stand_in(transcript: Transcript) -> list[Person]:
    labels = dict.fromkeys(segment.speaker for segment in transcript.segments)
    spoke = [label for label in labels if transcript.role_of(label) is not Role.INTERVIEWER]
    return [Person(id=f"person-{label}", speaker=label) for label in spoke]


def _person_right(truth: dict[str, Any], people: Sequence[Person]) -> bool:
    """Whether name, role and organisation of the first person are as expected."""
    wanted = truth["expected"]["people"][0]
    first = people[0].model_dump() if people else {}
    return all(_words(str(first.get(key))) == _words(str(value)) for key, value in wanted.items())
