"""The page of a candidate that the documents show: its module runs in node, over a browser of a few lines."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from shared.domain.limits import MEGABYTE
from shared.domain.session.limits import MAX_ANSWER_CHARACTERS, MAX_TURN_BYTES

FOLDER = Path(__file__).parents[2] / "docs" / "live"
# `answers` has what is answered, one after the other: a status and a body; null for a connection that is lost.
# Pauses are noted down and take no time.
NETWORK = """
const asked = [], stopped = [], pauses = [];
const real = setTimeout;
globalThis.setTimeout = (done, milliseconds) => { pauses.push(milliseconds / 1000); return real(done, 0); };
const shown = async (body) => typeof body === "string" ? JSON.parse(body) : Object.fromEntries(await Promise.all(
  [...body ?? []].map(async ([name, one]) => [name, typeof one === "string" ? one : `${one.size} bytes`])));
globalThis.fetch = async (url, { method = "GET", headers = {}, body } = {}) => {
  const [status, said] = answers.shift() ?? [0];
  asked.push({ method, url, token: headers.Authorization ?? null, sent: await shown(body), seen: seen() });
  if (!status) throw new TypeError("Failed to fetch");
  return { status, ok: status < 400, json: async () => said };
};
let seen = () => null;
"""
MICROPHONE = """
const track = { stop: () => stopped.push(true) };
const getUserMedia = async () => {
  if (DENIED) throw new Error("NotAllowedError");
  return { getTracks: () => [track] };
};
Object.defineProperty(globalThis, "navigator", { configurable: true, value: { mediaDevices: { getUserMedia } } });
globalThis.MediaRecorder = class {
  mimeType = "audio/webm;codecs=opus";
  state = "inactive";
  start() { this.state = "recording"; this.ondataavailable({ data: "one" }); }
  stop() { this.state = "inactive"; this.ondataavailable({ data: "two" }); real(this.onstop, 0); }
};
"""
OPEN = """
const { open, record } = await import(process.argv[1]);
const lost = [];
const interview = await open("https://parley.test/prod/interview/to.ken", (seconds) => lost.push(seconds));
"""
# Who opens the page presses its button at once, each time; what they have typed is in the field from the start.
PAGE = """
const elements = {};
const element = (id) => elements[id] ??= {
  hidden: true, value: id === "text" ? TYPED : "", set onclick(press) { real(press, 0); },
};
globalThis.document = { getElementById: element };
globalThis.location = { hash: "#link=https://parley.test/interview/to.ken" };
seen = () => Object.fromEntries(
  Object.entries(elements).map(([id, { textContent, hidden }]) => [id, { textContent, hidden }]));
const answer = (text, should_continue) => [200, {
  interviewer_response: { text, should_continue, audio_url: null }, turn_number: 3,
  limits: { answer_seconds: 90, offers_text: false },
}];
const linked = [200, { interview_id: "int_1" }];
"""
PRINT = "\nconsole.log(JSON.stringify({ %s }));\nprocess.exit(0);\n"
ENDED = 409, {"code": "session-ended", "detail": "the interview is over", "turn_number": 3}
LINKED = 200, {"interview_id": "int_1"}
NEXT = 200, {"turn_number": 2}


def run(script: str) -> dict[str, Any]:
    node = Path(sys.executable).parent / "node"
    module = (FOLDER / "candidate.mjs").as_uri()
    command = [str(node), "--input-type=module", "-e", script, module]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def called(answers: list[Any], script: str, *, denied: bool = False) -> dict[str, Any]:
    """What the module asks of the network, and makes of the answers."""
    given = f"const answers = {json.dumps(answers)}, DENIED = {json.dumps(denied)};"
    return run(given + NETWORK + MICROPHONE + OPEN + script + PRINT % "asked, stopped, pauses, lost, found")


def opened(answers: str, typed: str = "", *, denied: bool = False, also: str = "") -> dict[str, Any]:
    """The page, opened by who has typed that: what it asks, with what it showed then, and what it shows at the end."""
    [script] = re.findall(r"<script type=\"module\">(.*)</script>", (FOLDER / "page.html").read_text(), re.DOTALL)
    page = script.replace("./candidate.mjs", (FOLDER / "candidate.mjs").as_uri())
    given = f"const DENIED = {json.dumps(denied)}, TYPED = {json.dumps(typed)};"
    world = NETWORK + MICROPHONE + PAGE + f"const answers = [{answers}];" + f"{{{also}}}"
    return run(given + world + page + PRINT % "asked, stopped, pauses, end: seen()")


def types(time: int, *, press: bool = True) -> str:
    """Who has typed when the button waits for that press, and presses it; or, without, types and does not press it."""
    waits = f"const time = {time}, pressed = {json.dumps(press)};"
    return (
        waits
        + """
