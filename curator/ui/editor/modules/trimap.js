/**
 * The trimap in the tab: pixels, and what each step changed of them.
 *
 * @typedef {import("./raster.js").Box} Box
 * @typedef {import("./raster.js").Point} Point
 * @typedef {Map<number, Uint32Array>} Patch tiles by number, as runs of (length << 8 | label)
 */

import { cut, paintSegment, paste, reach, union } from "./raster.js";

/** Side of a tile, in pixels: what a stroke touches is remembered in tiles. */
const TILE = 256;

export class TrimapBuffer {
  /** @param {number} width @param {number} height @param {Uint8Array} data */
  constructor(width, height, data) {
    this.width = width;
    this.height = height;
    this.data = data;
    this.columns = Math.ceil(width / TILE);
    /** @type {Map<number, Uint8Array> | null} the tiles of a step under way, as they were before it */
    this.before = null;
  }

  /** Start a step: from here on, what tiles held is remembered. */
  begin() {
    this.before = new Map();
  }

  /**
   * Paint one segment of the step under way.
   * @param {Point} a @param {Point} b @param {number} radius in 1/16 pixel
   * @param {number} value
   * @returns {Box | null}
   */
  paint(a, b, radius, value) {
    const box = reach(a, b, radius, this.width, this.height);
    if (!box) return null;
    for (const tile of this.tilesOf(box)) {
      if (!this.before.has(tile)) this.before.set(tile, this.copyTile(tile));
    }
    return paintSegment(this, a, b, radius, value);
  }

  /**
   * End the step.
   * @returns {Patch | null} what brings back the pixels as they were; null when nothing changed
   */
  end() {
    const before = this.before ?? new Map();
    this.before = null;
    return this.patchTo((tile) => before.get(tile) ?? null, before.keys());
  }

  /**
   * Do something to the pixels as one step.
   * @param {(labels: TrimapBuffer) => Box | null} action changes them in place, says where
   * @returns {{patch: Patch | null, box: Box | null}}
   */
  change(action) {
    const before = this.data.slice();
    const box = action(this);
    return { patch: this.patchFrom(before, box), box };
  }

  /**
   * @param {Uint8Array} before the pixels as they were @param {Box | null} box where they may differ
   * @returns {Patch | null} what brings them back; null when nothing changed
   */
  patchFrom(before, box) {
    const old = new TrimapBuffer(this.width, this.height, before);
    return box ? this.patchTo((tile) => old.copyTile(tile), this.tilesOf(box)) : null;
  }

  /**
   * Take other pixels.
   * @param {Uint8Array} data of the same size
   * @returns {Patch | null} what brings back the pixels as they were; null when nothing changed
   */
  replace(data) {
    const old = new TrimapBuffer(this.width, this.height, this.data);
    this.data = data;
    const count = this.columns * Math.ceil(this.height / TILE);
    return this.patchTo((tile) => old.copyTile(tile), Array(count).keys());
  }

  /**
   * Exchange the pixels of a patch for those there are.
   * @param {Patch} patch
   * @returns {{patch: Patch, box: Box | null}} what takes it back, and the changed box
   */
  swap(patch) {
    /** @type {Patch} */
    const inverse = new Map();
    let box = null;
    for (const [tile, runs] of patch) {
      inverse.set(tile, encode(this.copyTile(tile)));
      const place = this.boxOf(tile);
      paste(this.data, this.width, place, decode(runs, place.width * place.height));
      box = union(box, place);
    }
    return { patch: inverse, box };
  }

  /** @param {(tile: number) => Uint8Array | null} source @param {Iterable<number>} tiles */
  patchTo(source, tiles) {
    /** @type {Patch} */
    const patch = new Map();
    for (const tile of tiles) {
      const old = source(tile);
      if (old && !equal(old, this.copyTile(tile))) patch.set(tile, encode(old));
    }
    return patch.size ? patch : null;
  }

  /** @param {Box} box @returns {Generator<number>} */
  *tilesOf(box) {
    const last = Math.floor((box.y + box.height - 1) / TILE);
    const right = Math.floor((box.x + box.width - 1) / TILE);
    for (let row = Math.floor(box.y / TILE); row <= last; row += 1) {
      for (let column = Math.floor(box.x / TILE); column <= right; column += 1) {
        yield row * this.columns + column;
      }
    }
  }

  /** @param {number} tile @returns {Box} */
  boxOf(tile) {
    const x = (tile % this.columns) * TILE;
    const y = Math.floor(tile / this.columns) * TILE;
    return { x, y, width: Math.min(TILE, this.width - x), height: Math.min(TILE, this.height - y) };
  }

  /** @param {number} tile @returns {Uint8Array} */
  copyTile(tile) {
    return cut(this.data, this.width, this.boxOf(tile));
  }
}

/** @param {Uint8Array} a @param {Uint8Array} b */
function equal(a, b) {
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}

/** @param {Uint8Array} pixels @returns {Uint32Array} */
function encode(pixels) {
  const runs = [];
  for (let start = 0; start < pixels.length; ) {
    let end = start + 1;
    while (end < pixels.length && pixels[end] === pixels[start]) end += 1;
    runs.push(((end - start) << 8) | pixels[start]);
    start = end;
  }
  return Uint32Array.from(runs);
}

/** @param {Uint32Array} runs @param {number} size @returns {Uint8Array} */
function decode(runs, size) {
  const pixels = new Uint8Array(size);
  let start = 0;
  for (const run of runs) {
    pixels.fill(run & 255, start, start + (run >>> 8));
    start += run >>> 8;
  }
  return pixels;
}
