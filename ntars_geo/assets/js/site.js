/** What every page does: the light or dark switch, and the word that the network is gone. */
import { leaveWhenIdle } from "./lib/idle.js";
import { currentTheme, otherTheme } from "./lib/theme.js";

function keep(theme) {
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // Storage is closed to this page: the choice lasts until the next page.
  }
}

function themeSwitch(button) {
  const root = document.documentElement;
  const device = window.matchMedia("(prefers-color-scheme: dark)");
  const other = () => otherTheme(currentTheme(root.dataset.theme, device.matches));
  const name = () => {
    button.textContent = other() === "dark" ? "Dark" : "Light";
    button.setAttribute("aria-label", `Change to ${other()} colours`);
  };
  button.addEventListener("click", () => {
    root.dataset.theme = other();
    keep(root.dataset.theme);
    name();
    document.dispatchEvent(new CustomEvent("themechange"));
  });
  device.addEventListener("change", () => {
    name();
    document.dispatchEvent(new CustomEvent("themechange"));
  });
  name();
  button.hidden = false;
}

function offlineNotice(notice) {
  const show = () => {
    notice.hidden = navigator.onLine;
  };
  window.addEventListener("online", show);
  window.addEventListener("offline", show);
  show();
}

/** Bring the current page into sight in a row that moves sideways; the page itself stays put. */
function showCurrent(link) {
  const row = link.closest("ul");
  row.scrollLeft += link.getBoundingClientRect().left - row.getBoundingClientRect().left - 48;
}

if (document.body.dataset.stillUrl) leaveWhenIdle(document.body.dataset.stillUrl);
document.querySelectorAll("[data-theme-switch]").forEach(themeSwitch);
document.querySelectorAll("[data-offline]").forEach(offlineNotice);
document.querySelectorAll(".sections [aria-current]").forEach(showCurrent);
document.querySelector("[data-error-summary]")?.focus();
