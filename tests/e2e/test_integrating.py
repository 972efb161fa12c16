"""What an integrating developer does: every command of their pages, in order, and the demo's parent platform."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli.demo_platform import DemoPlatform
from cli.stage import Session, StageName
from tests import media
from tests.e2e.deployed import Deployed

pytestmark = pytest.mark.emulator

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", flags=re.M | re.S)
MARK = "--- block"
SECONDS = 400


@dataclass(frozen=True)
class Block:
    """Commands of the page, and the lines that they are to print; `…` in one stands for anything."""

    language: str
    text: str
    printed: Sequence[str]

    @property
    def script(self) -> str:
        return self.text if self.language == "sh" else f"{sys.executable} - <<'PYTHON'\n{self.text}PYTHON\n"

    def check(self, output: str) -> None:
        lines = output.splitlines()
        for wanted in self.printed:
            pattern = ".*".join(map(re.escape, wanted.split("…")))
            found = next((at for at, line in enumerate(lines) if re.fullmatch(pattern, line)), None)
            assert found is not None, f"{wanted!r} is not printed by\n{self.text}\nbut\n{output}"
            lines = lines[found + 1 :]


def blocks(page: str) -> list[Block]:
    found = FENCED.findall((DOCS / page).read_text())
    after = [*found[1:], ("end", "")]
    return [
        Block(language, text, said.splitlines() if not following else ())
        for (language, text), (following, said) in zip(found, after, strict=True)
        if language
    ]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def environment(deployed: Deployed, tmp_path: Path) -> dict[str, str]:
    """A reader's: with a `parley` that reaches this stage, and with nothing of Parley's own set."""
    parley = tmp_path / ".venv" / "bin" / "parley"
    parley.parent.mkdir(parents=True)
    parley.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -P -m cli "$@"\n')
    parley.chmod(0o755)
    (tmp_path / "docs").symlink_to(DOCS)
    (parley.parent / "node").symlink_to(Path(sys.executable).parent / "node")
    (tmp_path / "answer.webm").write_bytes(media.encode(media.sample_audio(9.0, 12.0), "webm", live=True))
    known = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    own = {"PARLEY_HOME": str(deployed.folder), "PARLEY_LISTEN_PORT": str(free_port()), "TMPDIR": str(tmp_path)}
    return known | own


@pytest.mark.parametrize("name", ["integrate.md", "live-interviews.md"])
def test_every_command_of_the_page_does_what_it_says(environment: dict[str, str], tmp_path: Path, name: str) -> None:
    page = blocks(name)
    assert len(page) > 12
    script = "set -e -o pipefail\ntrap 'kill $listener 2>/dev/null || true' EXIT\n"
    script += "".join(f"{block.script}echo '{MARK}'\n" for block in page)
    returncode, output = run(script, tmp_path, environment)
    for block, printed in zip(page, output.split(f"{MARK}\n"), strict=False):
        block.check(printed)
    assert returncode == 0, output[-2000:]


def run(script: str, folder: Path, environment: dict[str, str]) -> tuple[int, str]:
    """Exit code and output. Nothing that the script starts outlives it."""
    errors = folder / "errors"
    with (
        errors.open("w") as stderr,
        subprocess.Popen(
            ["bash", "-c", script], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=stderr, text=True,
            start_new_session=True,
        ) as process,
    ):  # fmt: skip
        try:
            output, _ = process.communicate(timeout=SECONDS)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    return process.returncode, output + (errors.read_text() if process.returncode else "")


@pytest.mark.engines
def test_the_demo_s_parent_platform(deployed: Deployed, tmp_path: Path) -> None:
    recording = tmp_path / "talk.mp3"
    recording.write_bytes(media.encode(media.sample_audio(21.5, 24.6), "mp3"))
    session = Session(StageName.LOCAL, "demo", deployed.folder)
    project = {"name": "Demo", "questions": [{"text": "What was hard?"}]}
    DemoPlatform(session, project, recording, SECONDS).play()
