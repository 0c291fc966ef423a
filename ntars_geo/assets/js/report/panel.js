/** What waits on this device, in words; and the mend for what was refused. */
import { leavingOut } from "../outbox/photo-state.js";
import { sendAll } from "../outbox/send.js";
import { discard, kept, note, onChange, sentLately } from "../outbox/store.js";

const SHOWN = 3; // references; older ones of the day are of no use to anybody

/**
 * Fill the panel now and whenever the outbox changes. `hiding()` names a report shown elsewhere.
 * To whoever may not report (`known` is false) it offers the sign-in and nothing that changes.
 */
export function panel(element, { hiding, known }) {
  const show = async () => {
    const [items, sent] = await Promise.all([kept(), sentLately()]);
    const refused = items.filter((item) => item.state === "refused");
    const waiting = items.filter((item) => item.state !== "refused");
    const elsewhere = hiding();
    const told = known ? sent.filter(({ key }) => key !== elsewhere).slice(0, SHOWN) : [];
    element.replaceChildren(
      ...waitingWords(waiting),
      ...refusedWords(refused, known),
      ...sentWords(told),
    );
    element.classList.toggle("outbox-refused", refused.length > 0);
    element.hidden = element.childElementCount === 0;
  };
  onChange(show);
  return show();
}

function waitingWords(items) {
  if (items.length === 0) return [];
  const words = make("p");
  words.append(make("strong", `Waiting to send: ${items.length}`));
  const why = items.find(({ state }) => state === "held")?.why ?? items[0].why;
  words.append(why ? `. ${why}` : ". They are sealed, and go by themselves.");
  const held = items.find(({ state }) => state === "held");
  if (!held) return [words];
  const list = make("ul");
  list.append(make("li", link("Sign in", held.signInUrl)));
  return [words, list];
}

function refusedWords(items, known) {
  if (items.length === 0) return [];
  const list = make("ul");
  for (const item of items) {
    const line = make("li", make("span", `Refused: ${item.why}`));
    if (!known) line.append(link("Sign in to mend it", item.signInUrl));
    else if (item.refusedPhoto) line.append(withoutButton(item), throwAwayButton(item));
    else line.append(mendButton(item), throwAwayButton(item));
    list.append(line);
  }
  return [list];
}

function sentWords(items) {
  if (items.length === 0) return [];
  const list = make("ul");
  list.className = "outbox-sent";
  for (const { reference, at } of items) {
    const time = new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    list.append(make("li", make("span", `Sent ${time}: `, link(reference, `/r/${reference}/`))));
  }
  return [list];
}

/** The rest of the report is as good as it was. */
function withoutButton(item) {
  const button = make("button", "Send without this photo");
  button.type = "button";
  button.className = "link-button";
  button.addEventListener("click", async () => {
    await note(item, leavingOut(item, item.refusedPhoto));
    await sendAll({ first: item.key });
  });
  return button;
}

/** The server alone can open it; it answers with the form, ready to be put right. */
function mendButton(item) {
  const button = make("button", "Mend it");
  button.type = "button";
  button.className = "link-button";
  button.addEventListener("click", async () => {
    const answer = await fetch(item.tokenUrl, { cache: "no-store" }).catch(() => null);
    if (!answer?.ok) {
      button.textContent = "Mend it when there is a network";
      return;
    }
    const { token } = await answer.json();
    const form = make("form");
    form.method = "post";
    form.action = item.mendUrl;
    form.hidden = true;
    form.append(
      hiddenInput("csrfmiddlewaretoken", token),
      hiddenInput("envelope", JSON.stringify(item.envelope)),
    );
    document.body.append(form);
    form.submit();
  });
  return button;
}

function throwAwayButton(item) {
  const button = make("button", "Throw it away");
  button.type = "button";
  button.className = "link-button";
  button.addEventListener("click", () => {
    if (button.dataset.sure) discard(item.key);
    button.dataset.sure = "yes";
    button.textContent = "Really throw it away";
  });
  return button;
}

function hiddenInput(name, value) {
  const input = make("input");
  Object.assign(input, { type: "hidden", name, value });
  return input;
}

function link(words, address) {
  const element = make("a", words);
  element.href = address;
  return element;
}

function make(tag, ...children) {
  const element = document.createElement(tag);
  element.append(...children);
  return element;
}
