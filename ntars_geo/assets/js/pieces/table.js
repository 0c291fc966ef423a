/** Sorting, added to a table whose header cells carry `data-sort`. */
import { nextDirection, ordered } from "../lib/sorting.js";

export function sortable(table) {
  const headers = [...table.querySelectorAll("thead [data-sort]")];
  for (const header of headers) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sorter";
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener("click", () => sortBy(table, headers, header));
  }
}

function sortBy(table, headers, header) {
  const first = header.dataset.first ?? "ascending";
  const direction = nextDirection(header.getAttribute("aria-sort"), first);
  headers.forEach((other) => other.removeAttribute("aria-sort"));
  header.setAttribute("aria-sort", direction);
  const body = table.tBodies[0];
  const rows = [...body.rows].map((element) => ({ ...element.dataset, element }));
  body.append(...ordered(rows, header.dataset.sort, direction).map((row) => row.element));
}