const button = element("answer"), { set: press } = Object.getOwnPropertyDescriptor(button, "onclick");
let times = 0;
Object.defineProperty(button, "onclick", { set(done) {
  if (++times === time) element("text").value = "By letters.";
  if (times !== time || pressed) press(done);
} });
"""
    )


def paths(found: dict[str, Any]) -> list[str]:
    return [f"{one['method']} {one['url'].partition('parley.test')[2]}" for one in found["asked"]]


def test_it_opens_the_link_records_and_answers_turn_by_turn() -> None:
    found = called(
        [LINKED, NEXT, NEXT, NEXT, NEXT],
        """
await interview.start();
const sound = await record(Promise.resolve(), 60);
const found = [await interview.answer(sound, 1, "turn-1"), sound.type, await sound.text()];
await interview.answer("Typed.", 2, "turn-2");
await interview.end();
""",
    )
    assert [
        (one["method"], one["url"].removeprefix("https://parley.test/prod"), one["token"]) for one in found["asked"]
    ] == [
        ("GET", "/interview/to.ken", None),
        ("POST", "/session/start/int_1", "Bearer to.ken"),
        ("POST", "/session/turn/int_1", "Bearer to.ken"),
        ("POST", "/session/turn/int_1", "Bearer to.ken"),
        ("DELETE", "/session/state/int_1", "Bearer to.ken"),
    ]
    spoken, typed = (found["asked"][n]["sent"] for n in (2, 3))
    assert spoken == {"client_turn_id": "turn-1", "turn_number": "1", "audio": "6 bytes"}
    assert typed == {"client_turn_id": "turn-2", "turn_number": "2", "text": "Typed."}
    assert found["found"] == [{"turn_number": 2}, "audio/webm;codecs=opus", "onetwo"]
    assert found["stopped"] == [True]  # the light of the microphone goes out


def test_a_lost_connection_loses_no_answer_and_the_turn_keeps_its_id() -> None:
    lost = [None, [503, {}], [429, {}], None]
    found = called([LINKED, *lost, NEXT], 'const found = await interview.answer(new Blob(["sound"]), 1);')
    turns = [one["sent"] for one in found["asked"][1:]]
    assert len(turns) == len(lost) + 1
    assert all(turn == turns[0] and turn["audio"] == "5 bytes" for turn in turns)
    assert len(turns[0]["client_turn_id"]) == 36
    assert found["lost"] == found["pauses"] == [1, 2, 4, 8]
    assert found["found"] == NEXT[1]


def test_it_asks_less_and_less_often_and_never_gives_up() -> None:
    found = called([LINKED, *[None] * 9, NEXT], 'const found = await interview.answer("Typed.", 1);')
    assert found["pauses"] == [1, 2, 4, 8, 16, 30, 30, 30, 30]


FORM = {"url": "https://bucket.test/", "fields": {"key": "a/1", "policy": "p"}, "expires_at": "2999-01-01T00:00:00Z"}
ASKED = 200, {"upload_key": "a/1", "upload": FORM}
TOO_LONG = f"""
const sound = new Blob([new Uint8Array({MAX_TURN_BYTES} + 1)], {{ type: "audio/webm;codecs=opus" }});
const found = await interview.answer(sound, 1, "turn-1");
"""


def test_a_longer_answer_goes_by_the_form_and_its_key_is_the_turn() -> None:
    found = called([LINKED, ASKED, None, [204, None], NEXT], TOO_LONG)
    _, asked, lost, stored, turn = found["asked"]
    named = {"client_turn_id": "turn-1", "turn_number": 1}
    assert (asked["url"], asked["sent"]) == (
        "https://parley.test/prod/session/upload/int_1",
        named | {"content_type": "audio/webm"},
    )
    assert (stored["url"], stored["token"]) == (FORM["url"], None)  # the form is enough: no token goes to the storage
    assert list(stored["sent"]) == ["key", "policy", "file"]  # the file is last
    assert stored["sent"]["file"] == f"{MAX_TURN_BYTES + 1} bytes"
    assert lost["sent"] == stored["sent"]
    assert turn["sent"] == {"client_turn_id": "turn-1", "turn_number": "1", "upload_key": "a/1"}
    assert found["found"] == NEXT[1]


def test_the_largest_that_a_request_takes_goes_in_one() -> None:
    script = TOO_LONG.replace(" + 1)", ")")
    assert paths(called([LINKED, NEXT], script)) == ["GET /prod/interview/to.ken", "POST /prod/session/turn/int_1"]


def test_a_form_that_was_good_for_too_short_is_asked_for_again() -> None:
    late = 200, {"upload_key": "a/1", "upload": FORM | {"expires_at": "2020-01-01T00:00:00Z"}}
    found = called([LINKED, late, [403, None], ASKED, [204, None], NEXT], TOO_LONG)
    assert found["found"] == NEXT[1]
    assert len(found["asked"]) == 6


def test_what_the_storage_refuses_is_said_and_what_the_session_refuses_too() -> None:
    refused = called([LINKED, ASKED, [400, None]], TOO_LONG)
    assert "not taken" in refused["found"]["detail"]
    over = called([LINKED, ENDED], TOO_LONG)
    assert over["found"] == ENDED[1]


def test_a_microphone_that_is_not_there_or_not_allowed_is_none() -> None:
    assert called([LINKED], "const found = await record(Promise.resolve(), 60);", denied=True)["found"] is None
    gone = "delete navigator.mediaDevices; const found = await record(Promise.resolve(), 60);"
    assert called([LINKED], gone)["found"] is None


def test_what_was_heard_before_the_microphone_was_pulled_out_is_kept() -> None:
    pulled = """
