/**
 * The soft brush as Python's `curator.matting.painting` has it: how much of each pixel a stroke takes.
 *
 * @typedef {import("../raster.js").Box} Box
 * @typedef {import("../raster.js").Point} Point
 */

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
   * @param {(x: number, y: number, weight: number) => void} visit each pixel that takes more than before
   * @returns {Box | null} where they lie
   */
  segment(a, b, visit) {
    const box = this.reach(a, b);
    if (!box) return null;
    const dx = b.x - a.x;
    const dy = b.y - a.y;
    const length = dx * dx + dy * dy;
    for (let y = box.y; y < box.y + box.height; y += 1) {
      const py = y + 0.5 - a.y;
      for (let x = box.x; x < box.x + box.width; x += 1) {
        const px = x + 0.5 - a.x;
        const along = length > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / length)) : 0;
        const weight = this.weight(Math.hypot(px - along * dx, py - along * dy));
        if (weight > 0 && this.raise(x, y, weight)) visit(x, y, weight);
      }
    }
    return box;
  }

  /** @param {number} distance from the path @returns {number} in [0, 1] */
  weight(distance) {
    const t = Math.min(1, Math.max(0, (this.outer - distance) / (this.outer - this.inner)));
    return t * t * (3 - 2 * t);
  }

  /** @returns {boolean} whether the pixel took less before */
  raise(x, y, weight) {
    const number = Math.floor(y / TILE) * 65536 + Math.floor(x / TILE);
    let tile = this.tiles.get(number);
    if (!tile) this.tiles.set(number, (tile = new Float32Array(TILE * TILE)));
    const index = (y % TILE) * TILE + (x % TILE);
    if (tile[index] >= weight) return false;
    tile[index] = weight;
    return true;
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
