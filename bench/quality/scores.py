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

from shared.domain.drafts import EvidenceDraft
from shared.domain.evidence import EvidenceUnit
from shared.domain.made_by import Engine
from shared.domain.person import Person
from shared.domain.persona import Persona
from shared.domain.project import ProjectQuestion
from shared.domain.role import Role
from shared.domain.transcript import Segment, Speaker, Transcript
from shared.ports import Analyst

FOUND_SHARE = 0.8
NEIGHBOURS = 2  # segments: the next one, or the one after somebody's short word between
LABELS = {"interviewer": "S1", "participant": "S2", "second_interviewer": "S3"}
ROLES = {"S1": Role.INTERVIEWER, "S2": Role.PARTICIPANT, "S3": Role.INTERVIEWER}


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


class Found(NamedTuple):
    """What was found in an interview. `persona` is an id of the project's, or `proposed`."""

    units: Sequence[EvidenceUnit]
    statuses: dict[str, str]
    persona: str | None
    people: Sequence[Person]
    themes: tuple[str, ...]


def load(path: Path) -> dict[str, Any]:
    """The truth file."""
    truth: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return truth


def ideal_transcript(truth: dict[str, Any]) -> Transcript:
    """The transcript that a faultless speech engine would give: a segment per turn."""
    segments = tuple(_segment(index, turn) for index, turn in enumerate(truth["turns"]))
    labels = dict.fromkeys(segment.speaker for segment in segments)
    speakers = tuple(Speaker(label=label, role=ROLES[label]) for label in labels)
    end = max((segment.end_seconds for segment in segments), default=0.0)
    engine = Engine(name="truth", version="1")
    return Transcript(language="en", duration_seconds=end, segments=segments, speakers=speakers, engine=engine)


def score(truth: dict[str, Any], analyst: Analyst, transcript: Transcript | None = None) -> Score:
    """Runs the whole analysis of one interview and compares."""
    return compare(truth, analyse(truth, analyst, transcript or ideal_transcript(truth)))


def analyse(truth: dict[str, Any], analyst: Analyst, transcript: Transcript) -> Found:
    """What an analyst makes of a transcript and of the sample's project."""
    reading = analyst.read_window(transcript, transcript.segments)
    units = as_units(reading.evidence, transcript)
    people = [Person(id=f"person-{draft.speaker}", **draft.model_dump()) for draft in reading.people]
    themes = analyst.find_themes(units, instructions=None)
    return Found(
        units=units,
        statuses=_statuses(truth, analyst, transcript, units),
        persona=_persona(truth, analyst, people or _stand_in(transcript), units),
        people=people,
        themes=tuple(theme.name for theme in themes.themes),
    )


def compare(truth: dict[str, Any], ours: Found) -> Score:
    """What was found against what a careful reader would have found."""
    expected = truth["expected"]
    found, wanted = _compare_quotes([each["quote"] for each in expected["evidence"]], ours.units)
    answers, statuses = expected["answers"], ours.statuses
    return Score(
        quotes_found=(len(found), len(expected["evidence"])),
        quotes_wanted=(len(wanted), len(ours.units)),
        statuses=(sum(statuses.get(key) == value for key, value in answers.items()), len(answers)),
        persona_right=ours.persona == expected["persona"],
        person_right=_person_right(truth, ours.people),
        themes=ours.themes,
        wrong=tuple(f"{key} {statuses.get(key)}" for key, value in answers.items() if statuses.get(key) != value),
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
    spans += [((a, b), f"{a.quote} {b.quote}") for a, b in pairwise(units) if _near(a, b)]
    found: set[str] = set()
    wanted: set[str] = set()
    for quote in expected:
        hit = next((members for members, text in spans if is_found(quote, [text])), ())
        found |= {quote} if hit else set()
        wanted |= {unit.id for unit in hit}
    return found, wanted


def _near(one: EvidenceUnit, other: EvidenceUnit) -> bool:
    return other.segment_index - one.segment_index <= NEIGHBOURS


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
