/**
 * Triage by keyboard. Everything here moves the choice about and sends the page's own forms, so
 * whatever a key does can be done without a script as well.
 */
import { commandOf, neighbour } from "./lib/triage-keys.js";

const KEEP = "triage-keys";
const page = document.querySelector("[data-triage]");
const status = document.querySelector("[data-triage-status]");
const help = document.querySelector("[data-help]");
const keysSwitch = document.querySelector("[data-keys-switch]");

const say = (text) => {
  status.textContent = text;
};

function keysWork() {
  try {
    return localStorage.getItem(KEEP) !== "off";
  } catch {
    return keysSwitch.checked; // Storage is closed to this page: the choice lasts until the next.
  }
}

function keepKeys(on) {
  try {
    localStorage.setItem(KEEP, on ? "on" : "off");
  } catch {
    // As above.
  }
}

class Triage {
  constructor(root) {
    this.root = root;
    this.lines = [...root.querySelectorAll("[data-line]")];
    this.sent = false;
    this.marked = null;
    this.at = Math.max(
      0,
      this.lines.findIndex((line) => line.classList.contains("is-chosen")),
    );
    root.addEventListener("click", (event) => this.pressed(event));
    root.addEventListener("submit", (event) => this.sending(event));
    this.choose(this.at);
  }

  get line() {
    return this.lines[this.at];
  }

  form(name) {
    return this.root.querySelector(`[data-form="${name}"]`);
  }

  /** Let every form act on a line, and light it in the list and on the map. */
  choose(index, { focus = false } = {}) {
    this.at = index;
    const { line } = this;
    const waiting = line.dataset.kind === "report";
    this.lines.forEach((one) => {
      one.classList.toggle("is-chosen", one === line);
      one.toggleAttribute("aria-current", one === line);
    });
    this.root.querySelectorAll("[data-pin]").forEach((pin) => {
      pin.classList.toggle("is-chosen", pin.dataset.pin === line.dataset.line);
      if (pin.dataset.pin === line.dataset.line) pin.parentNode.append(pin);
    });
    this.fill("target", line.dataset.line);
    this.fill("kind", line.dataset.kind);
    this.fill("version", line.dataset.version);
    this.fill("following", this.lines[index + 1]?.dataset.line ?? "");
    this.describe(line);
    const closed = line.dataset.closed === "yes";
    this.form("merge").hidden = !waiting;
    this.form("close").hidden = closed;
    this.form("reopen").hidden = !closed;
    this.form("merge").elements.into.value = this.marked ?? line.dataset.suggested;
    this.linkHistory(line, waiting);
    line.scrollIntoView({ block: "nearest" });
    if (focus) line.querySelector("[data-choose]").focus({ preventScroll: true });
  }

  fill(field, value) {
    this.root.querySelectorAll(`[data-field="${field}"]`).forEach((input) => {
      input.value = value;
    });
  }

  describe(line) {
    const name = line.querySelector("[data-choose]").textContent;
    const where = line.querySelector(".queue-where").firstChild.textContent.trim();
    const state = line.querySelector(".queue-status").textContent;
    this.root.querySelector("[data-panel-title]").textContent = `${name}, ${where}`;
    this.root.querySelector("[data-panel-when]").textContent =
      `${line.querySelector("time").textContent}. ${state}.`;
    this.showPhotos(line);
  }

  /** Each photograph that is fetched is a reading, so the panel keeps those that it has. */
  showPhotos(line) {
    const room = this.root.querySelector("[data-panel-photos]");
    if (room.dataset.of === line.dataset.line) return;
    const first = room.dataset.of === undefined;
    room.dataset.of = line.dataset.line;
    if (first) return; // the server put them there
    const { content } = line.querySelector("[data-line-photos]");
    room.replaceChildren(content.cloneNode(true));
  }

  linkHistory(line, waiting) {
    const holder = this.root.querySelector("[data-incident-link]");
    const link = holder.querySelector("a");
    holder.hidden = waiting;
    link.href = waiting
      ? "#chosen"
      : link.dataset.address.replace(/0{8}(-0{4}){3}-0{12}/, line.dataset.line);
  }

