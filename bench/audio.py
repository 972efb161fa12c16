"""Half an hour of audio through the deployed app with the embedded engines, against transcription alone.

Transcription alone is one call of the same Whisper for the whole recording, in this process, just before the run. The
run is held against the sum of what each of its functions took, too, as the log of each invocation reports it. They took
that side by side, and each slowed the others: one after the other they would have been quicker, so the sum flatters.
The same with the hearing as it was taken alone is beside it.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import Figure, Findings, at_most, table
from bench.invocations import reported_seconds
from bench.recordings import write_recording
from bench.sandbox import Sandbox, sandbox, wait_for
from shared.adapters.whisper import WhisperSpeechToText
from shared.domain.interview_key import InterviewKey, RunKey

MINUTES = 30
QUICK = 1
BAR = 1.10
HEARING = "transcribe_piece"


def measure(options: argparse.Namespace) -> Findings:
    """One recording; a first short one only warms the workers and puts the weights together."""
    minutes = options.size or (QUICK if options.quick else MINUTES)
    with tempfile.TemporaryDirectory(prefix="parley-recording-") as folder, sandbox({}) as stage:
        recording = Path(folder) / "long.ogg"
        seconds = write_recording(recording, minutes, options.seed)
        warm = Path(folder) / "short.ogg"
        write_recording(warm, 1, options.seed)
        project = stage.put_project()
        stage.settled(stage.submit(warm.read_bytes(), project))
        print(f"  {seconds / 60:.1f} minutes, {recording.stat().st_size / 1024**2:.0f} MB", file=sys.stderr, flush=True)
        alone = _alone(warm, recording, stage.folder / "models")
        print(f"  transcription alone: {alone:.0f} s", file=sys.stderr, flush=True)
        key = stage.submit(recording.read_bytes(), project)
        stage.settled(key, seconds=seconds * 3)
        return _findings(stage, key, seconds, alone)


def _findings(stage: Sandbox, key: InterviewKey, length: float, heard: float) -> Findings:
    whole, work = _whole(stage, key), reported_seconds(stage, key)
    ratio, summed = whole / heard, sum(work.values())
    alone = summed - work.get(HEARING, 0.0) + heard
    figures = [
        Figure(
            what=f"{length / 60:.0f} minutes of audio, the whole run over transcription alone",
            value=f"{ratio:.2f} ({whole:.0f} s over {heard:.0f} s)",
            bar=f"{BAR:.2f}",
            met=at_most(round(ratio, 2), BAR),
            means="pieces are heard side by side; splitting, joining and the analysis are in it; Whisper base",
        ),
        Figure(
            what="the whole run over the sum of its steps, as they took side by side",
            value=f"{whole / summed:.2f} ({whole:.0f} s over {summed:.0f} s)",
            means="two pieces at a time on two processors. It flatters: side by side each step slows the others. "
            f"With the hearing as it was alone: {whole / alone:.2f} (over {alone:.0f} s)",
        ),
        Figure(what="audio over the time of the run", value=f"{length / whole:.1f} times real time"),
    ]
    rows = [(name, f"{seconds:.1f} s", f"{seconds / whole:.1%}") for name, seconds in work.items()]
    return Findings(figures, table(("function", "took", "of the run"), rows))


def _alone(warm: Path, recording: Path, models: Path) -> float:
    """Seconds of one call for the whole recording, the model loaded before."""
    whisper = WhisperSpeechToText(models)
    whisper.transcribe(warm, language_hint=None)
    began = time.perf_counter()
    whisper.transcribe(recording, language_hint=None)
    return time.perf_counter() - began


def _whole(stage: Sandbox, key: InterviewKey) -> float:
    run = stage.root.runs.get_run(RunKey(**key.model_dump(), run=1))
    states = stage.client("stepfunctions")

    def ended() -> float | None:
        execution = states.describe_execution(executionArn=str(run.execution_arn))
        stop = execution.get("stopDate")
        return (stop - execution["startDate"]).total_seconds() if stop else None

    return wait_for(ended, 60)