globalThis.MediaRecorder.prototype.start = function () { this.ondataavailable({ data: "one" }); real(this.onstop, 0); };
globalThis.setTimeout = () => {};
const found = await (await record(new Promise(() => {}), 60)).text();
"""
    assert called([LINKED], pulled)["found"] == "one"


def test_a_link_that_opens_nothing_says_why() -> None:
    ended = 410, {"code": "link-ended", "detail": "the link is no longer valid"}
    found = opened(json.dumps(ended))
    assert found["end"]["note"]["textContent"] == "the link is no longer valid"
    assert (found["end"]["text"]["hidden"], found["end"]["answer"]["hidden"]) == (True, True)


def test_the_page_offers_text_from_the_start_and_goes_on_after_a_refusal() -> None:
    """Speech was not misheard: they may type all the same. After a refusal it shows where the interview stands."""
    refused = '[409, { code: "turn-conflict", detail: "turn 3 is open, not 1" }]'
    found = opened(
        f'linked, answer("Why?", true), {refused}, answer("How?", true), answer("Thank you.", false)',
        "  By letters. ",
    )
    turn, state, again = found["asked"][2:]
    assert paths(found)[1:] == [
        "POST /session/start/int_1",
        "POST /session/turn/int_1",
        "GET /session/state/int_1",
        "POST /session/turn/int_1",
    ]
    assert (turn["seen"]["said"]["textContent"], turn["sent"]["text"]) == ("Why?", "By letters.")
    assert "90 seconds" in turn["seen"]["time"]["textContent"]
    assert turn["seen"]["text"]["hidden"] is False  # the field is there to be typed into
    assert "turn 3 is open" in state["seen"]["note"]["textContent"]
    assert (again["seen"]["said"]["textContent"], again["sent"]["text"]) == ("How?", "By letters.")  # kept in the field
    assert found["end"]["said"]["textContent"] == "Thank you."
    assert (found["end"]["text"]["hidden"], found["end"]["answer"]["hidden"]) == (True, True)


def test_the_page_takes_speech_and_says_when_the_connection_is_lost() -> None:
    found = opened('linked, answer("Why?", true), [0], answer("Thank you.", false)')
    lost, sent = found["asked"][2:]
    assert lost["sent"] == sent["sent"]
    assert lost["sent"]["audio"] == "6 bytes"
    assert "No connection" in sent["seen"]["note"]["textContent"]
    assert found["end"]["note"]["textContent"] == ""


def test_the_page_asks_who_has_no_microphone_to_type() -> None:
    """They press the button and nothing is heard; then they type, and press it again."""
    found = opened('linked, answer("Why?", true), answer("Thank you.", false)', denied=True, also=types(3))
    [turn] = found["asked"][2:]
    assert "no microphone" in turn["seen"]["note"]["textContent"]
    assert turn["seen"]["text"]["hidden"] is False
    assert turn["sent"]["text"] == "By letters."


def test_what_they_type_while_it_listens_is_their_answer() -> None:
    """They press the button, and it records; they type instead, and press it again."""
    found = opened('linked, answer("Why?", true), answer("How?", true), answer("Thank you.", false)', also=types(2))
    first, second = found["asked"][2:]
    assert (first["sent"].get("text"), first["sent"].get("audio")) == ("By letters.", None)
    assert second["sent"]["audio"] == "6 bytes"  # the field was cleared: the next answer is spoken


def test_what_they_are_still_typing_when_the_recording_ends_is_not_sent_before_they_say_so() -> None:
    found = opened('linked, answer("Why?", true), answer("Thank you.", false)', also=types(2, press=False))
    [turn] = found["asked"][2:]
    assert "time to speak is over" in turn["seen"]["note"]["textContent"]
    assert turn["sent"]["text"] == "By letters."


def test_what_they_type_while_their_words_are_sent_stays_in_the_field() -> None:
    sending = """
