/** The hatching of "too few to say" as an image that tiles without a seam. */

const SIDE = 16; // device pixels at ratio 2, so 8 on the page, like the drawing's pattern

/** Return the pixels of one tile in the colours of a palette. */
export function hatchImage(colours) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const pen = canvas.getContext("2d");
  pen.fillStyle = colours["hatch-ground"];
  pen.fillRect(0, 0, SIDE, SIDE);
  pen.strokeStyle = colours.hatch;
  pen.lineWidth = 2.2;
  for (const shift of [-SIDE, 0, SIDE]) {
    pen.beginPath();
    pen.moveTo(shift - 2, SIDE + 2);
    pen.lineTo(shift + SIDE + 2, -2);
    pen.stroke();
  }
  return pen.getImageData(0, 0, SIDE, SIDE);
}
