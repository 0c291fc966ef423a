/**
 * The contrast in one file (hotspots/presenters/folium_map.py): Leaflet, and the page around it.
 *
 * A classic script, because modules may not be loaded from file://. It stands before the script
 * that folium writes, which needs `L` and the map's element, and comes back when that has run.
 */
import * as L from "leaflet/dist/leaflet-src.esm.js";
import { Choice } from "./pieces/choice.js";
import { hexagonKeys } from "./pieces/keys.js";
import { place, settle } from "./pieces/sheet.js";
import { sortable } from "./pieces/table.js";
import { viewSwitch } from "./pieces/views.js";

window.L = L;
document.documentElement.classList.add("has-script");
document.querySelectorAll("[data-ranked]").forEach(sortable);

const section = document.querySelector("[data-contrast-map]");

if (section) {
  const { cells, bounds } = JSON.parse(document.getElementById("map-model").textContent);
  const frame = section.querySelector("[data-map-frame]");
  const choice = new Choice(section);
  viewSwitch(section); // which view shows is a matter of the style sheet alone
  place(frame);
  document.addEventListener("DOMContentLoaded", () => {
    settle(L, frame, bounds, choice);
    hexagonKeys(frame, ".sheet-hit", cells, choice);
  });
}
