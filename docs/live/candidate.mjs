// A candidate's page in the browser: it has the link and no key. https://…/interview/TOKEN
const MOST = 4 * 1024 * 1024; // bytes of sound in a request; more goes by a form of its own
const wait = (seconds) => new Promise((resolve) => { setTimeout(resolve, 1000 * seconds); });

// Asks until somebody answers: a turn that is sent again under its id is the same turn, and nothing is lost meanwhile.
async function insist(lost, url, asked) {
  for (let pause = 1; ; pause = Math.min(2 * pause, 30)) {
    const answer = await fetch(url, asked).catch(() => null);
    if (answer && answer.status < 500 && answer.status !== 429) return answer;
    lost(pause);
    await wait(pause);
  }
}

function formOf(fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

export async function open(link, lost = () => {}) { // `lost` is told whenever nobody has answered
  const [, api, token] = link.match(/^(.*)\/interview\/(.+)$/);
  const invited = await (await insist(lost, link)).json();
  if (!invited.interview_id) throw new Error(invited.detail);
  const call = async (method, what, body, more = {}) => {
    const headers = { Authorization: `Bearer ${token}`, ...more };
    const url = `${api}/session/${what}/${invited.interview_id}`;
    return (await insist(lost, url, { method, headers, body })).json();
  };
  const uploaded = async (sound, turn) => { // what is too long for a request goes to the storage
    const content_type = sound.type.split(";")[0] || "audio/webm";
    const asked = JSON.stringify({ content_type, ...turn });
    const given = await call("POST", "upload", asked, { "Content-Type": "application/json" });
    if (!given.upload) return given;
    const { url, fields, expires_at } = given.upload;
    const stored = await insist(lost, url, { method: "POST", body: formOf({ ...fields, file: sound }) });
    if (stored.ok) return given;
    const late = new Date(expires_at) < new Date(); // the connection was away for longer than the form is good for
    return late ? uploaded(sound, turn) : { detail: "The recording was not taken: answer in fewer words, or type." };
  };
  const answer = async (said, number, id = crypto.randomUUID()) => { // sound or text; the same id is the same turn
    const turn = { client_turn_id: id, turn_number: number };
    if (typeof said === "string") return call("POST", "turn", formOf({ ...turn, text: said }));
    if (said.size <= MOST) return call("POST", "turn", formOf({ ...turn, audio: said }));
    const { upload_key, ...refused } = await uploaded(said, turn);
    return upload_key ? call("POST", "turn", formOf({ ...turn, upload_key })) : refused;
  };
  const [start, state, end] = [["POST", "start"], ["GET", "state"], ["DELETE", "state"]].map((one) => () => call(...one));
  return { start, state, answer, end };
}

// What the microphone hears until `done`, or for so many seconds; null where there is none, or it is not allowed.
export async function record(done, seconds) {
  const microphone = await navigator.mediaDevices?.getUserMedia({ audio: true }).catch(() => null);
  if (!microphone) return null;
  const recorder = new MediaRecorder(microphone), parts = [];
  const ended = new Promise((resolve) => { recorder.onstop = resolve; });
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.start();
  await Promise.race([done, ended, wait(seconds)]); // it ends by itself when the microphone is pulled out
  if (recorder.state !== "inactive") recorder.stop();
  await ended;
  microphone.getTracks().forEach((track) => track.stop());
  return new Blob(parts, { type: recorder.mimeType });
}
