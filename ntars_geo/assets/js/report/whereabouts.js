/** Where a point of the map is, in words and metres. Knows no page. */

const METRES_A_DEGREE = 111_320;
const NEAR = 120; // metres beyond which a name no longer says where something is
const FINGER = 12; // pixels by which somebody misses who aims with a cross

/** Return how sure a place is that was aimed at by eye, in metres. */
export function accuracyAt(lat, zoom) {
  const metresAPixel = (78_271.517 * Math.cos((lat * Math.PI) / 180)) / 2 ** zoom;
  return Math.max(5, FINGER * metresAPixel);
}

/** Return [west, south, east, north] of GeoJSON features. */
export function boundsOf(features) {
  const corners = features.flatMap(({ geometry }) => positions(geometry.coordinates));
  const lngs = corners.map(([lng]) => lng);
  const lats = corners.map(([, lat]) => lat);
  return [min(lngs), min(lats), -min(lngs.map((x) => -x)), -min(lats.map((x) => -x))];
}

/** Return the name on the map that is nearest to a point, or null if none is near. */
export function nearestName({ features }, lng, lat) {
  let best = { name: null, metres: NEAR };
  for (const { properties, geometry } of features) {
    if (!properties.name || properties.kind === "boundary") continue;
    const metres = distanceTo(geometry, lng, lat);
    if (metres < best.metres) best = { name: properties.name, metres };
  }
  return best.name;
}

function distanceTo({ type, coordinates }, lng, lat) {
  const flat = positions(coordinates).map(([east, north]) => [
    (east - lng) * METRES_A_DEGREE * Math.cos((lat * Math.PI) / 180),
    (north - lat) * METRES_A_DEGREE,
  ]);
  if (type === "Point") return Math.hypot(...flat[0]);
  return min(flat.slice(1).map((end, index) => toSegment(flat[index], end)));
}

/** Distance of the origin from a segment. */
function toSegment([x1, y1], [x2, y2]) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const along = -(x1 * dx + y1 * dy) / (dx * dx + dy * dy || 1);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x1 + t * dx, y1 + t * dy);
}

function positions(coordinates) {
  return typeof coordinates[0] === "number" ? [coordinates] : coordinates.flatMap(positions);
}

function min(numbers) {
  return numbers.reduce((least, number) => Math.min(least, number), Infinity);
}
