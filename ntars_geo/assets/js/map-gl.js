/**
 * The moving map: MapLibre over a server-made drawing of the same hexagons.
 *
 * It brings its own look from the page's custom properties, so both themes and both kinds of map
 * share one palette. Counts are HTML marks (crisp, focusable, read aloud); street names are drawn
 * by MapLibre from the machine's own fonts, so there is no glyph server.
 */
import {
  addProtocol,
  AttributionControl,
  LngLatBounds,
  Map as GlMap,
  Marker,
  setWorkerUrl,
} from "maplibre-gl";
import { Protocol } from "pmtiles";
import { CLOSE_UP, coverAbove, mapStyle, paintOf } from "./gl/style.js";
import { palette } from "./gl/palette.js";
import { hatchImage } from "./gl/hatch.js";

const SMALL = 92; // pixels across a hexagon below which its name is left out
const COUNT = { width: 96, height: 60 }; // room of a printed count, kept clear of street names
const CALM = window.matchMedia("(prefers-reduced-motion: reduce)");

/**
 * Put a moving map into a frame; resolves once it is drawn.
 *
 * @param {Element} frame positioned, with its size from the drawing in it
 * @param {{model: object, workerUrl: string, views: object, choice: object}} parts
 * @returns {Promise<{bringIntoView: (cell: string) => void}>}
 */
export async function mount(frame, { model, workerUrl, views, choice }) {
  setWorkerUrl(new URL(workerUrl, location.href).href);
  if (model.tiles.pmtiles) addProtocol("pmtiles", new Protocol().tile);
  const box = document.createElement("div");
  box.className = "map-gl";
  frame.append(box);
  try {
    const map = makeMap(box, model);
    await loaded(map);
    dress(map, model, views, choice, box);
    tools(frame.parentElement.querySelector("[data-map-tools]"), map, model.bounds);
    box.classList.add("is-ready");
    return { bringIntoView: (cell) => bringIntoView(map, model, cell) };
  } catch (error) {
    box.remove();
    throw error;
  }
}

