/** What a form still needs before it can be sealed. Knows values, not the page. */

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
      ? "The map has no place of that name. Choose one from the list."
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

/** Return a place's name as the map writes it, or undefined. */
export function properName(typed, places) {
  const wanted = typed?.trim().toLocaleLowerCase("en-GB");
  return places.find((name) => name.toLocaleLowerCase("en-GB") === wanted);
}

/** Tell whether there must be a call instead of a report. */
export function mustCall(values, isWelfare) {
  return Boolean(values.danger || (isWelfare && values.child));
}
