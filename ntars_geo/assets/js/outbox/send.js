/** Sends what waits, one report after another; the page and the service worker both do. */
import { goingAgain } from "./photo-state.js";
import { sendPhotos } from "./photos.js";
import { kept, note, settle } from "./store.js";

const PATIENCE = 20_000; // milliseconds for one answer
const REFERENCE = /^[0-9A-Z]{4}-[0-9A-Z]{4}$/;
const NO_ANSWER = "No answer yet.";

/**
 * Try to send everything that is due. Resolves to whether some of it still waits for a network.
 *
 * Two at once would be harmless, because the server takes each key once, but a waste: whoever
 * comes second waits for the first.
 */
export function sendAll({ first = null } = {}) {
  const work = () => drain(first);
  return navigator.locks ? navigator.locks.request("ntars-outbox", work) : work();
}

async function drain(first) {
  const due = (await kept()).filter((item) => isDue(item, Date.now()));
  due.sort((one, other) => (other.key === first) - (one.key === first));
  let token = null;
  for (const item of due) {
    token ??= await freshToken(item.tokenUrl);
    if (token === null) return true;
    const goOn = await sendOne(item, token);
    if (!goOn) return true;
  }
  return false;
}

/** Tell whether a report should be tried now: refused ones wait for a person. */
export function isDue(item, now) {
  // A clock that was set back must not keep a report for ever.
  const early = item.notBefore > now && item.notBefore - now < 3_600_000;
  return item.state !== "refused" && !early;
}

async function freshToken(url) {
  try {
    const answer = await fetch(url, options({}));
    return answer.ok ? ((await answer.json()).token ?? null) : null;
  } catch {
    return null; // no network, or one that wants something else first
  }
}

function options(more) {
  return {
    credentials: "same-origin",
    cache: "no-store",
    redirect: "error",
    signal: AbortSignal.timeout(PATIENCE),
    ...more,
  };
}

/** Send one, its photos first; resolves to whether the next may follow at once. */
async function sendOne(item, token) {
  const { item: ready, stopped } = await sendPhotos(item, token, { options, verdictOf });
  if (ready) return sendReport(ready, token);
  await note(item, stopped);
  return stopped.state === "refused";
}

function verdictOf(answer, said) {
  return answer ? verdict(answer.status, said?.detail, waitOf(answer)) : { why: NO_ANSWER };
}

async function sendReport(item, token) {
  let answer;
  try {
    answer = await fetch(
      item.url,
      options({
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify(sentParts(item)),
      }),
    );
  } catch {
    await note(item, { why: NO_ANSWER });
    return false;
  }
  const said = await answer.json().catch(() => null);
  return hear(item, answer, said);
}

function sentParts({ envelope, without = [] }) {
  return without.length ? { ...envelope, without: without.join(" ") } : envelope;
}

async function hear(item, answer, said) {
  // Only our own server's receipt counts: a hotel's sign-in page says 200 as well.
  if (answer.ok && REFERENCE.test(said?.reference ?? "")) {
    await settle(item, said);
    return true;
  }
  const changes = lacksPhotos(item, said)
    ? goingAgain(item)
    : verdict(answer.status, said?.detail, waitOf(answer));
  await note(item, changes);
  return changes.state === "refused";
}

/** The server has thrown photos away that waited too long for their report: once more, once. */
function lacksPhotos({ photos = [], photoTries = 0 }, said) {
  return photos.length > 0 && photoTries < 1 && said?.fields?.some(({ field }) => field === "photos");
}

function waitOf(answer) {
  const seconds = Number(answer.headers.get("Retry-After"));
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 600) * 1000 : 5000;
}

/** Return what a status means for a report that stays: its state, one sentence, when to try again. */
export function verdict(status, detail, wait) {
  const soon = Date.now() + wait;
  switch (status) {
    case 401:
      return { state: "held", why: detail ?? "Sign in, and it will be sent.", notBefore: 0 };
    case 400:
    case 413:
    case 422:
      return { state: "refused", why: detail ?? "The server could not read it.", notBefore: 0 };
    case 429:
      return { state: "waiting", why: detail ?? "Too many at once.", notBefore: soon };
    case 409:
      return { state: "waiting", why: "It is being accepted.", notBefore: soon };
    default:
      return { state: "waiting", why: NO_ANSWER, notBefore: soon };
  }
}