function makeMap(box, model) {
  const [west, south, east, north] = model.bounds;
  const map = new GlMap({
    container: box,
    style: mapStyle(model, palette()),
    bounds: [west, south, east, north],
    maxBounds: around(model.bounds, 2),
    maxZoom: 18.5,
    attributionControl: false, // printed below every map, for the drawing needs it as well
    cooperativeGestures: true, // a page that scrolls past a map must scroll
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    locale: {
      "Map.Title": "Map. Arrow keys move it, plus and minus zoom",
      "CooperativeGesturesHandler.WindowsHelpText": "Hold Ctrl and scroll to zoom the map",
      "CooperativeGesturesHandler.MacHelpText": "Hold ⌘ and scroll to zoom the map",
      "CooperativeGesturesHandler.MobileHelpText": "Move the map with two fingers",
    },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  if (model.tiles.attribution) {
    map.addControl(new AttributionControl({ compact: false }), "bottom-right");
  }
  return map;
}

function around([west, south, east, north], times) {
  const x = ((east - west) * times) / 2;
  const y = ((north - south) * times) / 2;
  return new LngLatBounds([west - x, south - y], [east + x, north + y]);
}

function loaded(map) {
  return new Promise((resolve, reject) => {
    map.once("load", resolve);
    map.once("webglcontextlost", () => reject(new Error("WebGL was lost.")));
  });
}

function dress(map, model, views, choice, box) {
  map.addImage("hatch", hatchImage(palette()), { pixelRatio: 2 });
  map.addImage("clear", new ImageData(COUNT.width, COUNT.height));
  map.setLayoutProperty("hatching", "visibility", "visible"); // now that their images are there
  if (map.getLayer("keep-clear")) map.setLayoutProperty("keep-clear", "visibility", "visible");
  const whole = map.getZoom();
  const cover = coverAbove(whole);
  const marks = model.cells.map((cell) => addMark(map, cell, choice));
  const show = () => {
    map.setPaintProperty("tint", "fill-color", paintOf(views.view, palette()));
    map.setPaintProperty("tint", "fill-opacity", cover);
    map.setPaintProperty("hatching", "fill-opacity", cover);
    map.setFilter("hatching", ["==", ["get", `hatched_${views.view}`], true]);
    marks.forEach((mark) => mark.show(views.view));
  };
  views.onChange(show);
  show();
  document.addEventListener("themechange", () => {
    map.removeImage("hatch");
    map.addImage("hatch", hatchImage(palette()), { pixelRatio: 2 });
    repaint(map, model);
    show();
  });
  follow(map, model, choice);
  const size = () => {
    const across = acrossOf(map, model.cells[0]);
    if (map.getZoom() > whole + CLOSE_UP) box.dataset.size = "large";
    else box.dataset.size = across < SMALL ? "small" : "usual";
  };
  map.on("zoom", size);
  size();
  map.on("webglcontextlost", () => box.remove());
}

function repaint(map, model) {
  for (const layer of mapStyle(model, palette()).layers) {
    for (const [name, value] of Object.entries(layer.paint ?? {})) {
      map.setPaintProperty(layer.id, name, value);
    }
  }
}

/** One hexagon's printed texts: a button where the hexagon's middle is. */
function addMark(map, cell, choice) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "mark";
  element.dataset.cell = cell.cell;
  element.addEventListener("click", () => choice.choose(cell.cell, { opener: element }));
  new Marker({ element, anchor: "center" }).setLngLat(cell.centre).addTo(map);
  element.setAttribute("aria-label", cell.label); // after addTo, which writes its own
  const show = (view) => {
    const [number, range] = cell.texts[view];
    element.replaceChildren(
      part("small", "mark-name", cell.place),
      part("span", "mark-number", number),
      ...(range ? [part("small", "mark-range", range)] : []),
    );
    element.classList.remove(...Object.values(cell.styles));
    element.classList.add(cell.styles[view]);
  };
  return { show };
}

function part(tag, style, text) {
  const element = document.createElement(tag);
  element.className = style;
  element.textContent = text;
  return element;
}

/** Light and choose from the map, and show what is lit or chosen elsewhere. */
function follow(map, model, choice) {
  const at = (event) =>
    map.queryRenderedFeatures(event.point, { layers: ["tint"] })[0]?.properties.cell ?? null;
  map.on("mousemove", (event) => {
    const cell = at(event);
    map.getCanvas().style.cursor = cell ? "pointer" : "";
    choice.light(cell);
  });
  map.on("mouseout", () => choice.light(null));
  map.on("click", (event) => {
    const cell = at(event);
    if (!cell) return;
    choice.choose(cell);
    bringIntoView(map, model, cell);
  });
  const states = { lit: null, chosen: null };
  const show = (cell, state) => {
    for (const [one, on] of [[states[state], false], [cell, true]]) {
      if (one) map.setFeatureState({ source: "hexagons", id: one }, { [state]: on });
    }
    states[state] = cell;
  };
  choice.onChange(show);
  show(choice.chosen ?? null, "chosen"); // chosen while the map was still loading
}

function acrossOf(map, cell) {
  const xs = cell.ring.map((corner) => map.project(corner).x);
  return Math.max(...xs) - Math.min(...xs);
}

function bringIntoView(map, model, cell) {
  const { centre } = model.cells.find((one) => one.cell === cell);
  const { x, y } = map.project(centre);
  const { clientWidth: width, clientHeight: height } = map.getContainer();
  const margin = 50;
  if (x > margin && y > margin && x < width - margin && y < height - margin) return;
  map.easeTo({ center: centre, duration: CALM.matches ? 0 : 150 });
}

/** Wire the buttons that zoom and that show the whole town again. */
function tools(bar, map, bounds) {
  const duration = CALM.matches ? 0 : 150;
  const act = {
    in: () => map.zoomIn({ duration }),
    out: () => map.zoomOut({ duration }),
    all: () => map.fitBounds(bounds, { duration }),
  };
  bar.addEventListener("click", (event) => {
    act[event.target.closest("[data-tool]")?.dataset.tool]?.();
  });
  bar.hidden = false;
}
