/**
 * Seals a report, and its photographs, so that this device cannot read it again: only the server has the other key.
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
  const found = await locked(padded(content), point, `ntars report 1 ${district} ${key}`);
  return {
    key,
    key_name: keyName,
    point: toText(found.ours),
    nonce: toText(found.nonce),
    content: toText(found.sealed),
  };
}

/**
 * Return the body of a sealed photograph: a line of JSON as an envelope has it, then the bytes.
 *
 * @param {{key: string, bytes: Uint8Array}} photo
 * @param {{district: string, keyName: string, point: string, sealedBy: string}} to
 */
export async function sealPhoto({ key, bytes }, { district, keyName, point, sealedBy }) {
  const plain = joined(line({ sealed_by: sealedBy }), bytes);
  const found = await locked(plain, point, `ntars photo 1 ${district} ${key}`);
  const head = line({ key_name: keyName, point: toText(found.ours), nonce: toText(found.nonce) });
  return joined(head, found.sealed).buffer;
}

/** Encrypt bytes to whoever has the other half of a key; `about` is bound to them. */
async function locked(plain, point, about) {
  const theirs = fromText(point);
  const pair = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const ours = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const context = new TextEncoder().encode(about);
  const lock = await agree(pair.privateKey, theirs, ours, context);
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const rule = { name: "AES-GCM", iv: nonce, additionalData: context };
  return { ours, nonce, sealed: new Uint8Array(await crypto.subtle.encrypt(rule, lock, plain)) };
}

function line(content) {
  return new TextEncoder().encode(`${JSON.stringify(content)}\n`);
}

function joined(first, second) {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
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
