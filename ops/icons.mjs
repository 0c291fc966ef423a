/**
 * Draws the app's icons as PNG files, so that no picture has to be committed or fetched.
 *
 * The mark of ntars_geo/assets/mark.svg, in a square; PNG by hand, for Node has a deflater.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as zlib from "node:zlib";

const PAPER = [0xfb, 0xfa, 0xf7];
const SHAPES = [
  { colour: [0xe0, 0x82, 0x14], corners: hexagon(11.5, 14.5) },
  { colour: [0x72, 0x64, 0x9f], corners: hexagon(20.5, 17.5) },
  { colour: [0x3a, 0x1c, 0x2e], corners: [[11.8, 12.5], [20.2, 7.65], [20.2, 19.5], [11.8, 24.35]] },
];
const SAMPLES = [1 / 6, 1 / 2, 5 / 6];

function hexagon(x, y) {
  return [[x, y - 10], [x + 8.7, y - 5], [x + 8.7, y + 5], [x, y + 10], [x - 8.7, y + 5], [x - 8.7, y - 5]];
}

/** Write the icons that the manifest names; `room` is the share of the square that the mark fills. */
export async function drawIcons(folder) {
  const icons = [["icon-192.png", 192, 0.86], ["icon-512.png", 512, 0.86], ["icon-maskable.png", 512, 0.6]];
  for (const [name, size, room] of icons) await writeFile(join(folder, name), png(size, room));
  return icons.map(([name]) => name);
}

function png(size, room) {
  const rows = [];
  for (let y = 0; y < size; y += 1) {
    const row = Buffer.alloc(1 + size * 3); // the first byte: no filter
    for (let x = 0; x < size; x += 1) row.set(pixel(x, y, size, room), 1 + x * 3);
    rows.push(row);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2, 0, 0, 0], 8); // 8 bits, red green blue
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", zlib.deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function pixel(x, y, size, room) {
  const sum = [0, 0, 0];
  for (const dy of SAMPLES) {
    for (const dx of SAMPLES) {
      const at = (value) => ((value / size - 0.5) / room) * 32 + 16;
      const colour = colourAt(at(x + dx), at(y + dy));
      for (let band = 0; band < 3; band += 1) sum[band] += colour[band] / 9;
    }
  }
  return sum.map(Math.round);
}

function colourAt(x, y) {
  return SHAPES.findLast(({ corners }) => inside(corners, x, y))?.colour ?? PAPER;
}

function inside(corners, x, y) {
  return corners.every(([x1, y1], index) => {
    const [x2, y2] = corners[(index + 1) % corners.length];
    return (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1) >= 0;
  });
}

function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** Node 20 has it; 18 has not. */
function crc32(bytes) {
  if (zlib.crc32) return zlib.crc32(bytes);
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
