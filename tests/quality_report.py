"""Figures of the embedded engines on the samples: `.venv/bin/python -m tests.quality_report`.

Word error rate is jiwer's after lower-casing and dropping punctuation, so "sixty" against "60" counts as an error.
"""

import re
import time
from pathlib import Path

import jiwer

from shared.domain.engines import Tier
from shared.domain.interview import InterviewKey
from shared.domain.speaker_roles import speakers_of
from shared.domain.speakers import label_voices
from shared.domain.transcript import Segment, Transcript
from shared.ports import EngineScope
from shared.runtime.engines import EmbeddedEngines, build_voices
from shared.usecases.tally import Tally
from tests.quality import load, score

ROOT = Path(__file__).parents[1]
ENGINES = EmbeddedEngines(str(ROOT / ".parley" / "models"), hears=True)
SCOPE = EngineScope(InterviewKey(organisation_id="quality", interview_id="quality"), Tier.ESSENTIAL, Tally())


def hear(recording: Path) -> tuple[Transcript, float]:
    """The transcript of a recording by the embedded engines, and the seconds it took."""
    began = time.perf_counter()
    heard = ENGINES.speech(SCOPE).transcribe(recording, language_hint=None)
    voices = build_voices(embedded=True)
    lengths = [segment.end_seconds - segment.start_seconds for segment in heard.segments]
    labels = label_voices(voices.group(voices.voiceprints(recording, heard.segments), lengths))
    segments = tuple(
        Segment(index=index, speaker=label, **segment.model_dump(exclude={"channel", "speaker"}))
        for index, (segment, label) in enumerate(zip(heard.segments, labels, strict=True))
    )
    transcript = Transcript(
        language=heard.language,
        language_confidence=heard.language_confidence,
        duration_seconds=segments[-1].end_seconds,
        segments=segments,
        speakers=speakers_of(segments),
        engine=heard.engine,
    )
    return transcript, time.perf_counter() - began


def words(text: str) -> str:
    """Lower case, without punctuation."""
    return " ".join(re.findall(r"[a-z0-9']+", text.lower()))


def start_errors(truth: dict[str, list[dict[str, float]]], transcript: Transcript) -> list[float]:
    """Seconds between each turn's true start and the nearest segment's start, sorted."""
    starts = [segment.start_seconds for segment in transcript.segments]
    return sorted(min(abs(start - turn["start_seconds"]) for start in starts) for turn in truth["turns"])


def main() -> None:
    """Prints a line per sample."""
    analyst = ENGINES.analyst(SCOPE)
    for path in sorted((ROOT / "samples").glob("*.json")):
        truth = load(path)
        transcript, seconds = hear(path.with_suffix(".ogg"))
        spoken = " ".join(turn["text"] for turn in truth["turns"])
        rate = jiwer.wer(words(spoken), words(" ".join(segment.text for segment in transcript.segments)))
        errors = start_errors(truth, transcript)
        began = time.perf_counter()
        figures = score(truth, analyst, transcript)
        print(f"{path.stem}: {figures.line}, person {figures.person_right}, wrong {figures.wrong or 'none'}")
        print(
            f"  words wrong {rate:.1%}; turn starts off by {errors[len(errors) // 2]:.2f} s (worst {errors[-1]:.2f} s)"
        )
        print(f"  heard in {seconds:.1f} s, understood in {time.perf_counter() - began:.1f} s")
        print(f"  themes: {'; '.join(figures.themes)}")


if __name__ == "__main__":
    main()
