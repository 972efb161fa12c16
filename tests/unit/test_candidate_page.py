"""The page of a candidate that the documents show: its module runs in node, over a browser of a few lines."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "docs" / "live"
BROWSER = """
const asked = [], stopped = [];
globalThis.fetch = async (url, { method = "GET", headers = {}, body } = {}) => {
  asked.push([method, url, headers.Authorization ?? null, body ? [...body.keys()] : null]);
  return { json: async () => ({ interview_id: "int_1", turn_number: 2 }) };
};
const track = { stop: () => stopped.push(true) };
Object.defineProperty(globalThis, "navigator", {
  configurable: true,
  value: { mediaDevices: { getUserMedia: async () => ({ getTracks: () => [track] }) } },
});
globalThis.MediaRecorder = class {
  mimeType = "audio/webm;codecs=opus";
  start() { this.ondataavailable({ data: "one" }); }
  stop() { this.ondataavailable({ data: "two" }); setTimeout(this.onstop, 0); }
};
const { open, record } = await import(process.argv[1]);
const interview = await open("https://parley.test/prod/interview/to.ken");
await interview.start();
const sound = await record(Promise.resolve(), 60);
const said = await interview.answer(sound, 1, "turn-1");
await interview.end();
console.log(JSON.stringify({ asked, stopped, type: sound.type, sound: await sound.text(), said }));
process.exit(0);
"""


def seen() -> dict[str, Any]:
    node = Path(sys.executable).parent / "node"
    command = [str(node), "--input-type=module", "-e", BROWSER, (FOLDER / "candidate.mjs").as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_it_opens_the_link_records_and_answers_turn_by_turn() -> None:
    found = seen()
    place, token = "https://parley.test/prod/session", "Bearer to.ken"
    assert found["asked"] == [
        ["GET", "https://parley.test/prod/interview/to.ken", None, None],
        ["POST", f"{place}/start/int_1", token, None],
        ["POST", f"{place}/turn/int_1", token, ["client_turn_id", "turn_number", "audio"]],
        ["DELETE", f"{place}/state/int_1", token, None],
    ]
    assert (found["sound"], found["type"]) == ("onetwo", "audio/webm;codecs=opus")
    assert found["stopped"] == [True]  # the light of the microphone goes out
    assert found["said"]["turn_number"] == 2


def test_the_page_uses_what_the_module_has_and_is_about_twenty_lines() -> None:
    page, module = (FOLDER / "page.html").read_text(), (FOLDER / "candidate.mjs").read_text()
    [used] = re.findall(r"import { (.*) } from \"./candidate.mjs\"", page)
    assert set(used.split(", ")) <= set(re.findall(r"export async function (\w+)", module))
    assert len(page.splitlines()) <= 25
    assert len(module.splitlines()) <= 40
