/** Moving between hexagons by direction. Knows no page: cells are `{cell, centre: [lng, lat]}`. */

const TURN = { ArrowRight: 0, ArrowUp: 90, ArrowLeft: 180, ArrowDown: 270 };
const NARROW = 60; // degrees to either side that still count as "that way"
const WIDE = 89;

/** Return whether a key moves between hexagons. */
export function isMove(key) {
  return key in TURN || key === "Home" || key === "End";
}

/**
 * Return the cell that an arrow key leads to, or the present one at the edge of the map.
 *
 * The nearest neighbour within 60 degrees of the arrow wins; only if there is none does
 * anything less than at right angles count, so that every hexagon can be reached. Home and End
 * go to the first and last of the order given.
 */
export function cellTowards(cells, present, key) {
  if (key === "Home") return cells[0].cell;
  if (key === "End") return cells[cells.length - 1].cell;
  const from = cells.find((one) => one.cell === present);
  for (const limit of [NARROW, WIDE]) {
    const best = nearest(cells, from, TURN[key], limit);
    if (best) return best.cell;
  }
  return present;
}

function nearest(cells, from, bearing, limit) {
  let best = null;
  let least = Infinity;
  for (const one of cells) {
    if (one.cell === from.cell) continue;
    const { distance, off } = offset(from, one, bearing);
    const cost = distance * (1 + off / 90);
    if (off <= limit && cost < least) {
      best = one;
      least = cost;
    }
  }
  return best;
}

function offset(from, to, bearing) {
  const shrink = Math.cos((from.centre[1] * Math.PI) / 180);
  const x = (to.centre[0] - from.centre[0]) * shrink;
  const y = to.centre[1] - from.centre[1];
  const angle = (Math.atan2(y, x) * 180) / Math.PI;
  const off = Math.abs(((angle - bearing + 540) % 360) - 180);
  return { distance: Math.hypot(x, y), off };
}
