/**
 * The trimap as colours.
 *
 * @typedef {import("./raster.js").Box} Box
 */

import { VALUES } from "./raster.js";
import { SeenParts } from "./seen-parts.js";

/** Labels as colours: red, green, blue, and how much of the overlay's opacity they take. */
const LABEL_COLOURS = Object.freeze({
  background: [214, 69, 93, 255],
  unknown: [245, 196, 66, 150],
  foreground: [28, 158, 143, 190],
});

const GREYS = Object.freeze({
  background: [0, 0, 0, 255],
  unknown: [128, 128, 128, 255],
  foreground: [255, 255, 255, 255],
});

/** The largest cells: their sums fit into the bits below. */
const LARGEST = 32;
/** Bits of a cell's sum of values; the count of its foreground lies above. */
const BITS = 20;

export class LabelLayer {
  /** @param {import("./trimap.js").TrimapBuffer} trimap */
  constructor(trimap) {
    this.grey = false;
    this.parts = new SeenParts(trimap, LARGEST, (cells, factor, pixels) => {
      const table = this.grey ? GREYS : LABEL_COLOURS;
      if (factor === 1) copy(trimap, cells, table, pixels);
      else average(trimap, cells, factor, table, pixels);
    });
  }

  /** Colours over the photo, or the trimap's own greys. @param {boolean} grey */
  setGrey(grey) {
    if (grey === this.grey) return;
    this.grey = grey;
    this.recolour();
  }

  /** Colour everything again. */
  recolour() {
    this.parts.forget();
  }

  /** Colour a box again. @param {Box} box in photo pixels */
  update(box) {
    this.parts.update(box);
  }

  /**
   * Draw it from the origin of a context on.
   * @param {CanvasRenderingContext2D} context moved, but not scaled or turned
   * @param {number} scale device pixels a photo pixel
   */
  draw(context, scale) {
    context.imageSmoothingEnabled = scale < 1;
    this.parts.draw(context, scale);
  }
}

/**
 * @param {import("./raster.js").Labels} trimap @param {Box} box
 * @param {Record<string, number[]>} colours @param {Uint32Array} pixels filled
 */
function copy({ width, data }, box, colours, pixels) {
  const table = new Uint32Array(256);
  for (const [label, value] of Object.entries(VALUES)) table[value] = packed(colours[label]);
  for (let row = 0; row < box.height; row += 1) {
    const source = (box.y + row) * width + box.x;
    const target = row * box.width;
    for (let column = 0; column < box.width; column += 1) {
      pixels[target + column] = table[data[source + column]];
    }
  }
}

/**
 * The mean colour of each cell.
 * @param {import("./raster.js").Labels} trimap @param {Box} cells @param {number} factor
 * @param {Record<string, number[]>} colours @param {Uint32Array} pixels filled
 */
function average({ width, height, data }, cells, factor, colours, pixels) {
  const sums = new Uint32Array(cells.width);
  const left = cells.x * factor;
  const right = Math.min(width, (cells.x + cells.width) * factor);
  /** @type {Map<number, number>} colours by sum, of whole cells and of those at the border */
  const known = new Map();
  for (let row = 0; row < cells.height; row += 1) {
    const top = (cells.y + row) * factor;
    const bottom = Math.min(height, top + factor);
    sums.fill(0);
    for (let y = top; y < bottom; y += 1) {
      for (let x = left, cell = 0; x < right; cell += 1) {
        let sum = 0;
        for (const end = Math.min(right, x + factor); x < end; x += 1) {
          const value = data[y * width + x];
          // Of the three values foreground alone is odd.
          sum += value + ((value & 1) << BITS);
        }
        sums[cell] += sum;
      }
    }
    for (let cell = 0; cell < cells.width; cell += 1) {
      const count = (bottom - top) * (Math.min(right, left + (cell + 1) * factor) - left - cell * factor);
      const key = sums[cell] * 4097 + count;
      let colour = known.get(key);
      if (colour === undefined) {
        colour = mixed(sums[cell], count, colours);
        known.set(key, colour);
      }
      pixels[row * cells.width + cell] = colour;
    }
  }
}

/** @param {number} sum @param {number} count of pixels @param {Record<string, number[]>} colours */
function mixed(sum, count, colours) {
  const foreground = sum >>> BITS;
  const unknown = ((sum & ((1 << BITS) - 1)) - VALUES.foreground * foreground) / VALUES.unknown;
  const shares = { foreground, unknown, background: count - foreground - unknown };
  const total = [0, 0, 0, 0];
  for (const [label, share] of Object.entries(shares)) {
    const [red, green, blue, opacity] = colours[label];
    [red, green, blue].forEach((level, index) => (total[index] += share * opacity * level));
    total[3] += share * opacity;
  }
  return packed([...total.slice(0, 3).map((level) => Math.round(level / total[3])), Math.round(total[3] / count)]);
}

/** @param {number[]} colour @returns {number} little-endian RGBA */
function packed([red, green, blue, opacity]) {
  return ((opacity << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
