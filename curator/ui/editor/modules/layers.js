/**
 * What lies over each other on the canvas: the photo, the trimap's colours, mattes, disagreement.
 *
 * @typedef {import("./raster.js").Box} Box
 */

/** Labels as colours: red, green, blue, and how much of the overlay's opacity they take. */
export const LABEL_COLOURS = Object.freeze({
  background: [214, 69, 93, 255],
  unknown: [245, 196, 66, 150],
  foreground: [28, 158, 143, 190],
});

const GREYS = Object.freeze({
  background: [0, 0, 0, 255],
  unknown: [128, 128, 128, 255],
  foreground: [255, 255, 255, 255],
});

/** Longest side below which no smaller copy of the photo is kept. */
export const SMALL = 900;

/**
 * A photo, and copies of half the size each, so that a large one is drawn fast and clean.
 * @param {ImageBitmap} picture @returns {Promise<ImageBitmap[]>}
 */
export async function halves(picture) {
  const levels = [picture];
  let last = picture;
  while (Math.max(last.width, last.height) > SMALL) {
    const size = { resizeWidth: Math.ceil(last.width / 2), resizeHeight: Math.ceil(last.height / 2) };
    last = await createImageBitmap(last, { ...size, resizeQuality: "medium" });
    levels.push(last);
  }
  return levels;
}

/** The photo in the sizes that `halves` makes. */
export class PhotoLayer {
  constructor() {
    /** @type {ImageBitmap[]} */
    this.levels = [];
  }

  /** @param {ImageBitmap[]} levels */
  set(levels) {
    this.close();
    this.levels = levels;
  }

  /** The copy to draw at a scale. @param {number} scale @returns {ImageBitmap | null} */
  at(scale) {
    let level = 0;
    while (level + 1 < this.levels.length && scale * 2 ** (level + 1) <= 1) level += 1;
    return this.levels[level] ?? null;
  }

  close() {
    for (const picture of this.levels) picture.close();
    this.levels = [];
  }
}

/** The trimap as colours on a canvas of the photo's size; only what changed is coloured again. */
export class LabelLayer {
  /** @param {import("./trimap.js").TrimapBuffer} trimap */
  constructor(trimap) {
    this.trimap = trimap;
    this.canvas = document.createElement("canvas");
    this.canvas.width = trimap.width;
    this.canvas.height = trimap.height;
    this.context = this.canvas.getContext("2d");
    this.grey = false;
    this.recolour();
  }

  /** Colours over the photo, or the trimap's own greys. @param {boolean} grey */
  setGrey(grey) {
    if (grey === this.grey) return;
    this.grey = grey;
    this.recolour();
  }

  /** Colour everything again. */
  recolour() {
    this.update({ x: 0, y: 0, width: this.trimap.width, height: this.trimap.height });
  }

  /** Colour a box again. @param {Box} box */
  update(box) {
    const table = colourTable(this.grey ? GREYS : LABEL_COLOURS);
    const rows = Math.max(1, Math.floor(1_000_000 / box.width));
    for (let top = box.y; top < box.y + box.height; top += rows) {
      const height = Math.min(rows, box.y + box.height - top);
      const image = this.context.createImageData(box.width, height);
      const pixels = new Uint32Array(image.data.buffer);
      for (let row = 0; row < height; row += 1) {
        const source = (top + row) * this.trimap.width + box.x;
        const target = row * box.width;
        for (let column = 0; column < box.width; column += 1) {
          pixels[target + column] = table[this.trimap.data[source + column]];
        }
      }
      this.context.putImageData(image, box.x, top);
    }
  }
}

/** @param {Record<string, number[]>} colours @returns {Uint32Array} label to little-endian RGBA */
function colourTable(colours) {
  const table = new Uint32Array(256);
  for (const [label, value] of [["background", 0], ["unknown", 128], ["foreground", 255]]) {
    const [red, green, blue, opacity] = colours[label];
    table[value] = ((opacity << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  }
  return table;
}

/**
 * Disagreement as colours from nothing over violet and orange to yellow.
 * @param {{width: number, height: number, data: Uint8Array}} spread 255 is a spread of 1
 * @returns {HTMLCanvasElement}
 */
export function heatMap(spread) {
  const stops = [[60, 20, 120], [190, 40, 120], [245, 125, 40], [255, 235, 110]];
  const table = new Uint32Array(256);
  for (let value = 3; value < 256; value += 1) {
    const place = Math.min(2.999, (value / 160) * 3);
    const [low, high] = [stops[Math.floor(place)], stops[Math.floor(place) + 1]];
    const mixed = low.map((channelValue, index) => channelValue + (high[index] - channelValue) * (place % 1));
    const opacity = Math.min(235, 70 + value * 2.5);
    table[value] = ((opacity << 24) | (mixed[2] << 16) | (mixed[1] << 8) | mixed[0]) >>> 0;
  }
  const canvas = document.createElement("canvas");
  canvas.width = spread.width;
  canvas.height = spread.height;
  const image = new ImageData(spread.width, spread.height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let index = 0; index < pixels.length; index += 1) pixels[index] = table[spread.data[index]];
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}
