/**
 * Puts the person's choice of light or dark on the page before anything is painted.
 *
 * A classic script in the head, because a module would come after the first paint; the switch
 * itself is in site.js. Without a choice (or without storage) the device's setting holds.
 */
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("theme");
  } catch {
    // Storage is closed to this page (a privacy setting): the device's setting holds.
  }
  if (chosen === "light" || chosen === "dark") {
    document.documentElement.dataset.theme = chosen;
  }
  document.documentElement.classList.add("has-script");
})();
