/**
 * The soft brush as Python's `curator.matting.painting` has it: how much of each pixel a stroke takes.
 *
 * @typedef {import("../raster.js").Box} Box
 * @typedef {import("../raster.js").Point} Point
 */

import { VALUES } from "../raster.js";

const EDGE = 0.5;

/** Side of the squares that a stroke's weights are kept in, in pixels. */
const TILE = 256;

export class SoftWeights {
  /** @param {number} width @param {number} height @param {number} radius @param {number} hardness */
  constructor(width, height, radius, hardness) {
    this.width = width;
    this.height = height;
    this.outer = radius + EDGE;
    this.inner = Math.min(hardness * radius, radius - EDGE);
    /** @type {Map<number, Float32Array>} the weights so far */
    this.tiles = new Map();
  }

  /**
   * Extend the path by a segment.
   * @param {Point} a @param {Point} b in photo pixels
   * @param {Uint8Array} labels of the photo; only unknown pixels take anything
   * @param {(index: number, weight: number) => void} visit each pixel that takes more than before, by
   *   its index in the photo
   */
  segment(a, b, labels, visit) {
    const box = this.reach(a, b);
    if (!box) return;
    for (let y = box.y; y < box.y + box.height; y += 1) {
      for (let from = box.x; from < box.x + box.width; ) {
        const column = Math.floor(from / TILE);
        const to = Math.min(box.x + box.width, (column + 1) * TILE);
        this.row(a, b, y, from, to, this.tile(column, Math.floor(y / TILE)), labels, visit);
        from = to;
      }
    }
  }

  /** A part of a row that lies in one tile. */
  row(a, b, y, from, to, tile, labels, visit) {
    const { outer, inner, width } = this;
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const length = dx * dx + dy * dy;
    const py = y + 0.5 - a.y;
    for (let x = from; x < to; x += 1) {
      const index = y * width + x;
      if (labels[index] !== VALUES.unknown) continue;
      const px = x + 0.5 - a.x;
      const along = length > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / length)) : 0;
      const [qx, qy] = [px - along * dx, py - along * dy];
      const t = Math.min(1, (outer - Math.sqrt(qx * qx + qy * qy)) / (outer - inner));
      if (t <= 0) continue;
      const weight = t * t * (3 - 2 * t);
      const place = (y % TILE) * TILE + (x % TILE);
      if (tile[place] >= weight) continue;
      tile[place] = weight;
      visit(index, weight);
    }
  }

  /** @param {number} column @param {number} row @returns {Float32Array} */
  tile(column, row) {
    const number = row * 65536 + column;
    let tile = this.tiles.get(number);
    if (!tile) this.tiles.set(number, (tile = new Float32Array(TILE * TILE)));
    return tile;
  }

  /** @param {Point} a @param {Point} b @returns {Box | null} */
  reach(a, b) {
    const left = Math.max(0, Math.floor(Math.min(a.x, b.x) - this.outer));
    const top = Math.max(0, Math.floor(Math.min(a.y, b.y) - this.outer));
    const right = Math.min(this.width, Math.ceil(Math.max(a.x, b.x) + this.outer));
    const bottom = Math.min(this.height, Math.ceil(Math.max(a.y, b.y) + this.outer));
    return left < right && top < bottom ? { x: left, y: top, width: right - left, height: bottom - top } : null;
  }
}
