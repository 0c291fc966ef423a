/** The switch between the three views of the large map: businesses, police, compared. */

/** Show the switch and return `{view, onChange}`. */
export function viewSwitch(section) {
  const figure = section.querySelector(".map");
  const bar = section.querySelector("[data-view-switch]");
  const listeners = [];
  const state = {
    get view() {
      return figure.dataset.view;
    },
    onChange: (listener) => listeners.push(listener),
  };
  const show = (view) => {
    figure.dataset.view = view;
    for (const button of bar.querySelectorAll("[data-show]")) {
      button.setAttribute("aria-pressed", String(button.dataset.show === view));
    }
    for (const part of section.querySelectorAll("[data-legend], [data-subtitle]")) {
      part.hidden = (part.dataset.legend ?? part.dataset.subtitle) !== view;
    }
    listeners.forEach((listener) => listener(view));
  };
  if (!bar) return state; // one source only: nothing to switch
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-show]");
    if (button) show(button.dataset.show);
  });
  bar.hidden = false;
  return state;
}
