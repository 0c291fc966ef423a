/** The page of a week: map and table light each other, one card opens, a slider moves in time. */
import { sortable } from "./pieces/table.js";
import { Choice } from "./pieces/choice.js";
import { hexagonKeys } from "./pieces/keys.js";
import { movingMap } from "./pieces/moving.js";
import { weekSlider } from "./pieces/weeks.js";

const VIEWS = { view: "members", onChange() {} }; // one view: nothing to switch

/** Bring one week to life; `signal` ends what listens when another week takes its place. */
function begin({ signal, moving }) {
  const section = document.querySelector("[data-week-map]");
  const model = document.getElementById("map-model");
  const frame = section?.querySelector("[data-map-frame]");
  if (frame && model) {
    const { cells, ...rest } = JSON.parse(model.textContent);
    const choice = new Choice(section, { signal });
    hexagonKeys(frame, ".hex[data-cell]", cells, choice);
    // In a week of low reporting the drawing stays: the moving map has no dots.
    if (moving && section.dataset.mapModule) movingMap(section, { cells, ...rest }, choice, VIEWS);
  }
  document.querySelectorAll("[data-ranked]").forEach(sortable);
}

let living = new AbortController();
begin({ signal: living.signal, moving: true });
weekSlider(() => {
  living.abort();
  living = new AbortController();
  // One moving map a page: browsers keep few WebGL canvases, and the drawing has all numbers.
  begin({ signal: living.signal, moving: false });
});
