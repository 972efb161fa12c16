// A candidate's page in the browser: it has the link and no key. https://…/interview/TOKEN
export async function open(link) {
  const [, api, token] = link.match(/^(.*)\/interview\/(.+)$/);
  const { interview_id } = await (await fetch(link)).json();
  const headers = { Authorization: `Bearer ${token}` };
  const call = async (method, what, body) =>
    (await fetch(`${api}/session/${what}/${interview_id}`, { method, headers, body })).json();
  const answer = (said, number, id = crypto.randomUUID()) => { // sound or text; the same id again is the same turn
    const form = new FormData();
    for (const [name, value] of Object.entries({ client_turn_id: id, turn_number: number })) form.set(name, value);
    typeof said === "string" ? form.set("text", said) : form.set("audio", said, "answer");
    return call("POST", "turn", form);
  };
  const [start, state, end] = [["POST", "start"], ["GET", "state"], ["DELETE", "state"]].map((one) => () => call(...one));
  return { start, state, answer, end };
}

export async function record(done, seconds) { // what the microphone hears until `done`, or for so many seconds
  const microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(microphone), parts = [];
  const ended = new Promise((resolve) => { recorder.onstop = resolve; });
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.start();
  await Promise.race([done, new Promise((resolve) => setTimeout(resolve, 1000 * seconds))]);
  recorder.stop();
  await ended;
  microphone.getTracks().forEach((track) => track.stop());
  return new Blob(parts, { type: recorder.mimeType });
}
