/**
 * The report page with script: seals on Send, keeps, sends by itself, says what became of it.
 *
 * Where a browser cannot seal, or its storage is closed, the form is sent as a plain form.
 */
import { canSeal, seal, sealPhoto } from "./outbox/seal.js";
import { sendAll } from "./outbox/send.js";
import { deskKept, find, keep, keepDesk, kept, onChange, sentAs } from "./outbox/store.js";
import { askAlike } from "./report/alike.js";
import { mustCall, placesOf, problems, properName } from "./report/check.js";
import { mapPlace } from "./report/map-place.js";
import { panel } from "./report/panel.js";
import { photoField } from "./report/photos.js";
import { revealPlace } from "./report/reveal.js";
import { sayWhatGoes } from "./report/what-goes.js";

const IDLE = 10 * 60 * 1000; // milliseconds; what was typed belongs to whoever typed it
const ROUND = 15_000;
const PATIENCE = 8000; // milliseconds before "waiting" is said instead of "sent"

const place = document.querySelector("[data-report-place]");
let shownKey = null; // the report that the page itself speaks of at the moment
let photos = null; // those of the form
let clockOff = 0; // milliseconds to add to this device's clock, as of the last contact

async function start() {
  if (place) await startForm();
  if (!canSeal()) return;
  // Where nobody may report, what waits is told all the same: how much, why, and what mends it.
  await panel(document.querySelector("[data-outbox]"), { hiding: () => shownKey, known: !!place });
  keepSending();
}

async function startForm() {
  if ("shell" in place.dataset) await fromDesk();
  const form = place.querySelector("[data-report]");
  if (form) {
    if (form.dataset.serverTime && !("shell" in place.dataset)) {
      clockOff = Date.parse(form.dataset.serverTime) - Date.now();
    }
    setUp(form);
    keepForLater(form);
  }
}

/** Without a network: put the empty form there that this device has kept. */
async function fromDesk() {
  const desk = canSeal() ? await deskKept() : undefined;
  if (!desk) return;
  place.innerHTML = desk.html; // our own server's markup, out of this site's own storage
  clockOff = desk.clockOff;
}

async function keepForLater(form) {
  if (!canSeal() || !("serviceWorker" in navigator)) return;
  const markup = "pristine" in form.dataset ? emptyMarkup() : null;
  await navigator.serviceWorker.register(form.dataset.workerUrl, { updateViaCache: "none" });
  await navigator.serviceWorker.ready;
  if (markup && !("shell" in place.dataset)) {
    await keepDesk({ html: markup, sender: form.dataset.sender, clockOff });
  }
}

function emptyMarkup() {
  const copy = place.cloneNode(true);
  copy.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => input.remove());
  copy.querySelector("[name=key]").setAttribute("value", "");
  return copy.innerHTML;
}

function setUp(form) {
  form.elements.key.value ||= crypto.randomUUID();
  mapPlace(form);
  askAlike(form);
  photos = photoField(form);
  if (canSeal()) hearOfSending(form);
  forgetWhenIdle(form);
  sayWhatGoes(form);
  revealPlace(form);
  form.addEventListener("submit", (event) => {
    if (!canSeal()) return; // the browser sends it
    event.preventDefault();
    send(form);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload(); // "back" must not bring typed words back
  });
}

async function send(form) {
  const button = form.querySelector("button.send");
  if (button.getAttribute("aria-busy") === "true") return;
  const values = valuesOf(form);
  const welfare = form.querySelector("[name=category]:checked")?.dataset.welfare === "yes";
  if (mustCall(values, welfare)) {
    [...form.querySelectorAll(".call-number a")].find((one) => one.checkVisibility())?.focus();
    return;
  }
  const places = placesOf(form);
  if (!sayProblems(form, problems(values, places))) return;
  if (values.place === "named") values.place_name = properName(values.place_name, places);
  button.setAttribute("aria-busy", "true");
  button.textContent = "Sending";
  try {
    await sealAndSend(form, values, welfare ? [] : await photos.taken());
  } finally {
    button.removeAttribute("aria-busy");
    button.textContent = "Send";
  }
}

function valuesOf(form) {
  const values = Object.fromEntries(
    [...new FormData(form)].filter(([, value]) => typeof value === "string" && value !== ""),
  );
  delete values.csrfmiddlewaretoken;
  return values;
}

async function sealAndSend(form, values, taken) {
  const { district, sealName, sealPoint, sealedBy } = form.dataset;
  const to = { district, keyName: sealName, point: sealPoint, sealedBy };
  const sealedAt = new Date(Date.now() + clockOff).toISOString();
  const named = [values.photos, ...taken.map(({ key }) => key)].filter(Boolean).join(" ");
  const content = { ...values, sealed_by: sealedBy, sealed_at: sealedAt };
  const envelope = await seal(named ? { ...content, photos: named } : content, to);
  const sealed = await Promise.all(
    taken.map(async (photo) => ({ key: photo.key, body: await sealPhoto(photo, to) })),
  );
  shownKey = values.key;
  try {
    await keep(await itemOf(form, values.key, envelope, sealed));
  } catch {
    form.submit(); // storage is full or closed: straight to the server, as a plain form
    return;
  }
  navigator.storage?.persist?.();
  askForSync();
  await Promise.race([sendAll({ first: values.key }), pause(PATIENCE)]);
  await tell(form, values.key);
}

