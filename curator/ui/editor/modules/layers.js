/**
 * What lies over each other on the canvas: the photo and the disagreement of mattes.
 */

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
