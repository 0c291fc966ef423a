/**
 * "Same as this?": whether the town knows of something like it already.
 *
 * Asked once kind, place and time are chosen, and while there is a network; it never keeps anybody
 * from sending. Without a network, or if the server says nothing, it does not appear.
 */
import { placesOf, properName } from "./check.js";

const PAUSE = 500; // milliseconds in which somebody may still change their mind
const PATIENCE = 4000;
const LOOKED_AT = [
  ...["category", "place", "premises", "place_name", "lng", "lat", "accuracy", "when", "when_at"],
];

/** Ask for a form whenever what, where or when of it changes, and show what comes. */
export function askAlike(form) {
  const room = form.querySelector("[data-alike]");
  const hint = form.querySelector("[data-alike-hint]");
  let timer = 0;
  let asked = "";
  const look = async () => {
    const sight = sightOf(form);
    if (sight === asked) return;
    asked = sight;
    const found = sight ? await answerTo(form, sight) : [];
    if (asked === sight) tell(found);
  };
  const tell = (found) => {
    show(room, found);
    hint.hidden = found.length === 0 || room.querySelector(":checked").value !== "no";
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  };
  form.addEventListener("change", ({ target }) => {
    if (target.name === "same_as") hint.hidden = true; // answered
    if (LOOKED_AT.includes(target.name)) later();
  });
  form.addEventListener("input", ({ target }) => {
    if (target.name === "place_name") later();
  });
  form.addEventListener("pointed", later);
  form.addEventListener("blanked", () => {
    asked = "";
    tell([]);
  });
}

/** What, where and when as the server reads them, or an empty text while one of them lacks. */
function sightOf(form) {
  const chosen = form.querySelector("[name=category]:checked");
  const token = form.elements.csrfmiddlewaretoken;
  // A report that is being mended keeps the answer that is sealed in it.
  if (form.elements.carried) return "";
  if (!chosen || chosen.dataset.welfare === "yes" || !token || !navigator.onLine) return "";
  const data = new FormData(form);
  if (data.get("place") === "named") {
    const name = properName(data.get("place_name"), placesOf(form));
    if (!name) return "";
    data.set("place_name", name);
  }
  if (data.get("place") === "map" && !data.get("lng")) return "";
  if (data.get("when") === "at" && !data.get("when_at")) return "";
  const sight = new URLSearchParams();
  for (const name of LOOKED_AT) if (data.get(name)) sight.set(name, data.get(name));
  sight.set("csrfmiddlewaretoken", token.value);
  return sight.toString();
}

async function answerTo(form, sight) {
  try {
    const answer = await fetch(form.dataset.alikeUrl, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: sight,
      signal: AbortSignal.timeout(PATIENCE),
    });
    return answer.ok ? (await answer.json()).alike : [];
  } catch {
    return []; // no network, or none in time: the report goes without
  }
}

function show(room, found) {
  const before = room.querySelector(":checked")?.closest("label").textContent;
  room.replaceChildren();
  room.hidden = found.length === 0;
  if (room.hidden) return;
  const legend = document.createElement("legend");
  legend.textContent = "Same as one of these?";
  const hint = document.createElement("p");
  hint.className = "hint";
  hint.textContent = "Then yours counts as one more voice. It is sent in any case.";
  const chips = document.createElement("div");
  chips.className = "chips chips-long";
  for (const [handle, words] of found) chips.append(choice(handle, `Same as: ${words}`));
  chips.append(choice("no", "No, or not sure"));
  const chosen = [...chips.children].find(({ textContent }) => textContent === before);
  (chosen ?? chips.lastElementChild).querySelector("input").checked = true;
  room.append(legend, hint, chips);
}

function choice(value, words) {
  const label = document.createElement("label");
  label.className = "choice";
  const input = document.createElement("input");
  Object.assign(input, { type: "radio", name: "same_as", value });
  const text = document.createElement("span");
  text.textContent = words;
  label.append(input, text);
  return label;
}
