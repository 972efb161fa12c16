"""What the simulator has to say: a row per kind and engine, and the bars over all of them."""

import os
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.figures import Figure, Findings, table
from bench.interviewer.candidates import KINDS, Candidate, script_of
from bench.interviewer.holding import Held, hold
from local.own_server import KEY, own_server_of
from shared.adapters.lexical import LexicalEmbedder
from shared.adapters.rules_interviewer.interviewer import RulesInterviewer
from shared.domain.engines import EngineUse
from shared.domain.made_by import Engine
from shared.domain.own_server import NAME
from shared.ports import Embedder, Interviewer
from shared.runtime.catalogue import catalogue_with
from shared.runtime.engines import build_embedder
from shared.runtime.interviewer import build_interviewer
from shared.runtime.vendors import NO_KEY, build_model

PLANS = ("job", "research")
ORDERED = ("strong", "brief", "off topic")
HEAD = ("engine", "candidate", "questions", "follow-ups", "apt", "coverage", "duplicates", "in budget", "score", "ends")


@dataclass
class Notes:
    """Implements `Meter`: what was noted."""

    uses: list[EngineUse] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def add(self, use: EngineUse, *, once: str | None = None) -> None:
        del once
        self.uses.append(use)

    def note(self, warning: str) -> None:
        self.warnings.append(warning)


class Remembering:
    """Implements `Embedder` by another one: with every seed much the same is said."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Any] = {}

    @property
    def engine(self) -> Engine:
        """Who makes the vectors."""
        return self._embedder.engine

    def embed(self, sentences: Sequence[str]) -> Any:
        """Each text is asked for once."""
        import numpy as np

        new = [text for text in dict.fromkeys(sentences) if text not in self._known]
        if new:
            self._known |= dict(zip(new, self._embedder.embed(new), strict=True))
        return np.stack([self._known[text] for text in sentences])


def report(*, seed: int, seeds: int) -> Findings:
    """Figures of each engine, and a table of all kinds."""
    figures: list[Figure] = []
    rows: list[Sequence[object]] = []
    for name, interviewer in engines().items():
        held = simulate(interviewer, range(seed, seed + seeds))
        figures += figures_of(name, held)
        rows += [_row(name, kind, [one for one in held if one.kind == kind]) for kind in KINDS]
    return Findings(figures, table(HEAD, rows))


def engines() -> dict[str, Interviewer]:
    """Who considers answers, by name."""
    embedder = Remembering(build_embedder())
    found: dict[str, Interviewer] = {f"rules, {embedder.engine.name}": RulesInterviewer(embedder)}
    found["rules, lexical"] = RulesInterviewer(LexicalEmbedder())
    server = own_server_of(os.environ)
    if server:
        catalogue = catalogue_with(server.model_dump_json())
        model = catalogue.models[NAME]
        asked = build_model(catalogue.provider_of(model), model, lambda: os.environ.get(KEY, "").strip() or NO_KEY)
        found[server.model] = build_interviewer(asked, lambda: RulesInterviewer(embedder), Notes())
    return found


def simulate(interviewer: Interviewer, seeds: Sequence[int]) -> list[Held]:
    """Each kind in each plan with each seed."""
    scripts = [script_of(name) for name in PLANS]
    return [
        hold(Candidate(kind, script, seed), script, interviewer)
        for kind in KINDS
        for script in scripts
        for seed in seeds
    ]


def figures_of(engine: str, held: Sequence[Held]) -> list[Figure]:
    """The bars: nothing asked twice, all ended within their budgets, scores in their order."""
    duplicates, late = sum(one.duplicates for one in held), sum(not one.in_budget for one in held)
    wrong, groups = out_of_order(held), len(held) // len(KINDS)
    follow_ups, apt = sum(one.follow_ups for one in held), sum(one.apt for one in held)
    return [
        Figure(what=f"{engine}: questions asked twice", value=str(duplicates), bar="0", met=duplicates == 0),
        Figure(what=f"{engine}: not ended in budget", value=f"{late} of {len(held)}", bar="0", met=late == 0),
        Figure(
            what=f"{engine}: scores not strong > brief > off topic",
            value=f"{wrong} of {groups}",
            bar="0",
            met=wrong == 0,
            means="first scores, what is not answered counted 0",
        ),
        Figure(
            what=f"{engine}: follow-ups that ask for what the script says is lacking",
            value=f"{apt} of {follow_ups}",
            means="labelled with the answers, which we wrote ourselves",
        ),
    ]


def out_of_order(held: Sequence[Held]) -> int:
    """In how many plans and seeds the three kinds that have an order are not in it."""
    lists = [[one for one in held if one.kind == kind] for kind in ORDERED]
    return sum(not (strong.score > brief.score > off.score) for strong, brief, off in zip(*lists, strict=True))


def _row(engine: str, kind: str, held: Sequence[Held]) -> tuple[object, ...]:
    follow_ups = sum(one.follow_ups for one in held)
    ends = dict.fromkeys(str(one.end) for one in held)
    return (
        engine,
        kind,
        f"{_mean([one.questions for one in held]):.1f}",
        f"{follow_ups / len(held):.1f}",
        f"{sum(one.apt for one in held)}/{follow_ups}",
        f"{_mean([one.coverage for one in held]):.0%}",
        sum(one.duplicates for one in held),
        f"{sum(one.in_budget for one in held)}/{len(held)}",
        f"{_mean([one.score for one in held]):.1f}",
        ", ".join(ends),
    )


def _mean(numbers: Sequence[float]) -> float:
    return statistics.fmean(numbers)
