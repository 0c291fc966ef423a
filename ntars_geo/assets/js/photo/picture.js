/**
 * Reads a picture, makes it small and writes it anew, all on this device: what is sent has no
 * byte of the file that the camera wrote, and nothing of what that file said beside its pixels.
 */
import { inPixels } from "./boxes.js";

const SIDE = 2048; // pixels of the longer side; the server keeps 2,560 at most
const QUALITY = 0.85;
export const MOST_BYTES = 12_000_000;

export const NOT_A_PHOTO =
  "This is no picture that can be read here. Choose a JPEG, PNG or WebP; on an iPhone: Settings, Camera, Formats, Most Compatible.";

/** Return a file's picture on a canvas, upright and small, or null if this browser cannot read it. */
export async function pictureOf(file) {
  const bitmap = await decoded(file);
  if (!bitmap) return null;
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const pen = canvas.getContext("2d", { alpha: false });
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas;
}

async function decoded(file) {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return createImageBitmap(file).catch(() => null); // browsers that know no such option
  }
}

/** Return a copy of a picture with parts of it covered for good. */
export function covered(picture, boxes) {
  const copy = document.createElement("canvas");
  copy.width = picture.width;
  copy.height = picture.height;
  const pen = copy.getContext("2d", { alpha: false });
  pen.drawImage(picture, 0, 0);
  pen.fillStyle = "#000";
  for (const box of boxes) pen.fillRect(...inPixels(box, copy.width, copy.height));
  return copy;
}

/** Return a picture as a JPEG file. */
export function asFile(picture, name) {
  return new Promise((resolve, reject) => {
    picture.toBlob(
      (blob) =>
        blob
          ? resolve(new File([blob], name, { type: "image/jpeg" }))
          : reject(new Error("This browser cannot write a JPEG.")),
      "image/jpeg",
      QUALITY,
    );
  });
}

/** Tell whether a file begins as one that the server reads, though this browser cannot. */
export async function isKnownKind(file) {
  const start = new Uint8Array(await file.slice(0, 12).arrayBuffer());
  const letters = String.fromCharCode(...start);
  return (
    letters.startsWith("\xff\xd8\xff") ||
    letters.startsWith("\x89PNG\r\n\x1a\n") ||
    (letters.startsWith("RIFF") && letters.endsWith("WEBP"))
  );
}
