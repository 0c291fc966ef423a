/** The order of a table's rows. Knows no page: rows are plain objects of text. */

/**
 * Return the rows in a new order; what is empty (withheld, not said) always comes last.
 *
 * @param {Array<Object<string, string>>} rows
 * @param {string} key which value to order by; numbers if every value that is there is one
 * @param {"ascending"|"descending"} direction
 */
export function ordered(rows, key, direction) {
  const sign = direction === "descending" ? -1 : 1;
  const numeric = rows.every((row) => row[key] === "" || !Number.isNaN(Number(row[key])));
  const compare = numeric
    ? (a, b) => Number(a) - Number(b)
    : (a, b) => a.localeCompare(b, "en-GB", { sensitivity: "base" });
  return [...rows].sort((a, b) => {
    if (a[key] === "" || b[key] === "") return (a[key] === "") - (b[key] === "");
    return sign * compare(a[key], b[key]);
  });
}

/** Return the direction that a header's next press asks for. */
export function nextDirection(present, first) {
  if (present === "ascending") return "descending";
  if (present === "descending") return "ascending";
  return first;
}
