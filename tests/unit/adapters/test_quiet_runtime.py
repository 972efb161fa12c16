"""What models run in writes nothing about this machine, for nobody."""

import subprocess
import sys
from pathlib import Path

import pytest

from local.piper import _environment

ROOT = Path(__file__).parents[3]
LOADS = {
    "minilm": "from shared.adapters.minilm import MiniLmEmbedder; MiniLmEmbedder().embed(['hello'])",
    "whisper": "from shared.adapters.whisper import _faster_whisper; _faster_whisper().vad.get_vad_model()",
}


@pytest.mark.engines
@pytest.mark.parametrize("engine", LOADS)
def test_the_home_folder_stays_empty(engine: str, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", LOADS[engine]], cwd=ROOT, env={"HOME": str(tmp_path)}, check=True)
    assert not list(tmp_path.rglob("*"))


def test_the_process_of_the_voice_is_told_too() -> None:
    assert _environment()["ORT_DISABLE_TELEMETRY"] == "1"
