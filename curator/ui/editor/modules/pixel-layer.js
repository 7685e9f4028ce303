/**
 * A picture whose pixels change while it is looked at: kept in plain arrays, in halves too.
 *
 * @typedef {import("./raster.js").Box} Box
 * @typedef {Uint8Array | Uint32Array} Pixels
 * @typedef {{width: number, height: number, data: Pixels}} Level
 * @typedef {object} Kind
 * @property {Uint8ArrayConstructor | Uint32ArrayConstructor} array
 * @property {(finer: Level, coarser: Level, box: Box) => void} halve makes pixels of the coarser level
 * @property {(pixels: Pixels, colours: Uint32Array) => void} show as little-endian RGBA
 */

import { cut } from "./raster.js";
import { cellsOf, SeenParts } from "./seen-parts.js";

/** Longest side of the smallest level, at most. */
const SMALL = 256;

/** @type {Kind} One byte a pixel. */
export const GREYS = Object.freeze({
  array: Uint8Array,
  halve: (finer, coarser, box) => {
    eachFour(finer, coarser, box, (data, one, two, three, four) => (data[one] + data[two] + data[three] + data[four] + 2) >> 2);
  },
  show: (pixels, colours) => {
    for (let index = 0; index < pixels.length; index += 1) colours[index] = (0xff000000 | (pixels[index] * 0x10101)) >>> 0;
  },
});

/** @type {Kind} Little-endian RGBA, not multiplied by its opacity. */
export const COLOURS = Object.freeze({
  array: Uint32Array,
  halve: (finer, coarser, box) => {
    eachFour(finer, coarser, box, (data, one, two, three, four) => mixed(data[one], data[two], data[three], data[four]));
  },
  show: (pixels, colours) => colours.set(pixels),
});

export class PixelLayer {
  /** @param {number} width @param {number} height @param {Kind} kind */
  constructor(width, height, kind) {
    this.kind = kind;
    this.width = width;
    this.height = height;
    /** @type {Level[]} each half as large as the one before */
    this.levels = [{ width, height, data: new kind.array(width * height) }];
    for (let last = this.levels[0]; Math.max(last.width, last.height) > SMALL; ) {
      const [across, down] = [Math.ceil(last.width / 2), Math.ceil(last.height / 2)];
      last = { width: across, height: down, data: new kind.array(across * down) };
      this.levels.push(last);
    }
    const largest = 2 ** (this.levels.length - 1);
    this.parts = new SeenParts(this, largest, (cells, factor, pixels) => {
      const { data, width: across } = this.levels[Math.log2(factor)];
      kind.show(cut(data, across, cells), pixels);
    });
  }

  /** The pixels at full size, row after row; `update` says where they were changed. */
  get pixels() {
    return this.levels[0].data;
  }

  /** Pixels were changed. @param {Box} box */
  update(box) {
    for (let number = 1; number < this.levels.length; number += 1) {
      this.kind.halve(this.levels[number - 1], this.levels[number], cellsOf(box, 2 ** number));
    }
    this.parts.update(box);
  }

  /**
   * Draw it from the origin of a context on.
   * @param {CanvasRenderingContext2D} context moved, but not scaled or turned
   * @param {number} scale device pixels a photo pixel
   */
  draw(context, scale) {
    this.parts.draw(context, scale);
  }
}

/**
 * Make pixels of a level of four of the finer one each; beyond its border the last ones count again.
 * @param {Level} finer @param {Level} coarser @param {Box} box of the coarser
 * @param {(data: Pixels, one: number, two: number, three: number, four: number) => number} mean
 */
function eachFour({ width, height, data }, coarser, box, mean) {
  for (let y = box.y; y < box.y + box.height; y += 1) {
    const upper = 2 * y * width;
    const lower = Math.min(2 * y + 1, height - 1) * width;
    const target = y * coarser.width;
    for (let x = box.x; x < box.x + box.width; x += 1) {
      const left = 2 * x;
      const right = Math.min(left + 1, width - 1);
      coarser.data[target + x] = mean(data, upper + left, upper + right, lower + left, lower + right);
    }
  }
}

/**
 * The mean of four colours, each weighed by its opacity.
 * @param {number} a @param {number} b @param {number} c @param {number} d
 */
function mixed(a, b, c, d) {
  if (a === b && a === c && a === d) return a;
  const [p, q, r, s] = [a >>> 24, b >>> 24, c >>> 24, d >>> 24];
  const total = p + q + r + s;
  if (!total) return a;
  const half = total >> 1;
  const red = (p * (a & 255) + q * (b & 255) + r * (c & 255) + s * (d & 255) + half) / total;
  const green = (p * ((a >> 8) & 255) + q * ((b >> 8) & 255) + r * ((c >> 8) & 255) + s * ((d >> 8) & 255) + half) / total;
  const blue = (p * ((a >> 16) & 255) + q * ((b >> 16) & 255) + r * ((c >> 16) & 255) + s * ((d >> 16) & 255) + half) / total;
  return ((((total + 2) >> 2) << 24) | ((blue | 0) << 16) | ((green | 0) << 8) | (red | 0)) >>> 0;
}
