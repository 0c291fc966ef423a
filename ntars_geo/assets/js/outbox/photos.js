/** Sends the sealed photographs of a report that waits, before the report itself. */
import { note } from "./store.js";

const PATIENCE = 120_000; // milliseconds: a photo on a slow line
const KEPT = 30 * 60 * 1000; // the server keeps it for an hour until its report comes
const SEALED = "application/vnd.ntars.sealed-photo";
const IDENTITY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const REFUSED = new Set([400, 413, 415, 422, 507]);

/** Return the photos of a report that still have to go. */
export function photosDue({ photos = [], without = [] }, now) {
  return photos.filter(
    ({ key, arrivedAt }) => !without.includes(key) && !(Math.abs(now - (arrivedAt ?? 0)) < KEPT),
  );
}

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

/** Return the changes by which a report goes without one of its photos. */
export function leavingOut({ without = [], photos = [] }, key) {
  return {
    without: [...without, key],
    photos: photos.filter((one) => one.key !== key),
    state: "waiting",
    why: "",
    refusedPhoto: null,
    notBefore: 0,
  };
}

/** Return the changes by which the photos of a report go again: the server has them no more. */
export function goingAgain({ photos = [], photoTries = 0 }) {
  return {
    state: "waiting",
    why: "Its photos go once more.",
    photos: photos.map(({ key, body }) => ({ key, body })),
    photoTries: photoTries + 1,
    notBefore: 0,
  };
}
