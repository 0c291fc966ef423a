/**
 * Which hexagon is lit (pointed at) and which is chosen (its card is open).
 *
 * Everything on the page that stands for a hexagon carries `data-cell`: the drawings, the moving
 * map's marks and the table's rows. Lighting one lights them all.
 */
export class Choice {
  /** @param {{signal?: AbortSignal}} [life] ends what listens to the whole page */
  constructor(section, { signal } = {}) {
    this.signal = signal;
    this.panel = section.querySelector("[data-cards]");
    this.hint = section.querySelector("[data-cards-hint]");
    this.listeners = [];
    this.panel.hidden = false;
    this.followPointer();
    this.followLinks();
    this.panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.goBack();
    });
  }

  /** Call back with (cell, "lit" | "chosen") at every change. */
  onChange(listener) {
    this.listeners.push(listener);
  }

  light(cell) {
    if (cell !== this.lit) {
      this.mark("is-lit", this.lit, cell);
      this.lit = cell;
      this.listeners.forEach((listener) => listener(cell, "lit"));
    }
  }

  /** Open the card of a hexagon; `opener` is what the focus goes back to on Escape. */
  choose(cell, { opener = null, focus = false } = {}) {
    this.mark("is-chosen", this.chosen, cell);
    this.chosen = cell;
    this.opener = opener;
    this.hint.hidden = true;
    for (const card of this.panel.querySelectorAll("[data-card]")) {
      card.hidden = card.dataset.card !== cell;
      if (focus && !card.hidden) card.focus();
    }
    this.listeners.forEach((listener) => listener(cell, "chosen"));
  }

  goBack() {
    (this.opener?.isConnected ? this.opener : this.panel).focus();
  }

  mark(style, before, after) {
    for (const [cell, on] of [[before, false], [after, true]]) {
      if (!cell) continue;
      for (const one of document.querySelectorAll(`[data-cell="${cell}"]`)) {
        one.classList.toggle(style, on);
      }
    }
  }

  followPointer() {
    const cellOf = (event) => event.target.closest?.("[data-cell]")?.dataset.cell ?? null;
    const { signal } = this;
    document.addEventListener("pointerover", (event) => this.light(cellOf(event)), { signal });
    document.addEventListener("focusin", (event) => this.light(cellOf(event)), { signal });
  }

  // A place in the table, and a hexagon of any map, lead to the card instead of a row further down.
  followLinks() {
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.("a[href^='#hex-'], .hex");
      if (!link) return;
      event.preventDefault();
      const cell = link.closest("[data-cell]").dataset.cell;
      const fromTable = !link.classList.contains("hex");
      this.choose(cell, { opener: link, focus: fromTable || event.detail === 0 });
      if (fromTable) this.panel.scrollIntoView({ block: "nearest" });
    }, { signal: this.signal });
  }
}
