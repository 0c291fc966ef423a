/** Says beside Send what would go: place and time were filled in above, perhaps out of sight. */
import { canSeal } from "../outbox/seal.js";
import { placesOf, properName } from "./check.js";

/** Keep the line of a form true while it is filled in and the network comes and goes. */
export function sayWhatGoes(form) {
  const line = form.querySelector("[data-send-says]");
  const show = () => {
    const goes = [placeOf(form), chosen(form, "when").toLowerCase()].filter(Boolean).join(", ");
    const said = `${goes}. As ${line.dataset.organisation}.`;
    line.textContent = navigator.onLine || !canSeal() ? said : line.dataset.offlineWords;
  };
  window.addEventListener("online", show);
  window.addEventListener("offline", show);
  for (const sign of ["change", "input", "blanked"]) form.addEventListener(sign, show);
  show();
}

/** The place as it will be sent: a name that was only begun is shown whole before it goes. */
function placeOf(form) {
  const isNamed = form.querySelector("[name=place]:checked")?.value === "named";
  const name = isNamed && properName(form.elements.place_name.value, placesOf(form));
  return name || chosen(form, "place");
}

function chosen(form, name) {
  return form.querySelector(`[name=${name}]:checked`)?.closest("label").textContent.trim() ?? "";
}
