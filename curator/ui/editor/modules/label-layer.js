/**
 * The trimap as colours: only the part that is looked at, no finer than it is looked at.
 *
 * A canvas of a whole large photo would be copied by the browser, and made smaller anew, in every
 * frame of a stroke.
 *
 * @typedef {import("./raster.js").Box} Box
 * @typedef {object} Part
 * @property {number} factor photo pixels along the side of a cell; a cell is one pixel of the canvas
 * @property {Box} box which cells
 * @property {HTMLCanvasElement} canvas their colours
 */

import { VALUES } from "./raster.js";

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

/** Cells beyond what is seen, as a part of it: moving a little needs no other part. */
const MARGIN = 0.125;
/** The largest cells: their sums fit into the bits below. */
const LARGEST = 32;
/** Bits of a cell's sum of values; the count of its foreground lies above. */
const BITS = 20;

export class LabelLayer {
  /** @param {import("./trimap.js").TrimapBuffer} trimap */
  constructor(trimap) {
    this.trimap = trimap;
    this.grey = false;
    /** @type {Map<HTMLCanvasElement, Part>} what is shown of it on each canvas */
    this.parts = new Map();
  }

  /** Colours over the photo, or the trimap's own greys. @param {boolean} grey */
  setGrey(grey) {
    if (grey === this.grey) return;
    this.grey = grey;
    this.recolour();
  }

  /** Colour everything again. */
  recolour() {
    this.parts.clear();
  }

  /** Colour a box again. @param {Box} box in photo pixels */
  update(box) {
    for (const part of this.parts.values()) {
      const cells = meet(part.box, cellsOf(box, part.factor));
      if (cells) this.colour(part, cells);
    }
  }

  /**
   * Draw it from the origin of a context on.
   * @param {CanvasRenderingContext2D} context moved, but not scaled or turned
   * @param {number} scale device pixels a photo pixel
   */
  draw(context, scale) {
    const part = this.partFor(context, scale);
    if (!part) return;
    const { box, canvas } = part;
    const side = part.factor * scale;
    context.imageSmoothingEnabled = scale < 1;
    context.imageSmoothingQuality = "low";
    context.drawImage(canvas, box.x * side, box.y * side, box.width * side, box.height * side);
  }

  /** @param {CanvasRenderingContext2D} context @param {number} scale @returns {Part | null} */
  partFor(context, scale) {
    let factor = 1;
    while (2 * factor * scale <= 1 && 2 * factor <= LARGEST) factor *= 2;
    const { trimap, parts } = this;
    const { e, f } = context.getTransform();
    const { canvas } = context;
    const seen = { x: -e / scale, y: -f / scale, width: canvas.width / scale, height: canvas.height / scale };
    const whole = cellsOf({ x: 0, y: 0, width: trimap.width, height: trimap.height }, factor);
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
    const pixels = new Uint32Array(image.data.buffer);
    const table = this.grey ? GREYS : LABEL_COLOURS;
    if (factor === 1) copy(this.trimap, cells, table, pixels);
    else average(this.trimap, cells, factor, table, pixels);
    canvas.getContext("2d").putImageData(image, cells.x - box.x, cells.y - box.y);
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

/** The cells that a box of pixels touches. @param {Box} box @param {number} factor @returns {Box} */
function cellsOf(box, factor) {
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
