/** The look of the moving map: same layers, same order, same colours as the drawing. */

import { hexagonFeatures, middles } from "./features.js";

/** How many zoom levels above the whole town the streets begin to show through the tints. */
export const CLOSE_UP = 0.3;
const MAJOR = ["<=", ["coalesce", ["get", "rank"], 9], 1];

/** Return the MapLibre style for a model and a palette. No `glyphs`: local fonts are used. */
export function mapStyle(model, colours) {
  return {
    version: 8,
    sources: sources(model),
    layers: [
      { id: "land", type: "background", paint: { "background-color": colours.land } },
      ...(tiled(model) ? [{ id: "tiles", type: "raster", source: "tiles" }] : ground(colours)),
      ...hexagons(colours),
      ...(tiled(model) ? [] : lines(colours, "over", 0.4)),
      boundary(colours),
      ...marks(colours),
      ...(tiled(model) ? [] : [...names(colours), keepClear()]),
    ],
  };
}

/**
 * Return how much a tint covers: all of it where the whole town is seen, less close up, where
 * the streets matter more and the printed count gets a ground of its own.
 *
 * @param {number} whole the zoom at which the whole town is seen
 */
export function coverAbove(whole) {
  return ["interpolate", ["linear"], ["zoom"], whole + CLOSE_UP, 1, whole + 1.3, 0.4];
}

/** Return the colour expression of one view: class name to colour. */
export function paintOf(view, colours) {
  return ["match", ["get", view], ...Object.entries(colours.steps).flat(), colours.none];
}

function tiled(model) {
  return Boolean(model.tiles.pmtiles || model.tiles.url);
}

function sources(model) {
  const found = {
    ground: { type: "geojson", data: model.basemap },
    boundary: { type: "geojson", data: model.boundary },
    middles: { type: "geojson", data: middles(model) },
    hexagons: { type: "geojson", data: hexagonFeatures(model), promoteId: "cell" },
  };
  const { pmtiles, url, attribution } = model.tiles;
  if (pmtiles) found.tiles = { type: "raster", url: `pmtiles://${pmtiles}`, tileSize: 256, attribution };
  else if (url) found.tiles = { type: "raster", tiles: [url], tileSize: 256, attribution };
  return found;
}

const kindIs = (...kinds) => ["in", ["get", "kind"], ["literal", kinds]];

function ground(colours) {
  const area = (id, kinds, colour) => ({
    id,
    type: "fill",
    source: "ground",
    filter: kindIs(...kinds),
    paint: { "fill-color": colours[colour] },
  });
  return [
    area("park", ["park"], "park"),
    area("square", ["square", "parking", "transport"], "square"),
    area("water", ["water"], "water"),
    area("building", ["building"], "building"),
    ...lines(colours, "under", 1),
  ];
}

function lines(colours, id, opacity) {
  const width = (base) => ["interpolate", ["exponential", 1.6], ["zoom"], 13, base * 0.7, 18, base * 5];
  const line = (name, filter, colour, base) => ({
    id: `${name}-${id}`,
    type: "line",
    source: "ground",
    filter: ["all", kindIs("street", "rail"), filter],
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": colours[colour], "line-width": width(base), "line-opacity": opacity },
  });
  return [
    line("minor", ["!", MAJOR], "street-minor", 1.1),
    line("major", MAJOR, "street-major", 2.2),
  ];
}

function hexagons(colours) {
  const fill = { type: "fill", source: "hexagons" };
  return [
    { ...fill, id: "tint", paint: { "fill-color": colours.none } },
    {
      ...fill,
      id: "hatching",
      layout: { visibility: "none" }, // until its image is there
      paint: { "fill-pattern": "hatch" },
    },
  ];
}

function boundary(colours) {
  return {
    id: "boundary",
    type: "line",
    source: "boundary",
    paint: { "line-color": colours.boundary, "line-width": 1.4, "line-dasharray": [5, 3] },
  };
}

function marks(colours) {
  const line = (id, color, width, offset, more = {}) => ({
    id,
    type: "line",
    source: "hexagons",
    layout: { "line-join": "round" },
    paint: { "line-color": color, "line-width": width, "line-offset": offset },
    ...more,
  });
  // An outline stands inside its hexagon, and is finer where hexagons are small.
  const thick = ["interpolate", ["linear"], ["zoom"], 14, 2.5, 15.5, 4];
  const inside = ["interpolate", ["linear"], ["zoom"], 14, 2, 15.5, 4];
  const state = (name) => ["boolean", ["feature-state", name], false];
  return [
    line("edge", colours["hex-edge"], 1, 0),
    line("flag", colours.ink, thick, inside, { filter: ["==", ["get", "flagged"], true] }),
    line("lit", colours.lit, ["case", state("chosen"), 6, state("lit"), 4, 0], inside),
  ];
}

/** Nothing visible: the room of the printed count, so that no name is placed beneath it. */
function keepClear() {
  return {
    id: "keep-clear",
    type: "symbol",
    source: "middles",
    layout: { "icon-image": "clear", "icon-allow-overlap": true, visibility: "none" },
  };
}

function names(colours) {
  const text = {
    "text-field": ["get", "name"],
    "text-font": [colours.sans],
    "text-size": ["interpolate", ["linear"], ["zoom"], 15, 12, 18, 16],
  };
  const paint = {
    "text-color": colours["place-name"],
    "text-halo-color": colours.land,
    "text-halo-width": 1.6,
  };
  return [
    {
      id: "street-names",
      type: "symbol",
      source: "ground",
      minzoom: 15.2,
      filter: ["all", kindIs("street"), ["has", "name"]],
      layout: {
        ...text,
        "symbol-placement": "line",
        "symbol-spacing": 260,
        "symbol-sort-key": ["coalesce", ["get", "rank"], 9],
      },
      paint,
    },
    {
      id: "place-names",
      type: "symbol",
      source: "ground",
      minzoom: 15.2,
      filter: kindIs("place"),
      layout: {
        ...text,
        "text-variable-anchor": ["top", "bottom", "left", "right"],
        "text-radial-offset": 0.5,
        "symbol-sort-key": ["coalesce", ["get", "rank"], 9],
      },
      paint,
    },
  ];
}
