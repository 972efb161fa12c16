"""The samples through the deployed app, once per configured engine and run, and what came out against the truth."""

import os
import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figures import Figure, Findings, table
from bench.quality.hearing import speakers_right, words_wrong
from bench.quality.scores import Found, Score, analyse, compare, load
from bench.sandbox import SAMPLES, Sandbox, sandbox
from local.own_server import own_server_of
from shared.adapters.extractive.analyst import ExtractiveAnalyst
from shared.adapters.lexical import LexicalEmbedder
from shared.domain.interview import Interview
from shared.domain.interview_key import InterviewKey
from shared.domain.references import TranscriptReference
from shared.domain.steps import Step
from shared.domain.transcript import Transcript
from shared.usecases.read_results import InterviewResults, read_results
from shared.usecases.read_transcript import read_transcript

EMBEDDED = "Whisper base, MiniLM, extractive"
LEXICAL = "the same without weights of MiniLM"
SETTLE_SECONDS = 1200


@dataclass(frozen=True)
class Heard:
    """One sample, in one run, by one engine."""

    engine: str
    sample: str
    score: Score
    wrong: float
    speakers: float
    verbatim: float


def report(*, runs: int, quick: bool) -> Findings:
    """Runs everything; in a quick run the first sample only."""
    samples = sorted(SAMPLES.glob("*.json"))[: 1 if quick else None]
    heard = [one for run in _stages() for _ in range(runs) for one in _run(run, samples)]
    engines = list(dict.fromkeys(one.engine for one in heard))
    figures = [figure for engine in engines for figure in _figures(engine, heard, runs)]
    return Findings(figures, _details(heard))


def _stages() -> list[tuple[str, str]]:
    """The name of each configured engine, and the language model of one's own that it asks."""
    server = own_server_of(os.environ)
    return [(EMBEDDED, "")] + ([(f"Whisper base, {server.model}", server.model_dump_json())] if server else [])


def _run(stage: tuple[str, str], samples: Sequence[Path]) -> Iterator[Heard]:
    engine, own_server = stage
    with sandbox({}, own_server=own_server) as deployed:
        keys = [_submit(deployed, path) for path in samples]
        for path, key in zip(samples, keys, strict=True):
            interview = deployed.settled(key, SETTLE_SECONDS)
            truth, transcript = load(path), _transcript(deployed, interview)
            print(f"  {engine}: {path.stem} {interview.status}", file=sys.stderr, flush=True)
            yield _heard(engine, path.stem, truth, transcript, _found(_results(deployed, key)))
            if not own_server:
                yield _heard(LEXICAL, path.stem, truth, transcript, _lexical(truth, transcript))


def _submit(deployed: Sandbox, path: Path) -> InterviewKey:
    return deployed.submit(path.with_suffix(".ogg").read_bytes(), deployed.put_project(path.stem))


def _heard(engine: str, sample: str, truth: dict[str, Any], transcript: Transcript, found: Found) -> Heard:
    by_index = {segment.index: segment.text for segment in transcript.segments}
    verbatim = [unit.quote in by_index[unit.segment_index] for unit in found.units]
    return Heard(
        engine=engine,
        sample=sample,
        score=compare(truth, found),
        wrong=words_wrong(truth, transcript),
        speakers=speakers_right(truth, transcript),
        verbatim=sum(verbatim) / max(1, len(verbatim)),
    )


def _transcript(deployed: Sandbox, interview: Interview) -> Transcript:
    reference = TranscriptReference.model_validate(interview.pointers[Step.UPLOAD].output["transcriptData"])
    return read_transcript(reference, interview, deployed.root.artifacts)


def _results(deployed: Sandbox, key: InterviewKey) -> InterviewResults:
    root = deployed.root
    return read_results(key, interviews=root.interviews, results=root.results, ledger=root.ledger)


def _found(results: InterviewResults) -> Found:
    personas = [("proposed" if one.proposed else one.persona_id) for one in results.personas]
    return Found(
        units=results.evidence,
        statuses={answer.question_id: str(answer.status) for answer in results.answers},
        persona=personas[0] if personas else None,
        people=results.people,
        themes=tuple(theme.name for theme in results.themes),
    )


def _lexical(truth: dict[str, Any], transcript: Transcript) -> Found:
    return analyse(truth, ExtractiveAnalyst(LexicalEmbedder()), transcript)


def _figures(engine: str, heard: Sequence[Heard], runs: int) -> list[Figure]:
    ours = [one for one in heard if one.engine == engine]
    per_run = len(ours) // runs
    means = f"{per_run} interviews of different kinds, synthetic speech; lowest to highest of {runs} runs"
    rows = {
        "words wrong": [one.wrong for one in ours],
        "spoken time given to the right voice": [one.speakers for one in ours],
        "expected quotes found": [_ratio(one.score.quotes_found) for one in ours],
        "own quotes that were expected": [_ratio(one.score.quotes_wanted) for one in ours],
        "answer statuses right": [_ratio(one.score.statuses) for one in ours],
        "persona right": [float(one.score.persona_right) for one in ours],
        "quotes verbatim": [one.verbatim for one in ours],
    }
    return [_figure(f"{engine}: {what}", values, per_run, means) for what, values in rows.items()]


def _figure(what: str, values: Sequence[float], per_run: int, means: str) -> Figure:
    runs = [statistics.mean(values[start : start + per_run]) for start in range(0, len(values), per_run)]
    return Figure(what=what, value=f"{statistics.mean(runs):.1%} ({min(runs):.1%} to {max(runs):.1%})", means=means)


def _ratio(pair: tuple[int, int]) -> float:
    return pair[0] / max(1, pair[1])


def _details(heard: Sequence[Heard]) -> list[str]:
    head = ("engine", "sample", "words wrong", "voice right", "quotes found", "own expected", "statuses", "persona")
    seen: dict[tuple[str, str], tuple[str, ...]] = {}
    for one in heard:
        pairs = ["/".join(map(str, pair)) for pair in one.score[:3]]
        persona = "right" if one.score.persona_right else "wrong"
        row = (one.engine, one.sample, f"{one.wrong:.1%}", f"{one.speakers:.1%}", *pairs, persona)
        seen[one.engine, one.sample] = row
    return table(head, list(seen.values()))
