// Is this webhook Parley's, and was it sent just now? Node's own modules, and nothing else.
import { createHmac, timingSafeEqual } from "node:crypto";

const TOLERANCE_SECONDS = 300;

// `headers` by their names in small letters, `body` a Buffer as it came; then answer 2xx and work later.
export function isGenuine(headers, body, secret, now) {
  const id = headers["webhook-id"] ?? "";
  const timestamp = headers["webhook-timestamp"] ?? "";
  if (!id || !/^[0-9]+$/.test(timestamp)) return false;
  if (Math.abs(now - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const hmac = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body);
  const wanted = Buffer.from("v1," + hmac.digest("base64"));
  const given = (headers["webhook-signature"] ?? "").split(" ").map((one) => Buffer.from(one));
  return given.filter((one) => one.length === wanted.length && timingSafeEqual(one, wanted)).length > 0;
}
