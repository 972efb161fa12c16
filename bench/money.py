"""What an hour of audio costs by tier: providers at the catalogue's prices, AWS's part counted from a real run.

Tokens are estimated as the analyst itself estimates them, from the very prompts that it sends for an hour of
interviews; what comes back is taken to be as long as what the embedded analyst found. No provider is called. AWS's
part is what the ledger counted of a run with engines that answer at once: the time in which functions wait for
providers comes on top.
"""

import argparse
import contextlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.figures import Figure, Findings, table
from bench.live_money import MINUTES as MINUTES_LIVE
from bench.live_money import cost_of, use_of_interview
from bench.quality.scores import LABELS, ROLES, as_units, load
from bench.recordings import write_recording
from bench.sandbox import SAMPLES, SCRIPTED, sandbox
from shared.adapters.model_analyst.analyst import ModelAnalyst
from shared.adapters.model_analyst.sizes import as_json, tokens_of
from shared.domain.catalogue import AiEnv, Catalogue, Model
from shared.domain.engines import NANODOLLARS, EngineKind
from shared.domain.made_by import Engine
from shared.domain.person import Person
from shared.domain.persona import Persona
from shared.domain.prices import price_of
from shared.domain.project import ProjectQuestion
from shared.domain.tier import Tier
from shared.domain.transcript import Segment, Speaker, Transcript
from shared.domain.windows import windows_of
from shared.ports import ModelAnswer, Prompt
from shared.runtime.catalogue import load_catalogue
from shared.runtime.engines import build_embedder
from shared.usecases.read_costs import interview_cost

HOUR = 3600.0
MINUTES = 30
CONTEXT_TOKENS = 131_072
OTHERS = (
    ("Live Meeting Assistant, as its README says", "$2.04", "about $0.17 for a call of five minutes, streamed"),
    ("Live Meeting Assistant, as its load simulator's sample says", "$3.00", "$100 for 200 meetings of ten minutes"),
)


class _Asked(Exception):
    """The question has been counted; nobody answers it."""


@dataclass
class CountingModel:
    """Implements `LanguageModel`: counts what it is asked, and never answers."""

    tokens: int = 0
    calls: int = 0
    engine: Engine = field(default_factory=lambda: Engine(name="counting", version="1"))
    context_tokens: int = CONTEXT_TOKENS

    def answer(self, prompt: Prompt, schema: type[Any]) -> ModelAnswer:
        """Counts instructions, data and schema."""
        self.calls += 1
        self.tokens += tokens_of(prompt.instructions) + tokens_of(prompt.data)
        self.tokens += tokens_of(as_json(schema.model_json_schema()))
        raise _Asked


@dataclass(frozen=True)
class Tokens:
    """What the analysis of an hour asks and gets."""

    calls: int
    into: int
    out: int


def measure(options: argparse.Namespace) -> Findings:
    """All tiers of production."""
    minutes = options.size or (1 if options.quick else MINUTES)
    tokens, aws = tokens_of_an_hour(), _aws_of_an_hour(minutes, options.seed)
    catalogue, rows, figures = load_catalogue(), [], []
    for tier in Tier:
        speech, analysis = (
            catalogue.chain_of(AiEnv.PRODUCTION, tier, kind)[0] for kind in (EngineKind.SPEECH, EngineKind.ANALYSIS)
        )
        heard = _dollars(speech, audio_seconds=HOUR)
        read = _dollars(analysis, tokens_in=tokens.into, tokens_out=tokens.out)
        unsure = "" if speech.price.confirmed and analysis.price.confirmed else "; a price is not confirmed"
        rows.append((tier, f"{speech.id}: ${heard:.4f}", f"{analysis.id}: ${read:.4f}", f"${aws:.4f}"))
        figures.append(
            Figure(
                what=f"an hour of audio, tier {tier}",
                value=f"${heard + read + aws:.3f}",
                means=f"{speech.id} and {analysis.id} at list prices{unsure}; without functions' wait for providers",
            )
        )
    live, live_rows = _live(catalogue, tokens)
    figures += live
    figures += [Figure(what=f"for comparison: {who}", value=dollars, means=means) for who, dollars, means in OTHERS]
    asked = f"an hour: {tokens.calls} calls, {tokens.into:,} tokens in, {tokens.out:,} out (estimated)"
    details = [*table(("tier", "speech", "analysis", "AWS, estimated"), rows), "", asked, "", *live_rows]
    return Findings(figures, details)


