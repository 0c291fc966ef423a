/** The slider over weeks: fetches the page of a week and puts its content in place of this one's. */

const PATIENCE = 180; // ms without a further move after which a week is fetched

/** @param {() => void} arrived called once another week stands on the page */
export function weekSlider(arrived) {
  const first = document.querySelector("[data-week-slider]");
  if (!first) return;
  const weeks = JSON.parse(document.getElementById("week-list").textContent);
  let waiting = null;
  let asked = 0;

  const show = async (at, input) => {
    const mine = ++asked;
    const page = await fetchWeek(weeks[at].href);
    if (mine !== asked) return; // moved on meanwhile
    if (!page) {
      location.assign(weeks[at].href); // signed out, or no network: let the browser say so
      return;
    }
    replace(page, input);
    history.replaceState(null, "", weeks[at].href);
    arrived();
  };

  document.addEventListener("input", (event) => {
    const bar = event.target.closest?.("[data-week-slider]");
    if (!bar) return;
    const at = Number(event.target.value);
    event.target.setAttribute("aria-valuetext", weeks[at].words);
    bar.querySelector("[data-week-words]").textContent = weeks[at].words;
    clearTimeout(waiting);
    waiting = setTimeout(() => show(at, event.target), PATIENCE);
  });
  first.hidden = false;
}

async function fetchWeek(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  }
}

/** Put the new week's content in place, but keep the slider that somebody holds. */
function replace(page, input) {
  const now = document.querySelector("[data-week]");
  const next = page.querySelector("[data-week]");
  const held = input.closest("[data-week-slider]");
  next.querySelector("[data-week-slider]").replaceWith(held);
  next.querySelector("#week-list")?.remove(); // the slider goes on through the weeks it began with
  now.replaceWith(next);
  input.focus({ preventScroll: true });
  document.title = page.title;
}
