/** Which single key means what in triage; knows no page. */

const COMMANDS = {
  j: "next",
  k: "previous",
  o: "open",
  m: "merge",
  x: "mark",
  t: "takeOut",
  a: "assign",
  r: "act",
  c: "close",
  u: "undo",
  "?": "help",
};

/**
 * @param {{key: string, altKey: boolean, ctrlKey: boolean, metaKey: boolean}} event
 * @returns {{command: string, place?: number} | null} `place` counts categories from 0
 */
export function commandOf(event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return null;
  if (/^[1-9]$/.test(event.key)) return { command: "category", place: Number(event.key) - 1 };
  const command = COMMANDS[event.key.toLowerCase()];
  return command ? { command } : null;
}

/** The neighbour of an index in a list of some length, or the index itself at either end. */
export function neighbour(index, step, length) {
  return Math.min(Math.max(index + step, 0), length - 1);
}
