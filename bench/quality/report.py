"""The samples through the deployed app, once per configured engine and run, and what came out against the truth."""

import os
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figures import Figure, Findings, table
from bench.quality.engines import EMBEDDED, Engines, chosen, kept_keys
from bench.quality.hearing import speakers_right, words_wrong
from bench.quality.scores import Found, Score, analyse, compare, load
from bench.sandbox import SAMPLES, Sandbox, sandbox
from shared.adapters.extractive.analyst import ExtractiveAnalyst
from shared.adapters.lexical import LexicalEmbedder
from shared.domain.interview import Interview
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.references import TranscriptReference
from shared.domain.steps import Step
from shared.domain.transcript import Transcript
from shared.ports import Secrets
from shared.usecases.read_results import InterviewResults, read_results
from shared.usecases.read_transcript import read_transcript

LEXICAL = "the same without weights of MiniLM"
SETTLE_SECONDS = 1200
Spoken = dict[str, Transcript]  # by the sample's name


class Unmeasured(Exception):
    """An interview did not complete, so that these engines have no figures."""


@dataclass(frozen=True)
class Heard:
    """One sample, in one run, by one engine."""

    engine: str
    sample: str
    score: Score
    wrong: float
    speakers: float
    verbatim: float


def report(
    *, runs: int, quick: bool, seed: int, providers: Sequence[str], secrets: Callable[[], Secrets] = kept_keys
) -> Findings:
    """Runs everything; in a quick run the first sample only. Who cannot be measured has a row that says why."""
    samples = sorted(SAMPLES.glob("*.json"))[: 1 if quick else None]
    measured, missing = chosen(providers, seed, os.environ, secrets)
    heard: list[Heard] = []
    spoken: Spoken = {}
    for engines in measured:
        try:
            heard += [one for _ in range(runs) for one in run(engines, samples, spoken)]
        except Unmeasured as error:
            missing[engines.name] = str(error)
    sent = {engines.name: engines.sent for engines in measured}
    names = list(dict.fromkeys(one.engine for one in heard))
    figures = [figure for name in names for figure in _figures(name, heard, runs, sent.get(name, ""))]
    return Findings([*figures, *map(_missing, missing.items())], _details(heard))


def _missing(named: tuple[str, str]) -> Figure:
    name, reason = named
    print(f"  {name} is skipped: {reason}", file=sys.stderr, flush=True)
    return Figure(what=f"{name}: all of it", value="not measured", means=reason)


def run(engines: Engines, samples: Sequence[Path], spoken: Spoken) -> Iterator[Heard]:
    """The samples once, in a stage of their own. `spoken` are Whisper's transcripts. Raises Unmeasured."""
    with sandbox(engines.context, own_server=engines.own_server) as deployed:
        for secret, kept in engines.keys.items():
            deployed.root.secrets.put_key(secret, kept)
        keys = [_submit(deployed, path, engines, spoken) for path in samples]
        for path, key in zip(samples, keys, strict=True):
            interview = deployed.settled(key, SETTLE_SECONDS)
            print(f"  {engines.name}: {path.stem} {interview.status}", file=sys.stderr, flush=True)
            if interview.status is not InterviewStatus.COMPLETED:
                raise Unmeasured(f"{path.stem} {interview.status}: {interview.reason or 'see its run'}")
            truth, transcript = load(path), _transcript(deployed, interview)
            yield _heard(engines.name, path.stem, truth, transcript, _found(_results(deployed, key)))
            if engines.name == EMBEDDED:
                spoken[path.stem] = transcript
                yield _heard(LEXICAL, path.stem, truth, transcript, _lexical(truth, transcript))


def _submit(deployed: Sandbox, path: Path, engines: Engines, spoken: Spoken) -> InterviewKey:
    said = path.with_suffix(".ogg").read_bytes() if engines.hear else spoken[path.stem].model_dump_json().encode()
    return deployed.submit(said, deployed.put_project(path.stem), engines.tier)


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


def _figures(engine: str, heard: Sequence[Heard], runs: int, sent: str) -> list[Figure]:
    ours = [one for one in heard if one.engine == engine]
    per_run = len(ours) // runs
    means = f"{per_run} interviews of different kinds, synthetic speech; lowest to highest of {runs} runs"
    means += f"; {sent}" if sent else ""
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
