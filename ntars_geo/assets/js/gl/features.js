/** The model of the page as GeoJSON for MapLibre. Knows no page. */

/** Return the middle of each hexagon as a FeatureCollection. */
export function middles(model) {
  return {
    type: "FeatureCollection",
    features: model.cells.map((cell) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: cell.centre },
      properties: {},
    })),
  };
}

/** Return the hexagons as a FeatureCollection whose properties name classes, not colours. */
export function hexagonFeatures(model) {
  return {
    type: "FeatureCollection",
    features: model.cells.map((cell) => ({
      type: "Feature",
      geometry: { type: "Polygon", coordinates: [cell.ring] },
      properties: {
        cell: cell.cell,
        flagged: cell.flagged,
        members: cell.styles.members,
        official: cell.styles.official,
        ratio: cell.styles.ratio,
        hatched_members: cell.hatched.members,
        hatched_official: cell.hatched.official,
        hatched_ratio: cell.hatched.ratio,
      },
    })),
  };
}
