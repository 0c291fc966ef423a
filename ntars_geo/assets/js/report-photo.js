/**
 * The photographs of a form: shown, covered, taken out, and ready to be sealed. Loaded when the
 * first one is chosen.
 *
 * They live in this page alone until Send is pressed. The form's own file field holds the same
 * files, small and covered, so that it can be sent as a plain form at any moment.
 */
import { coverParts } from "./photo/cover.js";
import { asFile, covered, isKnownKind, MOST_BYTES, NOT_A_PHOTO, pictureOf } from "./photo/picture.js";

const MOST = 3;
const SHOWN = 160; // pixels of the longer side in the tray

/** Return the tray of a form's group of photographs. */
export function mount(group) {
  return new Tray(group);
}

class Tray {
  constructor(group) {
    this.group = group;
    this.form = group.closest("form");
    this.field = group.querySelector("input[name=photo]");
    this.list = group.querySelector("[data-tray]");
    this.says = group.querySelector("[data-photo-says]");
    this.photos = [];
  }

  /** Take files that somebody chose. */
  async add(files) {
    this.say("");
    this.group.setAttribute("aria-busy", "true");
    for (const file of files) {
      if (this.photos.length >= MOST) {
        this.say("Three photos are as many as one report takes. More can be added to it later.");
        break;
      }
      const photo = await read(file);
      if (photo.refused) this.say(photo.refused);
      else this.photos.push(photo);
    }
    this.group.removeAttribute("aria-busy");
    this.show();
  }

  /** Return what is to be sealed: a key for each photo, and its bytes. */
  taken() {
    return Promise.all(
      this.photos.map(async ({ key, file }) => ({ key, bytes: new Uint8Array(await file.arrayBuffer()) })),
    );
  }

  /** Say beside a photo why the server did not take it; resolves to whether it is here. */
  refuse(key, words) {
    const photo = this.photos.find((one) => one.key === key);
    if (photo) photo.wrong = words;
    this.show();
    return Boolean(photo);
  }

  clear() {
    this.photos = [];
    this.say("");
    this.show();
  }

  show() {
    this.list.replaceChildren(...this.photos.map((photo, index) => this.item(photo, index)));
    this.list.hidden = this.photos.length === 0;
    this.form.toggleAttribute("data-has-photos", this.photos.length > 0);
    const files = new DataTransfer();
    for (const { file } of this.photos) files.items.add(file);
    this.field.files = files.files;
  }

  item(photo, index) {
    const item = document.createElement("li");
    item.append(preview(photo, index));
    const tools = document.createElement("div");
    tools.className = "tray-tools";
    if (photo.wrong) tools.append(wrongWords(photo.wrong));
    if (photo.picture && !photo.wrong) {
      const words = photo.boxes.length ? `Covered: ${photo.boxes.length}` : "Cover faces";
      tools.append(button(words, index, () => this.cover(photo, index)));
    }
    if (photo.wrong) tools.append(button("Send without this photo", index, () => this.sendWithout(photo)));
    tools.append(button("Remove", index, () => this.remove(photo)));
    item.append(tools);
    return item;
  }

  async cover(photo, index) {
    const boxes = await coverParts(photo.picture, photo.boxes);
    if (boxes) {
      photo.boxes = boxes;
      await write(photo);
      this.show();
    }
    this.list.children[index]?.querySelector("button").focus();
  }

  remove(photo) {
    this.photos = this.photos.filter((one) => one !== photo);
    this.say("Removed.");
    this.show();
    (this.list.querySelector("button") ?? this.field).focus();
  }

  sendWithout(photo) {
    this.remove(photo);
    this.form.requestSubmit();
  }

  say(words) {
    this.says.textContent = words;
  }
}

/** Return a photo read from a file, or why there is none. */
async function read(file) {
  const picture = await pictureOf(file);
  if (picture) return write({ picture, boxes: [] });
  if (!(await isKnownKind(file))) return { refused: NOT_A_PHOTO };
  if (file.size > MOST_BYTES) return { refused: "This picture has more than 12 MB. Choose a smaller one." };
  return { key: crypto.randomUUID(), picture: null, boxes: [], file }; // the server may read it
}

/** Write a photo's file anew. Another content is another photo, so it gets a key of its own. */
async function write(photo) {
  const file = await asFile(covered(photo.picture, photo.boxes), "photo.jpg");
  return Object.assign(photo, { file, key: crypto.randomUUID(), wrong: "" });
}

function preview({ picture, boxes }, index) {
  if (!picture) {
    const words = document.createElement("p");
    words.className = "tray-blank";
    words.textContent = "No preview";
    return words;
  }
  const scale = SHOWN / Math.max(picture.width, picture.height);
  const small = document.createElement("canvas");
  small.width = Math.max(1, Math.round(picture.width * scale));
  small.height = Math.max(1, Math.round(picture.height * scale));
  const whole = boxes.length ? covered(picture, boxes) : picture;
  small.getContext("2d").drawImage(whole, 0, 0, small.width, small.height);
  small.setAttribute("role", "img");
  small.setAttribute("aria-label", `Photo ${index + 1}`);
  return small;
}

function wrongWords(words) {
  const line = document.createElement("p");
  line.className = "field-error";
  line.textContent = words;
  return line;
}

function button(words, index, act) {
  const made = document.createElement("button");
  const which = document.createElement("span");
  which.className = "visually-hidden";
  which.textContent = ` (photo ${index + 1})`;
  made.type = "button";
  made.className = "link-button";
  made.append(words, which);
  made.addEventListener("click", act);
  return made;
}
