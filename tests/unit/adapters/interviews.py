"""Short transcripts and ready embedders for the tests of the embedded analyst."""

from bench.quality.scores import as_units
from shared.adapters.extractive.analyst import ExtractiveAnalyst
from shared.adapters.lexical import LexicalEmbedder
from shared.domain.evidence import EvidenceUnit
from shared.domain.made_by import Engine
from shared.domain.role import Role
from shared.domain.transcript import Segment, Speaker, Transcript

ROLES = {"I": Role.INTERVIEWER, "P": Role.PARTICIPANT}


def transcript(*lines: str, roles: dict[str, Role] | None = None) -> Transcript:
    """A transcript of lines such as `I: How are you?`; the roles follow from the letters unless given."""
    parts = [line.partition(": ") for line in lines]
    segments = tuple(
        Segment(index=index, speaker=label, start_seconds=5.0 * index, end_seconds=5.0 * index + 4, text=text)
        for index, (label, _, text) in enumerate(parts)
    )
    known = ROLES if roles is None else roles
    labels = dict.fromkeys(segment.speaker for segment in segments)
    speakers = tuple(Speaker(label=label, role=known.get(label, Role.UNKNOWN)) for label in labels)
    engine = Engine(name="test", version="1")
    return Transcript(language="en", duration_seconds=600, segments=segments, speakers=speakers, engine=engine)


def analyst() -> ExtractiveAnalyst:
    """The analyst that needs no weights."""
    return ExtractiveAnalyst(LexicalEmbedder())


def evidence(heard: Transcript) -> list[EvidenceUnit]:
    """What that analyst finds in a transcript."""
    return as_units(analyst().read_window(heard, heard.segments).evidence, heard)
