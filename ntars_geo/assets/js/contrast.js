/** The contrast page: map and table light each other, one card opens, three views, one big map. */
import { sortable } from "./pieces/table.js";
import { Choice } from "./pieces/choice.js";
import { hexagonKeys } from "./pieces/keys.js";
import { movingMap } from "./pieces/moving.js";
import { viewSwitch } from "./pieces/views.js";

const section = document.querySelector("[data-contrast-map]");

if (section) {
  const model = JSON.parse(document.getElementById("map-model").textContent);
  const choice = new Choice(section);
  const views = viewSwitch(section);
  hexagonKeys(section.querySelector("[data-map-frame]"), ".hex[data-cell]", model.cells, choice);
  movingMap(section, model, choice, views);
}
document.querySelectorAll("[data-ranked]").forEach(sortable);
