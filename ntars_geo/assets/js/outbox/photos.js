/** Sends the sealed photographs of a report that waits, before the report itself. */
import { photosDue } from "./photo-state.js";
import { note } from "./store.js";

const PATIENCE = 120_000; // milliseconds: a photo on a slow line
const SEALED = "application/vnd.ntars.sealed-photo";
const IDENTITY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const REFUSED = new Set([400, 413, 415, 422, 507]);

/**
 * Send what is due of a report's photos. Resolves to the report as it is noted then, or to what
 * stands in its way: `{stopped: changes}`, which `verdictOf` and the caller's words explain.
 */
export async function sendPhotos(item, token, { options, verdictOf }) {
  let now = item;
  for (const photo of photosDue(item, Date.now())) {
    const answer = await post(now, photo, token, options);
    const said = await answer?.json().catch(() => null);
    if (!(answer?.ok && IDENTITY.test(said?.id ?? ""))) {
      return { stopped: refusal(answer, said, photo) ?? verdictOf(answer, said) };
    }
    const photos = now.photos.map((one) =>
      one.key === photo.key ? { ...one, arrivedAt: Date.now() } : one,
    );
    now = { ...now, photos };
    await note(now, { photos });
  }
  return { item: now };
}

function post(item, photo, token, options) {
  const headers = {
    "Content-Type": SEALED,
    "Idempotency-Key": photo.key,
    "X-CSRFToken": token,
  };
  const signal = AbortSignal.timeout(PATIENCE);
  return fetch(item.photoUrl, options({ method: "POST", headers, body: photo.body, signal })).catch(
    () => null,
  );
}

function refusal(answer, said, photo) {
  if (!answer || !REFUSED.has(answer.status)) return null;
  const why = said?.detail ?? "The server could not read it.";
  return { state: "refused", why: `The photo was not taken. ${why}`, refusedPhoto: photo.key, notBefore: 0 };
}