def _live(catalogue: Catalogue, hour: Tokens) -> tuple[list[Figure], list[str]]:
    """What a live interview costs: hearing, turns, voice, scores, and the analysis of its transcript."""
    use = use_of_interview(CountingModel(), CountingModel(), _Asked)
    part = MINUTES_LIVE / 60
    figures, rows = [], []
    for tier in Tier:
        cost = cost_of(catalogue, tier, use)
        (hears, heard), (thinks, thought), (speaks, spoken) = cost.speech, cost.turns, cost.voice
        read = _dollars(thinks, tokens_in=int(part * hour.into), tokens_out=int(part * hour.out))
        unsure = "" if all(m.price.confirmed for m in (hears, thinks, speaks)) else "; a price is not confirmed"
        rows.append(
            (
                tier,
                f"{hears.id}: ${heard:.4f}",
                f"{thinks.id}: ${thought:.4f}",
                f"{speaks.id}: ${spoken:.4f}",
                f"${cost.scores:.4f}",
                f"${read:.4f}",
            )
        )
        figures.append(
            Figure(
                what=f"a live interview of {MINUTES_LIVE} minutes, tier {tier}",
                value=f"${cost.dollars + read:.3f}",
                means=f"answers heard, {len(use.answers)} turns, voice, scores and analysis at list prices{unsure}",
            )
        )
    said = f"a live interview: {use.said:,} characters spoken, {sum(use.answers) / 60:.1f} minutes heard, "
    said += (
        f"turns {use.turns_in:,} tokens in, {use.turns_out:,} out, scores {use.scores_in:,} in, {use.scores_out:,} out"
    )
    head = ("tier", "answers heard", "turns", "voice", "scores", "analysis of the transcript")
    return figures, [*table(head, rows), "", said]


def tokens_of_an_hour() -> Tokens:
    """An hour of the samples, read as the pipeline reads it."""
    from shared.adapters.extractive.analyst import ExtractiveAnalyst

    spoken, project = an_hour(), load(SAMPLES / "scheduling-tool.json")["project"]
    embedded, model = ExtractiveAnalyst(build_embedder()), CountingModel()
    analyst = ModelAnalyst(model)
    questions = [ProjectQuestion(**one) for one in project["questions"]]
    personas = [Persona(**one) for one in project["personas"]]
    readings = [embedded.read_window(spoken, window) for window in windows_of(spoken.segments)]
    units = as_units([draft for reading in readings for draft in reading.evidence], spoken)
    people = [Person(id=f"person-{label}", speaker=label) for label in ("S2",)]
    for window in windows_of(spoken.segments):
        _ask(lambda window=window: analyst.read_window(spoken, window))  # type: ignore[misc]
    _ask(lambda: analyst.find_themes(units, instructions=None))
    _ask(lambda: analyst.match_personas(people, units, personas))
    _ask(lambda: analyst.attribute_answers(questions, spoken, units))
    _ask(lambda: analyst.summarise(units))
    answers = [
        *readings,
        embedded.find_themes(units, instructions=None),
        *embedded.match_personas(people, units, personas),
        *embedded.attribute_answers(questions, spoken, units),
    ]
    out = sum(tokens_of(as_json(answer.model_dump(mode="json"))) for answer in answers)
    return Tokens(model.calls, model.tokens, out + tokens_of(embedded.summarise(units)))


def an_hour() -> Transcript:
    """The turns of all samples, again and again, until an hour is full."""
    turns = [turn for path in sorted(SAMPLES.glob("*.json")) for turn in load(path)["turns"]]
    segments: list[Segment] = []
    at = 0.0
    while at < HOUR:
        turn = turns[len(segments) % len(turns)]
        length = turn["end_seconds"] - turn["start_seconds"] + 0.5
        label = LABELS[turn["speaker"]]
        segments.append(
            Segment(index=len(segments), speaker=label, start_seconds=at, end_seconds=at + length, text=turn["text"])
        )
        at += length
    speakers = tuple(Speaker(label=label, role=role) for label, role in ROLES.items())
    engine = Engine(name="truth", version="1")
    return Transcript(language="en", duration_seconds=at, segments=tuple(segments), speakers=speakers, engine=engine)


def _ask(question: Callable[[], object]) -> None:
    with contextlib.suppress(_Asked):
        question()


def _aws_of_an_hour(minutes: int, seed: int) -> float:
    """AWS's part of a run with that much audio, for an hour of it."""
    with tempfile.TemporaryDirectory(prefix="parley-recording-") as folder, sandbox(SCRIPTED) as stage:
        recording = Path(folder) / "recording.ogg"
        seconds = write_recording(recording, minutes, seed)
        key = stage.submit(recording.read_bytes(), stage.put_project())
        stage.settled(key, 900)
        return interview_cost(key, stage.root.ledger).aws_nanodollars / NANODOLLARS * HOUR / seconds


def _dollars(model: Model, **used: float) -> float:
    return price_of(model, **used) / NANODOLLARS  # type: ignore[arg-type]
