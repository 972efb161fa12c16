"""Half an hour of audio through the deployed app with the embedded engines, against transcription alone.

Transcription alone is one call of the same Whisper for the whole recording, in this process, just before the run. A
second run is told to hear one piece after the other: what its functions took, as the log of each invocation reports it,
are the same steps one after the other. The analyses are side by side there too, which is some seconds.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
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
PIECES = "Transcribe Pieces"


@dataclass(frozen=True)
class Run:
    """A run: its seconds from beginning to end, and those of each function's invocations together."""

    seconds: float
    work: Mapping[str, float]


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
        side_by_side = _run(stage, recording, project, seconds)
        _hear_one_piece_at_a_time(stage)
        one_by_one = _run(stage, recording, project, seconds)
        return _findings(side_by_side, one_by_one, seconds, alone)


def _findings(run: Run, one_by_one: Run, length: float, heard: float) -> Findings:
    whole, steps = run.seconds, sum(one_by_one.work.values())
    ratio = whole / heard
    figures = [
        Figure(
            what=f"{length / 60:.0f} minutes of audio, the whole run over transcription alone",
            value=f"{ratio:.2f} ({whole:.0f} s over {heard:.0f} s)",
            bar=f"{BAR:.2f}",
            met=at_most(round(ratio, 2), BAR),
            means="pieces are heard side by side; splitting, joining and the analysis are in it; Whisper base",
        ),
        Figure(
            what="the whole run over the same steps one after the other",
            value=f"{whole / steps:.2f} ({whole:.0f} s over {steps:.0f} s)",
            means="two pieces at a time on two processors; one after the other in a run of its own, without what is "
            f"between the steps: all of that run took {one_by_one.seconds:.0f} s",
        ),
        Figure(what="audio over the time of the run", value=f"{length / whole:.1f} times real time"),
    ]
    rows = [(name, f"{took:.1f} s", f"{one_by_one.work[name]:.1f} s") for name, took in run.work.items()]
    return Findings(figures, table(("function", "side by side", "one after the other"), rows))


def _run(stage: Sandbox, recording: Path, project: str, length: float) -> Run:
    key = stage.submit(recording.read_bytes(), project)
    stage.settled(key, seconds=length * 3)
    return Run(_whole(stage, key), reported_seconds(stage, key))


def _hear_one_piece_at_a_time(stage: Sandbox) -> None:
    """Tells the state machine so, as `pieceConcurrency` of a stage does."""
    states = stage.client("stepfunctions")
    arn = stage.connection.outputs["StateMachineArn"]
    definition = json.loads(states.describe_state_machine(stateMachineArn=arn)["definition"])
    definition["States"][PIECES]["MaxConcurrency"] = 1
    states.update_state_machine(stateMachineArn=arn, definition=json.dumps(definition))


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
