/** The page's colours, read from its custom properties, for what CSS cannot reach. */

const NAMES = [
  "land", "park", "water", "square", "building", "street-major", "street-minor", "boundary",
  "place-name", "hatch", "hatch-ground", "absent", "none", "hex-edge", "ink", "lit", "sans",
];
const SCALES = { m: ["members", 5], o: ["official", 5], r: ["ratio", 7] };

/** Return the colours in force: `{name: colour, steps: {"m-1": colour, ...}}`. */
export function palette() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  const colours = Object.fromEntries(NAMES.map((name) => [name, read(name)]));
  const steps = { "m-0": colours.none, "o-0": colours.none, absent: colours.absent };
  steps.unsaid = colours["hatch-ground"];
  for (const [prefix, [name, count]] of Object.entries(SCALES)) {
    for (let step = 1; step <= count; step += 1) {
      steps[`${prefix}-${step}`] = read(`${name}-${step}`);
    }
  }
  return { ...colours, steps };
}
