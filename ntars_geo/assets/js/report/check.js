/** What a form still needs before it can be sealed. */

const ENOUGH = 3; // letters of a name

/**
 * Return what is wrong, as `{field, words}`, in the order of the page.
 *
 * @param {Record<string, string>} values what the form holds
 * @param {string[]} places the names that the map knows
 */
export function problems(values, places) {
  const found = [];
  if (!values.category) found.push({ field: "category", words: "What: Choose what you saw." });
  if (!values.place) found.push({ field: "place", words: "Where: Choose where it was." });
  if (values.place === "named" && !properName(values.place_name, places)) {
    const words = values.place_name?.trim()
      ? "The map has no place of that name, or several. Choose one from the list."
      : "Write the name of the street or place.";
    found.push({ field: "place_name", words: `Name of the place: ${words}` });
  }
  if (values.place === "map" && !values.lng) {
    found.push({ field: "place", words: "Where: Wait for the map, or name the place." });
  }
  if (values.when === "at" && !values.when_at) {
    found.push({ field: "when_at", words: "Date and time: Give them, or choose how long ago." });
  }
  return found;
}

/** Return the names that the map of a form knows. */
export function placesOf(form) {
  return [...form.querySelectorAll("#places option")].map(({ value }) => value);
}

/**
 * Return a place's name as the map writes it, or undefined.
 *
 * Three letters are enough where only one name begins with them: a thumb is slow.
 */
export function properName(typed, places) {
  const wanted = plain(typed ?? "");
  const whole = places.find((name) => plain(name) === wanted);
  if (whole || wanted.length < ENOUGH) return whole;
  const begun = new Set(places.filter((name) => plain(name).startsWith(wanted)));
  return begun.size === 1 ? [...begun][0] : undefined;
}

function plain(name) {
  return name.trim().toLocaleLowerCase("en-GB");
}

/** Tell whether there must be a call instead of a report. */
export function mustCall(values, isWelfare) {
  return Boolean(values.danger || (isWelfare && values.child));
}
