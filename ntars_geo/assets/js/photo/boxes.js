/** Boxes that cover parts of a picture: {left, top, width, height}, as parts of its sides. Pure. */

const LEAST = 0.02; // smaller ones are slips of a finger
const STEP = 0.02; // of an arrow key
export const MOST = 20;

const within = (value, least, most) => Math.min(Math.max(value, least), most);

/** Return the box between two corners, or null where it is too small to be meant. */
export function between(start, end) {
  const [left, right] = [start.x, end.x].map((x) => within(x, 0, 1)).sort((a, b) => a - b);
  const [top, bottom] = [start.y, end.y].map((y) => within(y, 0, 1)).sort((a, b) => a - b);
  const box = { left, top, width: right - left, height: bottom - top };
  return box.width < LEAST || box.height < LEAST ? null : box;
}

/** Return a box for whoever has no pointer: in the middle, to be moved by keys. */
export function inTheMiddle() {
  return { left: 0.4, top: 0.4, width: 0.2, height: 0.2 };
}

/** Return a box moved, still within the picture. */
export function moved(box, dx, dy) {
  return {
    ...box,
    left: within(box.left + dx, 0, 1 - box.width),
    top: within(box.top + dy, 0, 1 - box.height),
  };
}

/** Return a box whose lower right corner is moved. */
export function resized(box, dx, dy) {
  return {
    ...box,
    width: within(box.width + dx, LEAST, 1 - box.left),
    height: within(box.height + dy, LEAST, 1 - box.top),
  };
}

const ARROWS = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};

/** Return what a key does to a box: the box it becomes, null for none at all, undefined for nothing. */
export function byKey(box, key, withShift) {
  if (key === "Delete" || key === "Backspace") return null;
  const step = ARROWS[key];
  if (!step) return undefined;
  return withShift ? resized(box, ...step) : moved(box, ...step);
}

/** Return the pixels of a box, outwards, so that no edge shows through. */
export function inPixels({ left, top, width, height }, wide, high) {
  const x = Math.floor(left * wide);
  const y = Math.floor(top * high);
  return [x, y, Math.ceil((left + width) * wide) - x, Math.ceil((top + height) * high) - y];
}

/** Say where a box is, for whoever does not see it. */
export function inWords({ left, top, width, height }) {
  const percent = (part) => Math.round(part * 100);
  return `${percent(left)} % from the left, ${percent(top)} % from the top, ${percent(width)} % wide, ${percent(height)} % high`;
}
