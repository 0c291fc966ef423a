/**
 * The service worker: opens the report page without a network, and sends what waits.
 *
 * It keeps a fixed list of files that are the same for everybody (`self.NTARS`, which the server
 * puts before this script) and nothing else: no page with a person's, a business's or a
 * district's data is ever put into a cache. To take it off all devices: NTARS_OFFLINE=0.
 */
import { sendAll } from "./outbox/send.js";
import { forgetDesk, forgetPerson } from "./outbox/store.js";

const { version, shell, files } = self.NTARS;
const CACHE = `ntars-shell-${version}`;
const PATIENCE = 4000; // milliseconds before a network that does not answer counts as none
const REPORT_PAGE = /^\/(d\/[\w-]+\/)?report\/$/;

async function keepShell() {
  const cache = await caches.open(CACHE);
  // Without cookies: what comes back is what a stranger gets.
  const fetched = [shell, ...files].map(async (address) => {
    const answer = await fetch(address, { credentials: "omit", cache: "no-cache" });
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    await cache.put(address, answer);
  });
  await Promise.all(fetched);
}

async function takeOver() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("ntars-shell-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** The page from the server while it answers; the shell when it does not, or is down. */
async function reportPage(event) {
  const slow = new Promise((resolve) => {
    setTimeout(resolve, PATIENCE, null);
  });
  const asked = fetch(event.request).catch(() => null);
  const answer = await Promise.race([asked, slow]);
  // A redirect to follow is opaque here and has the status 0; the browser follows it.
  if (answer && answer.status < 500) {
    if (answer.status === 403) event.waitUntil(forgetDesk());
    return answer;
  }
  const cache = await caches.open(CACHE);
  return (await cache.match(shell)) ?? answer ?? (await asked) ?? Response.error();
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keepShell());
});

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST" && url.pathname === "/account/logout/") {
    event.waitUntil(forgetPerson());
  } else if (request.method === "GET" && request.mode === "navigate" && REPORT_PAGE.test(url.pathname)) {
    event.respondWith(reportPage(event));
  } else if (request.method === "GET" && files.includes(url.pathname)) {
    event.respondWith(
      caches.match(request, { cacheName: CACHE }).then((found) => found ?? fetch(request)),
    );
  }
});

self.addEventListener("sync", (event) => {
  if (event.tag !== "ntars-outbox") return;
  event.waitUntil(
    sendAll().then((waits) => {
      // Failing asks the browser to try again later.
      if (waits) throw new Error("Some reports still wait.");
    }),
  );
});
