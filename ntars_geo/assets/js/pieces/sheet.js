/**
 * Lays folium's map over the drawing, and puts on it the texts that the drawing has.
 *
 * folium runs every script that it writes through a template engine once more, so no text of a
 * person or a file may pass through it. Names and counts are taken from the drawing instead.
 */
const LARGEST = 22; // px; beyond it the streets are what one has zoomed in for
const SVG = "http://www.w3.org/2000/svg";

/** Move folium's element into the frame, where the drawing beneath gives it its size. */
export function place(frame) {
  const holder = document.querySelector(".folium-map");
  holder.classList.add("map-sheet");
  holder.setAttribute("role", "group");
  holder.setAttribute("aria-label", frame.querySelector("svg").getAttribute("aria-label"));
  frame.append(holder);
}

/** Finish the map that folium's script has made; its variables are globals named in Python. */
export function settle(L, frame, bounds, choice) {
  const map = window.map_sheet;
  const drawing = frame.querySelector("svg");
  // One finger scrolls the page; two move the map.
  if (window.matchMedia("(pointer: coarse)").matches) map.dragging.disable();
  streetsOver(L, map);
  namesOf(L, map, drawing, bounds);
  window.geo_json_hits.eachLayer((layer) => hexagon(L, map, layer, drawing, choice));
  keepSizes(map, bounds);
  drawing.classList.add("is-beneath");
  drawing.setAttribute("aria-hidden", "true");
  drawing.querySelectorAll("a").forEach((link) => link.setAttribute("tabindex", "-1"));
}

/** Make a hexagon something to press, and print on it what the drawing prints. */
function hexagon(L, map, layer, drawing, choice) {
  const { cell } = layer.feature.properties;
  const drawn = drawing.querySelector(`.hex[data-cell="${cell}"]`);
  const path = layer.getElement();
  path.dataset.cell = cell;
  path.setAttribute("role", "button");
  path.setAttribute("aria-label", drawn.getAttribute("aria-label"));
  layer.on("click", () => choice.choose(cell, { opener: path }));
  const texts = drawn.querySelector("g").cloneNode(true);
  texts.removeAttribute("font-size");
  mark(L, map, layer.getBounds().getCenter(), "hex", texts);
}

/** Draw the streets once more, lightly, over the tints, so that a hexagon can be found. */
function streetsOver(L, map) {
  const style = (street) => ({ className: `${street.properties.style} map-over`, stroke: false });
  const options = { pane: "over", interactive: false, smoothFactor: 0, style };
  L.geoJSON(window.geo_json_streets.toGeoJSON(false), options).addTo(map);
}

/** Print the street and place names where the drawing has found room for them. */
function namesOf(L, map, drawing, [[south, west], [north, east]]) {
  const { width, height } = drawing.viewBox.baseVal;
  for (const name of drawing.querySelectorAll(".map-name")) {
    const x = Number(name.getAttribute("x")) / width;
    const y = Number(name.getAttribute("y")) / height;
    const at = [north - y * (north - south), west + x * (east - west)];
    mark(L, map, at, "sheet-name", name.cloneNode(true));
  }
}

/** Put SVG text on the map as a mark that the pointer passes through. */
function mark(L, map, at, style, content) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", style);
  svg.setAttribute("aria-hidden", "true");
  for (const text of [content, ...content.querySelectorAll("text")]) {
    text.removeAttribute("x");
    text.removeAttribute("y");
  }
  svg.append(content);
  const icon = L.divIcon({ className: "sheet-mark", html: svg, iconSize: [0, 0] });
  L.marker(at, { icon, interactive: false, keyboard: false, pane: "marks" }).addTo(map);
}

/** Let the texts grow with the hexagons, and the map keep its view when the page is resized. */
function keepSizes(map, bounds) {
  const fit = () => map.fitBounds(bounds, { animate: false });
  const resize = () => {
    const [first] = window.geo_json_hits.getLayers();
    const box = first.getElement().getBoundingClientRect();
    const size = Math.min(box.width / 8, LARGEST);
    map.getContainer().style.setProperty("--hex-text", `${size.toFixed(2)}px`);
  };
  map.on("zoomend resize", resize);
  map.on("resize", fit);
  fit();
  resize();
}
