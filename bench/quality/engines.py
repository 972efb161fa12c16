"""Whose quality is measured: the embedded engines, a server of one's own, and hosted providers that are asked for."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.sandbox import ORGANISATION
from cli.errors import StageUnavailable
from cli.stage import PROJECT, Session, StageName
from local.own_server import KEY, own_server_of
from shared.domain.catalogue import AiEnv, Catalogue, Model
from shared.domain.engines import EngineKind
from shared.domain.errors import EngineRefused, InvalidRequest
from shared.domain.own_server import NAME
from shared.domain.tier import Tier
from shared.ports import Secrets
from shared.runtime.catalogue import load_catalogue

EMBEDDED: Final = "Whisper base, MiniLM, extractive"
WHISPER: Final = "Whisper base"


@dataclass(frozen=True)
class Engines:
    """A stage with these engines: what it is told, the tier that asks them, keys by their secrets.

    Who does not `hear` is given the transcripts that Whisper made. `sent` is what makes runs alike.
    """

    name: str
    context: Mapping[str, str] = field(default_factory=dict)
    own_server: str = ""
    tier: Tier = Tier.ESSENTIAL
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    hear: bool = True
    sent: str = ""


def at_hand(environment: Mapping[str, str], seed: int) -> list[Engines]:
    """What needs nobody's leave: the embedded engines, and the server of PARLEY_LLM_BASE_URL, asked with the seed."""
    server = own_server_of(environment)
    if not server:
        return [Engines(EMBEDDED)]
    told = server.model_copy(update={"seed": seed}).model_dump_json()
    keys = {NAME: environment[KEY].strip()} if server.has_key else {}
    return [Engines(EMBEDDED), Engines(f"{WHISPER}, {server.model}", own_server=told, keys=keys, sent=f"seed {seed}")]


def hosted(provider: str, secrets: Callable[[], Secrets]) -> Engines:
    """A provider as the first tier of stage prod has it that asks it first. Nobody else has a key, so nobody stands in.

    Raises InvalidRequest for a provider that no tier asks first, EngineRefused without a key, StageUnavailable.
    """
    catalogue = load_catalogue()
    tier = _tier_of(catalogue, provider)
    analysis, speech = (_first(catalogue, tier, kind) for kind in (EngineKind.ANALYSIS, EngineKind.SPEECH))
    hears = speech.provider == provider
    secret = str(catalogue.providers[provider].secret)
    return Engines(
        name=f"{provider}: {speech.id if hears else WHISPER}, {analysis.id}",
        context={"aiEnv": AiEnv.PRODUCTION},
        tier=tier,
        keys={secret: secrets().get_key(secret)},
        hear=hears,
        sent=f"seed {analysis.seed}" if analysis.seed is not None else "no seed: its protocol has none",
    )


def chosen(
    providers: Sequence[str], seed: int, environment: Mapping[str, str], secrets: Callable[[], Secrets]
) -> tuple[list[Engines], dict[str, str]]:
    """Whom to measure, and why others that were asked for are not. Raises InvalidRequest for who is unknown."""
    found, missing = at_hand(environment, seed), {}
    for provider in dict.fromkeys(providers):
        try:
            found.append(hosted(provider, secrets))
        except (EngineRefused, StageUnavailable) as error:
            missing[provider] = f"{error.message}: `parley providers set-key {provider}`, in a stage that is up"
    return found, missing


def kept_keys() -> Secrets:
    """Where the command line keeps keys: in the stage of PARLEY_STAGE, else the local one. Raises StageUnavailable."""
    stage = StageName(os.environ.get("PARLEY_STAGE") or StageName.LOCAL)
    home = Path(os.environ.get("PARLEY_HOME") or PROJECT / ".parley")
    return Session(stage, ORGANISATION, home).root.secrets


def _tier_of(catalogue: Catalogue, provider: str) -> Tier:
    first = {_first(catalogue, tier, EngineKind.ANALYSIS).provider: tier for tier in reversed(Tier)}
    if provider not in first:
        remedy = f"use {', '.join(sorted(first))}"
        raise InvalidRequest(f"no tier asks {provider} first to analyse", field="provider", remedy=remedy)
    return first[provider]


def _first(catalogue: Catalogue, tier: Tier, kind: EngineKind) -> Model:
    return catalogue.chain_of(AiEnv.PRODUCTION, tier, kind)[0]