  pressed(event) {
    const pin = event.target.closest("[data-pin]");
    const line = pin
      ? this.lines.find((one) => one.dataset.line === pin.dataset.pin)
      : event.target.closest("[data-choose]")?.closest("[data-line]");
    if (!line || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.choose(this.lines.indexOf(line), { focus: true });
    if (!pin && window.matchMedia("(max-width: 58rem)").matches) {
      this.root.querySelector("[data-panel]").scrollIntoView();
    }
  }

  /** One change at a time: a second key while the first is on its way is not another change. */
  sending(event) {
    if (this.sent) event.preventDefault();
    this.sent = true;
  }

  send(form, button) {
    if (this.sent) return;
    form.requestSubmit(button);
  }

  do({ command, place }) {
    const { line } = this;
    const waiting = line.dataset.kind === "report";
    switch (command) {
      case "next":
        return this.choose(neighbour(this.at, 1, this.lines.length), { focus: true });
      case "previous":
        return this.choose(neighbour(this.at, -1, this.lines.length), { focus: true });
      case "open":
        return waiting ? this.send(this.form("open")) : say("It is an incident already.");
      case "category":
        return this.category(place);
      case "merge":
        return this.merge(waiting);
      case "mark":
        return this.mark(waiting);
      case "takeOut":
        return this.takeOut(waiting);
      case "assign":
        return this.form("assign").elements.to.focus();
      case "act":
        return this.form("act").elements.what.focus();
      case "close":
        return this.form("close").hidden
          ? say("It is closed already.")
          : this.form("close").elements.outcome.focus();
      case "undo":
        return this.undo();
      default:
        return help.showModal();
    }
  }

  category(place) {
    const button = this.form("open").querySelectorAll("button[name=category]")[place];
    if (button) this.send(this.form("open"), button);
  }

  merge(waiting) {
    const form = this.form("merge");
    if (!waiting) say("Only a report that waits can be merged.");
    else if (form.elements.into.value) this.send(form);
    else say("No open incident is near. Mark one with X, or open a new one with O.");
  }

  mark(waiting) {
    if (waiting) {
      say("Only an incident can be marked to merge into.");
      return;
    }
    const { line } = this;
    const into = this.form("merge").elements.into;
    this.marked = this.marked === line.dataset.line ? null : line.dataset.line;
    if (this.marked && ![...into.options].some((one) => one.value === this.marked)) {
      const name = `${line.querySelector("[data-choose]").textContent}, marked`;
      into.add(new Option(name, this.marked));
    }
    this.lines.forEach((one) => {
      one.classList.toggle("is-marked", one.dataset.line === this.marked);
    });
    say(this.marked ? "Marked. M merges a waiting report into it." : "No longer marked.");
  }

  takeOut(waiting) {
    const link = this.root.querySelector("[data-incident-link] a");
    if (waiting) say("Only an incident has reports to take out.");
    else location.assign(`${link.href}#take-out`);
  }

  undo() {
    const undo = document.querySelector("[data-undo]");
    if (undo) undo.requestSubmit();
    else if (this.line.dataset.closed === "yes") this.send(this.form("reopen"));
    else say("There is nothing to undo.");
  }
}

function listen(triage) {
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest("input, select, textarea");
    if (event.key === "Escape" && writing) {
      triage.choose(triage.at, { focus: true });
      return;
    }
    // A list of outcomes has no Enter of its own.
    if (event.key === "Enter" && event.target.matches("[name=outcome]")) {
      event.preventDefault();
      triage.send(event.target.form);
      return;
    }
    if (writing || help.open || !keysWork()) return;
    const wanted = commandOf(event);
    if (!wanted) return;
    event.preventDefault();
    triage.do(wanted);
  });
}

if (help) {
  keysSwitch.checked = keysWork();
  keysSwitch.addEventListener("change", () => keepKeys(keysSwitch.checked));
  document.querySelectorAll("[data-help-open]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => help.showModal());
  });
}
if (page) listen(new Triage(page));
