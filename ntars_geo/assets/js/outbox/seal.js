/**
 * Seals a report so that this device cannot read it again: only the server has the other key.
 *
 * ECIES with what every browser has: a key pair for this one report, ECDH on P-256 with the
 * district's public key, HKDF-SHA-256, AES-256-GCM. The pair's private half is not extractable and
 * is forgotten when this function returns. Its twin is incidents/sealing.py.
 */
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const BLOCK = 1024; // lengths tell nothing: every report is padded to whole kilobytes

/** Tell whether this browser, on this address, can seal. */
export function canSeal() {
  return Boolean(globalThis.crypto?.subtle && globalThis.indexedDB && crypto.randomUUID);
}

/**
 * Return the envelope of a report: texts only, ready to be kept and sent.
 *
 * @param {Record<string, string>} fields what the form holds; `key` is outside of the seal
 * @param {{district: string, keyName: string, point: string}} to whose key seals
 */
export async function seal(fields, { district, keyName, point }) {
  const { key, ...content } = fields;
  const theirs = fromText(point);
  const pair = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const ours = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const context = new TextEncoder().encode(`ntars report 1 ${district} ${key}`);
  const lock = await agree(pair.privateKey, theirs, ours, context);
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv: nonce, additionalData: context },
    lock,
    padded(content),
  );
  return {
    key,
    key_name: keyName,
    point: toText(ours),
    nonce: toText(nonce),
    content: toText(new Uint8Array(sealed)),
  };
}

async function agree(privateKey, theirs, ours, context) {
  const publicKey = await crypto.subtle.importKey("raw", theirs, CURVE, false, []);
  const bits = await crypto.subtle.deriveBits({ name: "ECDH", public: publicKey }, privateKey, 256);
  const material = await crypto.subtle.importKey("raw", bits, "HKDF", false, ["deriveKey"]);
  const salt = new Uint8Array([...ours, ...theirs]);
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt, info: context },
    material,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt"],
  );
}

function padded(content) {
  const plain = new TextEncoder().encode(JSON.stringify(content));
  const whole = new Uint8Array(Math.ceil(plain.length / BLOCK) * BLOCK).fill(0x20);
  whole.set(plain); // JSON may end in spaces
  return whole;
}

function toText(bytes) {
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromText(text) {
  const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}
