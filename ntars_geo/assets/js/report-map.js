/**
 * The map of the report page: it moves under a fixed cross, so nothing has to be dragged to a spot.
 *
 * Fingers, mouse, arrow keys (with Shift: finer), plus and minus. Where the cross stands is said
 * in words, so it can be used without seeing it.
 */
import { addProtocol, AttributionControl, Map as GlMap, NavigationControl, setWorkerUrl } from "maplibre-gl";
import { Protocol } from "pmtiles";
import { palette } from "./gl/palette.js";
import { mapStyle } from "./gl/style.js";
import { accuracyAt, boundsOf, nearestName } from "./report/whereabouts.js";

const STEP = { coarse: 40, fine: 6 }; // pixels an arrow key
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/** Put the map into a box; resolves once it is drawn. */
export async function mount(box, { groundUrl, workerUrl, tiles, start, put }) {
  setWorkerUrl(new URL(workerUrl, location.href).href);
  if (tiles.pmtiles) addProtocol("pmtiles", new Protocol().tile);
  const ground = await (await fetch(groundUrl)).json();
  const room = document.createElement("div");
  room.className = "map-gl is-ready";
  box.append(room, cross());
  const map = makeMap(room, ground, tiles, start);
  await new Promise((resolve) => {
    map.once("load", resolve);
  });
  keys(map);
  let located = null; // metres, while the map stands where the phone said
  const tell = () => {
    const { lng, lat } = map.getCenter();
    const accuracy = located ?? accuracyAt(lat, map.getZoom());
    put({ lng, lat, accuracy, words: wordsOf(nearestName(ground, lng, lat), accuracy, located) });
  };
  map.on("movestart", (event) => {
    if (event.originalEvent || event.byKey) located = null;
  });
  map.on("moveend", tell);
  return {
    tell,
    goTo(centre, metres) {
      located = Math.max(1, metres);
      map.jumpTo({ center: centre, zoom: metres > 100 ? 15.5 : 17.5 });
    },
  };
}

function wordsOf(name, accuracy, located) {
  const near = name ? `The cross is near ${name}` : "The cross is away from any name on the map";
  const sure = `sure to about ${Math.max(1, Math.round(accuracy))} metres`;
  return located ? `${near}: where you are, ${sure}.` : `${near}, ${sure}.`;
}

function makeMap(room, ground, tiles, start) {
  const boundary = ground.features.filter(({ properties }) => properties.kind === "boundary");
  const model = {
    cells: [],
    basemap: ground,
    boundary: { type: "FeatureCollection", features: boundary },
    tiles,
  };
  const bounds = boundsOf(boundary.length ? boundary : ground.features);
  const map = new GlMap({
    container: room,
    style: mapStyle(model, palette()),
    ...(start ? { center: start, zoom: 17 } : { bounds }),
    maxZoom: 19.5,
    minZoom: 12,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    keyboard: false,
    fadeDuration: 0,
    locale: { "Map.Title": "Map. Arrow keys move it under the cross, with Shift finely; plus and minus zoom" },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  if (tiles.attribution) map.addControl(new AttributionControl({ compact: false }), "bottom-right");
  document.addEventListener("themechange", () => map.setStyle(mapStyle(model, palette())));
  return map;
}

function keys(map) {
  map.getCanvas().addEventListener("keydown", (event) => {
    const way = ARROWS[event.key];
    if (way) {
      const step = event.shiftKey ? STEP.fine : STEP.coarse;
      map.panBy([way[0] * step, way[1] * step], { duration: 0 }, { byKey: true });
    } else if (event.key === "+" || event.key === "=") map.zoomIn({ duration: 0 });
    else if (event.key === "-") map.zoomOut({ duration: 0 });
    else return;
    event.preventDefault();
  });
}

function cross() {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("class", "pin-cross");
  drawing.setAttribute("viewBox", "0 0 48 48");
  drawing.setAttribute("aria-hidden", "true");
  for (const style of ["under", "over"]) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("class", style);
    path.setAttribute("d", "M24 3v16M24 29v16M3 24h16M29 24h16M24 23v2");
    drawing.append(path);
  }
  return drawing;
}
