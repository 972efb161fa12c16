"""What models run in writes nothing about this machine, for nobody."""

import subprocess
import sys
from pathlib import Path

import pytest

from local.piper import _environment

ROOT = Path(__file__).parents[3]
EMBEDS = "from shared.adapters.minilm import MiniLmEmbedder; MiniLmEmbedder().embed(['hello'])"


@pytest.mark.engines
def test_the_home_folder_stays_empty(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", EMBEDS], cwd=ROOT, env={"HOME": str(tmp_path)}, check=True)
    assert not list(tmp_path.rglob("*"))


def test_the_process_of_the_voice_is_told_too() -> None:
    assert _environment()["ORT_DISABLE_TELEMETRY"] == "1"