const { fetch } = globalThis;
globalThis.fetch = (url, asked) => {
  if (asked?.body?.get?.("audio")) element("text").value = "And by letters.";
  return fetch(url, asked);
};
"""
    found = opened('linked, answer("Why?", true), answer("How?", true), answer("Thank you.", false)', also=sending)
    spoken, typed = found["asked"][2:]
    assert spoken["sent"]["audio"] == "6 bytes"
    assert typed["sent"]["text"] == "And by letters."


def test_the_page_opened_again_after_the_end_shows_the_end() -> None:
    found = opened(f'linked, {json.dumps(ENDED)}, answer("Thank you.", false)')
    assert paths(found)[1:] == ["POST /session/start/int_1", "GET /session/state/int_1"]
    assert found["end"]["said"]["textContent"] == "Thank you."
    assert found["end"]["note"]["textContent"] == "the interview is over"
    assert found["end"]["answer"]["hidden"] is True


def test_the_page_uses_what_the_module_has_knows_the_limits_and_is_short() -> None:
    page, module = (FOLDER / "page.html").read_text(), (FOLDER / "candidate.mjs").read_text()
    [used] = re.findall(r"import { (.*) } from \"./candidate.mjs\"", page)
    assert set(used.split(", ")) <= set(re.findall(r"export async function (\w+)", module))
    assert f"MOST = {MAX_TURN_BYTES // MEGABYTE} * 1024 * 1024;" in module
    assert f'maxlength="{MAX_ANSWER_CHARACTERS}"' in page
    assert len(page.splitlines()) <= 68
    assert len(module.splitlines()) <= 72
