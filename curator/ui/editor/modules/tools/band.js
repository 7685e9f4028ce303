/**
 * The unknown band wider or narrower: the browser's half of one rule that Python follows too.
 *
 * All distances are those of pixel centres in the trimap as it was before. Widening by n makes what is
 * at most n away from an unknown pixel unknown. Narrowing by n gives an unknown pixel that is at most n
 * away from a known one the label of the nearest; between two equally near ones it stays unknown.
 *
 * @typedef {import("../raster.js").Box} Box
 * @typedef {import("../raster.js").Point} Point
 * @typedef {import("../raster.js").Labels} Labels
 * @typedef {"widen" | "narrow"} Change
 */

import { cut, eachRun, paste, union, VALUES } from "../raster.js";
import { squaredDistances } from "./distances.js";

/** Side of the squares that are worked out at once, in pixels. */
const TILE = 256;

export class BandPaint {
  /** @param {Labels} labels changed in place @param {Change} change @param {number} pixels */
  constructor(labels, change, pixels) {
    this.labels = labels;
    this.change = change;
    this.pixels = pixels;
    /** @type {Labels} as they were before */
    this.before = { width: labels.width, height: labels.height, data: labels.data.slice() };
    this.columns = Math.ceil(labels.width / TILE);
    /** @type {Map<number, Uint8Array | null>} tiles as they are to be; null for those that stay */
    this.tiles = new Map();
  }

  /**
   * Change what a brush covers between two points.
   * @param {Point} a @param {Point} b @param {number} radius all in 1/16 pixel
   * @returns {Box | null} what the brush went over
   */
  segment(a, b, radius) {
    const { width, height, data } = this.labels;
    return eachRun(width, height, a, b, radius, (row, first, last) => {
      for (let from = first; from <= last; ) {
        const column = Math.floor(from / TILE);
        const to = Math.min(last + 1, (column + 1) * TILE);
        const number = Math.floor(row / TILE) * this.columns + column;
        const tile = this.tile(number);
        if (tile) {
          const box = this.boxOf(number);
          const start = (row - box.y) * box.width - box.x;
          data.set(tile.subarray(start + from, start + to), row * width + from);
        }
        from = to;
      }
    });
  }

  /** Change all of the band. @returns {Box | null} where something may have changed */
  everywhere() {
    let changed = null;
    for (const box of this.squares()) changed = union(changed, box);
    return changed;
  }

  /** Change all of the band, square by square. @returns {Generator<Box | null>} null for one that stays */
  *squares() {
    const { width, height, data } = this.labels;
    for (let number = 0; number < this.columns * Math.ceil(height / TILE); number += 1) {
      const tile = this.tile(number);
      const box = tile ? this.boxOf(number) : null;
      if (box) paste(data, width, box, tile);
      this.tiles.delete(number);
      yield box;
    }
  }

  /** @param {number} number @returns {Box} */
  boxOf(number) {
    const x = (number % this.columns) * TILE;
    const y = Math.floor(number / this.columns) * TILE;
    const { width, height } = this.labels;
    return { x, y, width: Math.min(TILE, width - x), height: Math.min(TILE, height - y) };
  }

  /** @param {number} number @returns {Uint8Array | null} the tile as it is to be; null if it stays */
  tile(number) {
    let tile = this.tiles.get(number);
    if (tile === undefined) {
      tile = changed(this.before, this.boxOf(number), this.change, this.pixels);
      this.tiles.set(number, tile);
    }
    return tile;
  }
}

/**
 * A part of the trimap with its band changed.
 * @param {Labels} labels @param {Box} box @param {Change} change @param {number} pixels
 * @returns {Uint8Array | null} null if there is no band near
 */
function changed(labels, box, change, pixels) {
  // What is further away than the change is wide decides nothing.
  const left = Math.max(0, box.x - pixels);
  const top = Math.max(0, box.y - pixels);
  const width = Math.min(labels.width, box.x + box.width + pixels) - left;
  const height = Math.min(labels.height, box.y + box.height + pixels) - top;
  const around = cut(labels.data, labels.width, { x: left, y: top, width, height });
  if (!around.includes(VALUES.unknown)) return null;
  const most = pixels * pixels;
  const after = around.slice();
  if (change === "widen") {
    const unknown = squaredDistances(around, VALUES.unknown, width, pixels);
    for (let index = 0; index < after.length; index += 1) {
      if (unknown[index] <= most) after[index] = VALUES.unknown;
    }
  } else {
    const foreground = squaredDistances(around, VALUES.foreground, width, pixels);
    const background = squaredDistances(around, VALUES.background, width, pixels);
    for (let index = 0; index < after.length; index += 1) {
      if (around[index] !== VALUES.unknown) continue;
      const [f, b] = [foreground[index], background[index]];
      if (f < b && f <= most) after[index] = VALUES.foreground;
      else if (b < f && b <= most) after[index] = VALUES.background;
    }
  }
  return cut(after, width, { ...box, x: box.x - left, y: box.y - top });
}