async function itemOf(form, key, envelope, sealed) {
  const { sealedUrl, photoUrl, mendUrl, signInUrl, tokenUrl } = form.dataset;
  // A report that is mended keeps the photos that are sealed already.
  const earlier = form.elements.carried ? await find(key) : null;
  const photos = [...(earlier?.photos ?? []), ...sealed];
  const item = { key, envelope, photos, without: earlier?.without ?? [], url: sealedUrl, photoUrl };
  const about = { mendUrl, signInUrl, tokenUrl, queuedAt: Date.now() };
  return { ...item, ...about, state: "waiting", why: "", notBefore: 0 };
}

async function askForSync() {
  const registration = await navigator.serviceWorker?.getRegistration();
  await registration?.sync?.register("ntars-outbox").catch(() => {
    // The browser has it switched off: the page sends by itself.
  });
}

/** Say what became of a report: sent, waiting, or refused with the form still as it was. */
async function tell(form, key) {
  const sent = await sentAs(key);
  const item = await find(key);
  if (!sent && item?.state === "refused") {
    const here = item.refusedPhoto && (await photos.refuse(item.refusedPhoto, item.why));
    sayProblems(form, [{ field: here ? "photos" : "category", words: item.why }]);
    return;
  }
  done(form, sent);
}

/** The outbox can send what this page still shows as refused: without its photo, for one. */
function hearOfSending(form) {
  onChange(async () => {
    const sent = shownKey && (await sentAs(shownKey));
    if (sent) done(form, sent);
  });
}

function done(form, sent) {
  if (form.hidden) return;
  const card = document.querySelector("[data-done]").content.firstElementChild.cloneNode(true);
  const part = (name) => card.querySelector(`[data-done-${name}]`);
  part("title").textContent = sent ? "Sent. Thank you." : "Waiting to send";
  part(sent ? "sent" : "waiting").hidden = false;
  card.classList.toggle("done-waiting", !sent);
  if (sent) {
    part("reference").textContent = sent.reference;
    part("link").href = `/r/${sent.reference}/`;
    part("next").textContent = sent.welfare
      ? "Outreach workers are told now. You will see when they were told and when they have been; nothing else of it is shown to you or to anybody in the scheme."
      : "Somebody of the scheme looks at it, joins it to what others report, and decides who should act.";
    part("photo").hidden = sent.welfare;
    const address = form.dataset.sentUrl.replace("0000-0000", sent.reference);
    part("photo").querySelector("a").href = `${address}photo/`;
  }
  part("another").addEventListener("click", () => again(form, card));
  form.hidden = true;
  form.reset();
  photos.clear(); // sealed by now, or with the server
  place.append(card);
  window.scrollTo(0, 0);
  card.focus();
}

function again(form, card) {
  if (!("pristine" in form.dataset)) {
    location.assign(form.action);
    return;
  }
  card.remove();
  blank(form);
  form.hidden = false;
  form.elements.category[0]?.focus();
}

function blank(form) {
  form.reset();
  form.elements.key.value = crypto.randomUUID();
  for (const name of ["lng", "lat", "accuracy"]) form.elements[name].value = "";
  form.querySelector("[data-errors]").replaceChildren();
  form.querySelector("details")?.removeAttribute("open");
  form.dispatchEvent(new Event("blanked"));
  shownKey = null;
}

/** Show what is wrong where the server would; return whether nothing is. */
function sayProblems(form, found) {
  const room = form.querySelector("[data-errors]");
  room.replaceChildren();
  if (found.length === 0) return true;
  const summary = document.createElement("div");
  Object.assign(summary, { className: "error-summary", tabIndex: -1 });
  summary.setAttribute("role", "alert");
  const title = document.createElement("h2");
  title.textContent = "There is a problem";
  const list = document.createElement("ul");
  for (const { field, words } of found) {
    const link = document.createElement("a");
    link.href = `#id_${field}`;
    link.textContent = words;
    list.append(document.createElement("li"));
    list.lastChild.append(link);
  }
  summary.append(title, list);
  room.append(summary);
  summary.focus();
  return false;
}

function forgetWhenIdle(form) {
  let timer = 0;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if ("pristine" in form.dataset) blank(form);
      else location.assign(form.action);
    }, IDLE);
  };
  for (const sign of ["pointerdown", "keydown", "input"]) document.addEventListener(sign, later);
  later();
}

function keepSending() {
  const now = async () => {
    if (navigator.onLine && (await kept()).length > 0) await sendAll();
  };
  window.addEventListener("online", now);
  window.addEventListener("pageshow", now);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") now();
  });
  setInterval(now, ROUND);
  now();
}

function pause(milliseconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

start();
