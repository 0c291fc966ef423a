/** One tab stop for a map of hexagons; the arrow keys move inside it. */
import { cellTowards, isMove } from "../lib/hexagons.js";

/**
 * @param {Element} frame holds the hexagons
 * @param {string} selector what a hexagon is in it; each has `data-cell` and takes the focus
 * @param {Array} cells `{cell, centre}` in order of rank
 * @param {Choice} choice
 * @param {(cell: string) => void} [arrive] called when the focus comes to a hexagon
 */
export function hexagonKeys(frame, selector, cells, choice, arrive = () => {}) {
  const find = (cell) => frame.querySelector(`${selector}[data-cell="${cell}"]`);
  const all = [...frame.querySelectorAll(selector)];

  const stopAt = (cell) => {
    all.forEach((one) => one.setAttribute("tabindex", one.dataset.cell === cell ? "0" : "-1"));
  };
  stopAt(cells[0].cell);

  frame.addEventListener("focusin", (event) => {
    const cell = event.target.closest(selector)?.dataset.cell;
    if (cell) stopAt(cell);
  });
  frame.addEventListener("keydown", (event) => {
    const here = event.target.closest(selector);
    if (!here || event.altKey || event.ctrlKey || event.metaKey) return;
    if (isMove(event.key)) {
      const next = cellTowards(cells, here.dataset.cell, event.key);
      arrive(next);
      find(next).focus();
    } else if (event.key === "Enter" || event.key === " ") {
      choice.choose(here.dataset.cell, { opener: here, focus: true });
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
}
