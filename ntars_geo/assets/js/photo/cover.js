/** Covers parts of a picture by hand: drawn with a pointer, or placed and moved with keys. */
import { between, byKey, inTheMiddle, inWords, MOST, moved, resized } from "./boxes.js";

const CORNER = 22; // pixels from the lower right corner within which a drag makes it larger

/** Show a picture and let boxes be drawn on it; resolves to the boxes, or null if it was left. */
export function coverParts(picture, given) {
  const cover = new Cover(picture, given);
  return cover.ask();
}

class Cover {
  constructor(picture, given) {
    this.boxes = given.map((box) => ({ ...box }));
    this.picture = picture;
    this.chosen = -1;
    this.build();
    this.show();
  }

  build() {
    this.stage = make("div", { className: "cover-stage" });
    const copy = make("canvas", { width: this.picture.width, height: this.picture.height });
    copy.getContext("2d").drawImage(this.picture, 0, 0);
    copy.setAttribute("role", "img");
    copy.setAttribute("aria-label", "Your photo");
    this.shelf = make("div", { className: "cover-shelf" });
    this.stage.append(copy, this.shelf);
    this.stage.style.aspectRatio = `${copy.width} / ${copy.height}`;
    this.stage.style.setProperty("--shape", String(copy.width / copy.height));
    this.stage.addEventListener("pointerdown", (event) => this.grasp(event));
    this.says = make("p", { className: "visually-hidden" });
    this.says.setAttribute("role", "status");
    this.dialog = make("dialog", { className: "cover" });
    this.dialog.setAttribute("aria-labelledby", "cover-title");
    this.dialog.append(this.head(), this.stage, this.tools(), this.says);
    this.shelf.addEventListener("keydown", (event) => this.pressed(event));
  }

  head() {
    const head = make("div", { className: "cover-head" });
    const title = make("h2", { id: "cover-title", textContent: "Cover what must not be seen" });
    const hint = make("p", { textContent: "Draw over faces and number plates. " });
    const byKeys = "By keys: Cover a part, then the arrow keys; with Shift they change its size, Delete removes it.";
    hint.append(make("span", { className: "cover-keys", textContent: byKeys }));
    head.append(title, hint);
    return head;
  }

  tools() {
    const row = make("div", { className: "cover-tools" });
    const add = button("Cover a part", "button button-quiet", () => this.add(inTheMiddle()));
    this.less = button("Remove", "button button-quiet", () => this.remove(this.chosen));
    const leave = button("Cancel", "link-button", () => this.dialog.close("left"));
    const done = button("Done", "button", () => this.dialog.close("done"));
    row.append(add, this.less, leave, done);
    return row;
  }

  ask() {
    document.body.append(this.dialog);
    this.dialog.showModal();
    return new Promise((resolve) => {
      this.dialog.addEventListener("close", () => {
        this.dialog.remove();
        resolve(this.dialog.returnValue === "done" ? this.boxes : null);
      });
    });
  }

  add(box) {
    if (this.boxes.length >= MOST) {
      this.say(`${MOST} parts are covered; that is as many as there can be.`);
      return;
    }
    this.boxes.push(box);
    this.show();
    this.shelf.lastElementChild.focus();
  }

  remove(index) {
    if (index < 0 || index >= this.boxes.length) return;
    this.boxes.splice(index, 1);
    this.chosen = -1;
    this.show();
    this.say("Removed.");
    (this.shelf.lastElementChild ?? this.dialog.querySelector("button")).focus();
  }

  replace(index, box) {
    this.boxes[index] = box;
    place(this.shelf.children[index], box, index, this.boxes.length);
  }

  show() {
    const parts = this.boxes.map((box, index) => {
      const part = make("button", { type: "button", className: "cover-part" });
      part.addEventListener("focus", () => {
        this.chosen = index;
        this.less.disabled = false;
      });
      place(part, box, index, this.boxes.length);
      return part;
    });
    this.shelf.replaceChildren(...parts);
    this.less.disabled = this.chosen < 0;
  }

  pressed(event) {
    const index = [...this.shelf.children].indexOf(event.target);
    const now = byKey(this.boxes[index], event.key, event.shiftKey);
    if (now === undefined) return;
    event.preventDefault();
    if (now === null) this.remove(index);
    else {
      this.replace(index, now);
      this.say(inWords(now));
    }
  }

  grasp(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    const index = [...this.shelf.children].indexOf(event.target);
    if (index < 0) this.draw(event);
    else this.drag(event, index);
  }

  draw(event) {
    const start = this.point(event);
    const ghost = make("div", { className: "cover-part cover-ghost" });
    this.stage.append(ghost);
    this.follow(
      event,
      (now) => put(ghost, between(start, now) ?? { left: 0, top: 0, width: 0, height: 0 }),
      (now) => {
        ghost.remove();
        const box = between(start, now);
        if (box) this.add(box);
      },
    );
  }

  drag(event, index) {
    const part = this.shelf.children[index];
    part.focus();
    const edges = part.getBoundingClientRect();
    const atCorner = edges.right - event.clientX < CORNER && edges.bottom - event.clientY < CORNER;
    const [start, before] = [this.point(event), this.boxes[index]];
    const change = atCorner ? resized : moved;
    const now = (point) => this.replace(index, change(before, point.x - start.x, point.y - start.y));
    this.follow(event, now, now);
  }

  /** Call back while the pointer moves, and when it is lifted. */
  follow(event, during, after) {
    const { stage } = this;
    stage.setPointerCapture(event.pointerId);
    const move = (next) => during(this.point(next));
    const end = (next) => {
      stage.removeEventListener("pointermove", move);
      stage.removeEventListener("pointerup", end);
      stage.removeEventListener("pointercancel", end);
      after(this.point(next));
    };
    stage.addEventListener("pointermove", move);
    stage.addEventListener("pointerup", end);
    stage.addEventListener("pointercancel", end);
  }

  point({ clientX, clientY }) {
    const edges = this.stage.getBoundingClientRect();
    return {
      x: (clientX - edges.left) / edges.width,
      y: (clientY - edges.top) / edges.height,
    };
  }

  say(words) {
    this.says.textContent = words;
  }
}

function place(part, box, index, count) {
  put(part, box);
  part.setAttribute("aria-label", `Covered part ${index + 1} of ${count}: ${inWords(box)}`);
}

function put(part, { left, top, width, height }) {
  Object.assign(part.style, {
    left: `${left * 100}%`,
    top: `${top * 100}%`,
    width: `${width * 100}%`,
    height: `${height * 100}%`,
  });
}

function button(words, className, act) {
  const made = make("button", { type: "button", className, textContent: words });
  made.addEventListener("click", act);
  return made;
}

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
