/**
 * Replaces the large drawing by a MapLibre map, where that works and once the page is useful.
 *
 * The drawing stays beneath it: for print, and for the moment that WebGL is lost.
 */
import { hexagonKeys } from "./keys.js";

const PATIENCE = 1500; // ms after which we stop waiting for the browser to be idle

export function movingMap(section, model, choice, views) {
  if (!hasWebGl() || navigator.connection?.saveData) return;
  whenIdle(() => whenNear(section, () => start(section, model, choice, views)));
}

function hasWebGl() {
  return Boolean(document.createElement("canvas").getContext("webgl2"));
}

function whenIdle(then) {
  const soon = window.requestIdleCallback ?? ((callback) => setTimeout(callback, 200));
  soon(then, { timeout: PATIENCE });
}

function whenNear(element, then) {
  const watcher = new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        watcher.disconnect();
        then();
      }
    },
    { rootMargin: "600px" },
  );
  watcher.observe(element);
}

async function start(section, model, choice, views) {
  const frame = section.querySelector("[data-map-frame]");
  const drawing = frame.querySelector("svg");
  const status = section.querySelector("[data-map-status]");
  try {
    const [gl] = await Promise.all([
      import(section.dataset.mapModule),
      styleSheet(section.dataset.mapStyle),
    ]);
    const map = await gl.mount(frame, { model, workerUrl: section.dataset.mapWorker, views, choice });
    drawing.classList.add("is-beneath");
    drawing.setAttribute("aria-hidden", "true");
    drawing.querySelectorAll("a").forEach((link) => link.setAttribute("tabindex", "-1"));
    hexagonKeys(frame, ".mark", model.cells, choice, map.bringIntoView);
  } catch (error) {
    status.textContent = "The moving map could not be loaded; the drawn map has the same numbers.";
    console.warn("The moving map could not be loaded.", error);
  }
}

function styleSheet(address) {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.onload = resolve;
    link.onerror = () => reject(new Error(`No style sheet at ${address}.`));
    document.head.append(link);
  });
}
