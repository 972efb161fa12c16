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
await interview.answer("Typed.", 2, "turn-2");
await interview.end();
console.log(JSON.stringify({ asked, stopped, type: sound.type, sound: await sound.text(), said }));
process.exit(0);
"""
# Who opens the page presses its button at once, each time; what they have typed is in the field from the start.
PAGE = """
const elements = {}, asked = [], shown = [];
const element = (id) => elements[id] ??= {
  hidden: true, value: id === "text" ? "  By letters. " : "", set onclick(f) { setTimeout(f, 0); },
};
globalThis.document = { getElementById: element };
globalThis.location = { hash: "#link=https://parley.test/interview/to.ken" };
const answer = (text, should_continue) => ({
  interviewer_response: { text, should_continue, audio_url: null }, turn_number: 3,
  limits: { answer_seconds: 90, offers_text: true },
});
const answers = [
  { interview_id: "int_1" }, answer("Why?", true), { code: "turn-conflict" }, answer("Thank you.", false),
];
globalThis.fetch = async (url, { method = "GET", body } = {}) => {
  const see = ({ said, time, text }) => [said?.textContent, time?.textContent, text?.hidden];
  asked.push([method, new URL(url).pathname, body ? body.get("text") : null, ...see(elements)]);
  return { json: async () => answers.shift() };
};
"""
DONE = """
console.log(JSON.stringify({ asked, over: Object.values(elements).filter(({ hidden }) => hidden).length }));
process.exit(0);
"""


def run(script: str, *given: str) -> dict[str, Any]:
    node = Path(sys.executable).parent / "node"
    command = [str(node), "--input-type=module", "-e", script, *given]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def seen() -> dict[str, Any]:
    return run(BROWSER, (FOLDER / "candidate.mjs").as_uri())


def test_the_page_shows_the_time_takes_what_is_typed_and_goes_on_after_a_refusal() -> None:
    """A page of ours, run: who was not understood may type; after a refusal it shows where the interview stands."""
    page = (FOLDER / "page.html").read_text()
    [script] = re.findall(r"<script type=\"module\">(.*)</script>", page, re.DOTALL)
    here = script.replace("./candidate.mjs", (FOLDER / "candidate.mjs").as_uri())
    found = run(PAGE + here + DONE)
    _, started, turn, again = found["asked"]
    assert (started[:2], again[:2]) == (["POST", "/session/start/int_1"], ["GET", "/session/state/int_1"])
    assert turn[:4] == ["POST", "/session/turn/int_1", "By letters.", "Why?"]
    assert "90 seconds" in turn[4]
    assert turn[5] is False  # the field is there to be typed into
    assert found["over"] >= 2  # the button and the field, once it is over


def test_it_opens_the_link_records_and_answers_turn_by_turn() -> None:
    found = seen()
    place, token = "https://parley.test/prod/session", "Bearer to.ken"
    assert found["asked"] == [
        ["GET", "https://parley.test/prod/interview/to.ken", None, None],
        ["POST", f"{place}/start/int_1", token, None],
        ["POST", f"{place}/turn/int_1", token, ["client_turn_id", "turn_number", "audio"]],
        ["POST", f"{place}/turn/int_1", token, ["client_turn_id", "turn_number", "text"]],
        ["DELETE", f"{place}/state/int_1", token, None],
    ]
    assert (found["sound"], found["type"]) == ("onetwo", "audio/webm;codecs=opus")
    assert found["stopped"] == [True]  # the light of the microphone goes out
    assert found["said"]["turn_number"] == 2


def test_the_page_uses_what_the_module_has_and_is_short() -> None:
    page, module = (FOLDER / "page.html").read_text(), (FOLDER / "candidate.mjs").read_text()
    [used] = re.findall(r"import { (.*) } from \"./candidate.mjs\"", page)
    assert set(used.split(", ")) <= set(re.findall(r"export async function (\w+)", module))
    assert len(page.splitlines()) <= 32
    assert len(module.splitlines()) <= 40
