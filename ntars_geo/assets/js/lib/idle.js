/**
 * After ten idle minutes the page is asked for again, and the server, which counts for itself,
 * answers with the sign-in: what stood here is for whoever was signed in.
 */
const IDLE = 10 * 60 * 1000 + 2000; // milliseconds; the server's count is over by then
const TELL_EVERY = 20_000;
const SIGNS = ["pointerdown", "keydown", "input", "wheel", "touchstart"];

/** Tell the server while somebody is there, and leave once nobody is. */
export function leaveWhenIdle(address) {
  let seen = Date.now();
  let told = seen;
  const leave = () => {
    if (Date.now() - seen >= IDLE) location.reload();
  };
  const alive = () => {
    seen = Date.now();
    if (seen - told < TELL_EVERY) return;
    told = seen;
    fetch(address, { cache: "no-store", keepalive: true }).catch(() => {
      // No network: the next sign of life tells it again.
      told = 0;
    });
  };
  for (const sign of SIGNS) document.addEventListener(sign, alive, { passive: true });
  setInterval(leave, 5000);
  // A laptop that slept does not wait for the next round.
  document.addEventListener("visibilitychange", leave);
}
