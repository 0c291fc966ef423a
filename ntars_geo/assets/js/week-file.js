/**
 * Monday's map in one file (hotspots/presenters/monday/one_file.py): Leaflet, and the page round it.
 *
 * A classic script, because modules may not be loaded from file://. It stands before the script
 * that folium writes, which needs `L` and the map's element, and comes back when that has run.
 */
import * as L from "leaflet/dist/leaflet-src.esm.js";
import { Choice } from "./pieces/choice.js";
import { hexagonKeys } from "./pieces/keys.js";
import { place, settle } from "./pieces/sheet.js";

window.L = L;
document.documentElement.classList.add("has-script");

const section = document.querySelector("[data-week-map]");

if (section) {
  const { cells, bounds } = JSON.parse(document.getElementById("map-model").textContent);
  const frame = section.querySelector("[data-map-frame]");
  const choice = new Choice(section);
  place(frame);
  document.addEventListener("DOMContentLoaded", () => {
    settle(L, frame, bounds, choice);
    hexagonKeys(frame, ".sheet-hit", cells, choice);
  });
}
