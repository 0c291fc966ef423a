/**
 * What this device keeps, in IndexedDB:
 *
 * outbox  sealed reports that the server has not answered yet, or has refused
 * sent    references of the last day: each shows a status and nothing else
 * desk    the empty form of whoever reports here, for the time without a network; no typed word
 *
 * The page and the service worker both use it.
 */
import { openDB } from "idb";

const DAY = 24 * 60 * 60 * 1000;
const SESSION = 12 * 60 * 60 * 1000; // as long as a sign-in lasts
const CHANGES = "ntars-outbox";

function open() {
  return openDB("ntars-reports", 1, {
    upgrade(database) {
      database.createObjectStore("outbox", { keyPath: "key" });
      database.createObjectStore("sent", { keyPath: "key" });
      database.createObjectStore("desk", { keyPath: "id" });
    },
    blocking() {
      this.close?.();
    },
  });
}

async function using(work) {
  const database = await open();
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

/** Tell every open page that something of the outbox changed. */
export function announce() {
  const channel = new BroadcastChannel(CHANGES);
  channel.postMessage("changed");
  channel.close();
}

/** Call back whenever the page or the worker changed the outbox. */
export function onChange(callback) {
  new BroadcastChannel(CHANGES).addEventListener("message", callback);
}

/** Keep a sealed report; resolves once it is on the disk, and not before. */
export async function keep(item) {
  await using(async (database) => {
    const change = database.transaction("outbox", "readwrite", { durability: "strict" });
    await change.store.put(item);
    await change.done;
  });
  announce();
}

/** Return the reports that wait or were refused, the oldest first. */
export async function kept() {
  const items = await using((database) => database.getAll("outbox"));
  return items.sort((one, other) => one.queuedAt - other.queuedAt);
}

export function find(key) {
  return using((database) => database.get("outbox", key));
}

export async function discard(key) {
  await using((database) => database.delete("outbox", key));
  announce();
}

/** Replace a report by the reference that the server gave: both, or neither. */
export async function settle(item, { reference, welfare }) {
  await using(async (database) => {
    const change = database.transaction(["outbox", "sent"], "readwrite");
    const now = await change.objectStore("outbox").get(item.key);
    // Mended while the answer was on its way: what was put in its place stays.
    if (now && now.envelope.nonce === item.envelope.nonce) {
      await change.objectStore("outbox").delete(item.key);
    }
    await change.objectStore("sent").put({ key: item.key, reference, welfare, at: Date.now() });
    await change.done;
  });
  announce();
}

/** Note why a report still waits or was refused. */
export async function note(item, changes) {
  await using(async (database) => {
    const change = database.transaction("outbox", "readwrite");
    const now = await change.store.get(item.key);
    if (now && now.envelope.nonce === item.envelope.nonce) await change.store.put({ ...now, ...changes });
    await change.done;
  });
  announce();
}

/** Return the references of the last day, the newest first, and forget older ones. */
export function sentLately() {
  return using(async (database) => {
    const all = await database.getAll("sent");
    const late = all.filter(({ at }) => Math.abs(Date.now() - at) < DAY);
    for (const old of all.filter((one) => !late.includes(one))) await database.delete("sent", old.key);
    return late.sort((one, other) => other.at - one.at);
  });
}

export function sentAs(key) {
  return using((database) => database.get("sent", key));
}

/** Keep the empty form for the time without a network, in place of any other sender's. */
export function keepDesk(desk) {
  return using((database) => database.put("desk", { ...desk, id: "desk", keptAt: Date.now() }));
}

/** Return the form kept here, unless it belongs to a sign-in that is over. */
export async function deskKept() {
  const desk = await using((database) => database.get("desk", "desk"));
  if (desk?.sender === "person" && Math.abs(Date.now() - desk.keptAt) > SESSION) return undefined;
  return desk;
}

/** Forget what belongs to a sign-in. Sealed reports stay: nobody here can read them. */
export async function forgetPerson() {
  await using(async (database) => {
    const desk = await database.get("desk", "desk");
    if (desk?.sender === "person") await database.delete("desk", "desk");
    await database.clear("sent");
  });
  announce();
}

/** Forget the form: the server no longer knows who reports here. */
export function forgetDesk() {
  return using((database) => database.delete("desk", "desk"));
}
