/**
 * Pixels that are looked at: only the part that is seen, no finer than it is seen.
 *
 * A canvas of a whole large photo would be copied by the browser, and made smaller anew, in every
 * frame in which some of it changes.
 *
 * @typedef {import("./raster.js").Box} Box
 * @typedef {object} Part
 * @property {number} factor photo pixels along the side of a cell; a cell is one pixel of the canvas
 * @property {Box} box which cells
 * @property {HTMLCanvasElement} canvas their colours
 */

/** Cells beyond what is seen, as a part of it: moving a little needs no other part. */
const MARGIN = 0.125;

export class SeenParts {
  /**
   * @param {{width: number, height: number}} size in photo pixels
   * @param {number} largest side of a cell, a power of two
   * @param {(cells: Box, factor: number, pixels: Uint32Array) => void} fill with the cells' colours,
   *   little-endian RGBA
   */
  constructor({ width, height }, largest, fill) {
    this.width = width;
    this.height = height;
    this.largest = largest;
    this.fill = fill;
    /** @type {Map<HTMLCanvasElement, Part>} what is shown on each canvas */
    this.parts = new Map();
  }

  /** Everything has other colours. */
  forget() {
    this.parts.clear();
  }

  /** A box has other colours. @param {Box} box in photo pixels */
  update(box) {
    for (const part of this.parts.values()) {
      const cells = meet(part.box, cellsOf(box, part.factor));
      if (cells) this.colour(part, cells);
    }
  }

  /**
   * Draw from the origin of a context on.
   * @param {CanvasRenderingContext2D} context moved, but not scaled or turned
   * @param {number} scale device pixels a photo pixel
   */
  draw(context, scale) {
    const part = this.partFor(context, scale);
    if (!part) return;
    const { box, canvas } = part;
    const side = part.factor * scale;
    context.imageSmoothingQuality = "low";
    context.drawImage(canvas, box.x * side, box.y * side, box.width * side, box.height * side);
  }

  /** @param {CanvasRenderingContext2D} context @param {number} scale @returns {Part | null} */
  partFor(context, scale) {
    let factor = 1;
    while (2 * factor * scale <= 1 && 2 * factor <= this.largest) factor *= 2;
    const { parts } = this;
    const { e, f } = context.getTransform();
    const { canvas } = context;
    const seen = { x: -e / scale, y: -f / scale, width: canvas.width / scale, height: canvas.height / scale };
    const whole = cellsOf({ x: 0, y: 0, width: this.width, height: this.height }, factor);
    const cells = meet(whole, cellsOf(seen, factor));
    if (!cells) return null;
    const last = parts.get(canvas);
    if (last && last.factor === factor && contains(last.box, cells)) return last;
    const part = { factor, box: meet(whole, widened(cells)) ?? cells, canvas: document.createElement("canvas") };
    part.canvas.width = part.box.width;
    part.canvas.height = part.box.height;
    this.colour(part, part.box);
    parts.set(canvas, part);
    return part;
  }

  /** @param {Part} part @param {Box} cells of it */
  colour({ factor, box, canvas }, cells) {
    const image = new ImageData(cells.width, cells.height);
    this.fill(cells, factor, new Uint32Array(image.data.buffer));
    canvas.getContext("2d").putImageData(image, cells.x - box.x, cells.y - box.y);
  }
}

/** The cells that a box of pixels touches. @param {Box} box @param {number} factor @returns {Box} */
export function cellsOf(box, factor) {
  const [x, y] = [Math.floor(box.x / factor), Math.floor(box.y / factor)];
  const [right, bottom] = [Math.ceil((box.x + box.width) / factor), Math.ceil((box.y + box.height) / factor)];
  return { x, y, width: right - x, height: bottom - y };
}

/** @param {Box} box @returns {Box} */
function widened({ x, y, width, height }) {
  const [across, down] = [Math.ceil(width * MARGIN), Math.ceil(height * MARGIN)];
  return { x: x - across, y: y - down, width: width + 2 * across, height: height + 2 * down };
}

/** @param {Box} one @param {Box} other @returns {Box | null} what both hold */
function meet(one, other) {
  const [x, y] = [Math.max(one.x, other.x), Math.max(one.y, other.y)];
  const width = Math.min(one.x + one.width, other.x + other.width) - x;
  const height = Math.min(one.y + one.height, other.y + other.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}

/** @param {Box} outer @param {Box} inner */
function contains(outer, inner) {
  const both = meet(outer, inner);
  return both?.width === inner.width && both.height === inner.height;
}
