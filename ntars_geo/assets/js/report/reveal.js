/** Brings the next question into sight, so that a thumb need not swipe to it. */

/**
 * Show "Where?" when a finger or mouse has chosen what it was, and the field of a place's name.
 *
 * A keyboard finds its own way, and moves through choices that it does not mean: its clicks have
 * no detail. About a person in need there are other questions first. The map shows itself.
 */
export function revealPlace(form) {
  const question = form.querySelector("#id_place");
  form.addEventListener("click", ({ target, detail }) => {
    if (detail === 0 || !leadsToPlace(target) || !question.checkVisibility()) return;
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    question.scrollIntoView({ block: "nearest", behavior: isCalm ? "auto" : "smooth" });
  });
}

function leadsToPlace({ name, value, dataset }) {
  return name === "category" ? !dataset.welfare : name === "place" && value === "named";
}
