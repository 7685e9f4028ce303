/**
 * By how much one alpha exceeds another, pixel by pixel, as colours with a scale.
 *
 * Orange where the first is more opaque, blue where the second is. Says on the editor: `difference`
 * when the figures have changed.
 *
 * @typedef {import("../raster.js").Box} Box
 * @typedef {import("./mattes.js").Matte} Matte
 */

/** Pixels that are handled in one go: a few milliseconds of work, so that drawing never waits. */
const AT_ONCE = 200_000;

/** The longest side of the small copy, in which a pixel shows the largest difference of its block. */
const SMALL = 1200;

const ORANGE = [[120, 48, 8], [240, 120, 30], [255, 236, 160]];
const BLUE = [[16, 44, 120], [40, 130, 240], [190, 236, 255]];

/** Differences at which the scale may end. */
export const SCALES = [1, 0.25, 0.05];

export class Difference {
  /** @param {import("../../editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.forget();
  }

  forget() {
    this.key = "";
    this.turn = (this.turn ?? 0) + 1;
    /** @type {[Matte, Matte] | null} */
    this.mattes = null;
    /** @type {HTMLCanvasElement | null} */
    this.canvas = null;
    /** @type {HTMLCanvasElement | null} of blocks of `factor` pixels a side; null where it is not needed */
    this.small = null;
    this.factor = 1;
    /** @type {Int16Array | null} first less second, in steps of 1/255 */
    this.steps = null;
    /** How many pixels differ by so many steps. */
    this.counts = new Float64Array(256);
    this.complete = false;
  }

  /** The end of the scale. @returns {number} */
  get scale() {
    return this.editor.settings.scale;
  }

  /**
   * @param {[Matte, Matte]} mattes @param {number} scale at which it is drawn
   * @returns {{canvas: HTMLCanvasElement, factor: number} | null} the map, and how many photo pixels a
   *   side one of its own stands for; null while the mattes are on their way
   */
  of(mattes, scale) {
    const key = mattes.map((each) => (each.id === "live" ? "live" : each.picture)).join(" ");
    if (key !== this.key) {
      const pictures = mattes.map((each) => this.editor.mattes.picture(each.picture));
      if (pictures.some((picture) => !picture)) return null;
      this.forget();
      this.key = key;
      this.mattes = mattes;
      this.measure();
    }
    const { canvas, small, factor } = this;
    return small && scale <= 1 / factor ? { canvas: small, factor } : canvas && { canvas, factor: 1 };
  }

  /** Another end of the scale. @param {number} scale */
  setScale(scale) {
    this.editor.set({ scale });
    // Where it is still being measured, it begins again.
    if (this.complete) this.inStrips(this.all, (strip) => this.colour(strip));
    else this.key = "";
    this.editor.emit("difference");
  }

  async measure() {
    const { photo } = this.editor;
    this.canvas = canvasOf(photo.width, photo.height);
    while (Math.max(photo.width, photo.height) / this.factor > SMALL) this.factor *= 2;
    const sides = [photo.width, photo.height].map((side) => Math.ceil(side / this.factor));
    this.small = this.factor > 1 ? canvasOf(sides[0], sides[1]) : null;
    this.steps = new Int16Array(photo.width * photo.height);
    this.counts[0] = this.steps.length;
    await this.inStrips(this.all, (strip) => this.measureBox(strip));
  }

  /** The box of all pixels. @returns {Box} */
  get all() {
    return { x: 0, y: 0, width: this.canvas.width, height: this.canvas.height };
  }

  /** The alphas changed there. @param {Box} box */
  update(box) {
    if (!this.complete) this.key = "";
    else if (box.width * box.height > AT_ONCE) this.inStrips(box, (strip) => this.measureBox(strip));
    else {
      this.measureBox(box);
      this.editor.emit("difference");
    }
  }

  /** @param {Box} box @param {(strip: Box) => void} action */
  async inStrips(box, action) {
    const turn = (this.turn += 1);
    const rows = Math.max(1, Math.floor(AT_ONCE / box.width));
    const end = box.y + box.height;
    this.complete = false;
    for (let y = box.y; y < end; y += rows) {
      action({ ...box, y, height: Math.min(rows, end - y) });
      await new Promise((resolve) => setTimeout(resolve));
      if (turn !== this.turn) return;
    }
    this.complete = true;
    this.editor.emit("difference");
    this.editor.redraw();
  }

  /** @param {Box} box */
  measureBox(box) {
    const [first, second] = this.mattes.map((matte) => this.editor.mattes.levels(matte, box));
    if (!first || !second) return;
    const { width } = this.canvas;
    for (let row = 0; row < box.height; row += 1) {
      let index = (box.y + row) * width + box.x;
      for (let at = row * box.width; at < (row + 1) * box.width; at += 1, index += 1) {
        const step = first[at] - second[at];
        this.counts[Math.abs(this.steps[index])] -= 1;
        this.counts[Math.abs(step)] += 1;
        this.steps[index] = step;
      }
    }
    this.colour(box);
  }

  /** Colour a box. @param {Box} box */
  colour(box) {
    const table = colours(this.scale);
    if (this.small) this.colourSmall(box, table);
    const image = new ImageData(box.width, box.height);
    const pixels = new Uint32Array(image.data.buffer);
    for (let row = 0; row < box.height; row += 1) {
      const from = (box.y + row) * this.canvas.width + box.x;
      for (let column = 0; column < box.width; column += 1) {
        pixels[row * box.width + column] = table[255 + this.steps[from + column]];
      }
    }
    this.canvas.getContext("2d").putImageData(image, box.x, box.y);
  }

  /** Colour the blocks of a box. @param {Box} box @param {Uint32Array} table */
  colourSmall(box, table) {
    const { factor, steps, canvas } = this;
    const [left, top] = [Math.floor(box.x / factor), Math.floor(box.y / factor)];
    const width = Math.ceil((box.x + box.width) / factor) - left;
    const height = Math.ceil((box.y + box.height) / factor) - top;
    const largest = new Int16Array(width * height);
    const right = Math.min(canvas.width, (left + width) * factor);
    const bottom = Math.min(canvas.height, (top + height) * factor);
    for (let y = top * factor; y < bottom; y += 1) {
      const line = (Math.floor(y / factor) - top) * width - left;
      for (let x = left * factor; x < right; x += 1) {
        const step = steps[y * canvas.width + x];
        const block = line + Math.floor(x / factor);
        if (Math.abs(step) > Math.abs(largest[block])) largest[block] = step;
      }
    }
    const image = new ImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    for (let index = 0; index < pixels.length; index += 1) pixels[index] = table[255 + largest[index]];
    this.small.getContext("2d").putImageData(image, left, top);
  }

  /** As Evaluate has them: SAD in thousands, MSE; and the largest difference, of alphas in [0, 1]. */
  get figures() {
    const figures = { sad: 0, mse: 0, largest: 0 };
    this.counts.forEach((count, step) => {
      const apart = step / 255;
      figures.sad += (count * apart) / 1000;
      figures.mse += (count * apart ** 2) / (this.steps?.length ?? 1);
      if (count > 0) figures.largest = apart;
    });
    return figures;
  }

  /** The pixel that differs most. @returns {{x: number, y: number} | null} */
  get worst() {
    const most = Math.round(this.figures.largest * 255);
    const index = most ? this.steps.findIndex((step) => Math.abs(step) === most) : -1;
    return index < 0 ? null : { x: index % this.canvas.width, y: Math.floor(index / this.canvas.width) };
  }
}

/** @param {number} width @param {number} height */
function canvasOf(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

/**
 * Little-endian RGBA of the differences -255 to 255; nothing where there is none.
 * @param {number} scale @returns {Uint32Array}
 */
export function colours(scale) {
  const table = new Uint32Array(511);
  for (let step = 1; step < 256; step += 1) {
    const part = Math.min(1, step / 255 / scale);
    table[255 + step] = packed(ORANGE, part);
    table[255 - step] = packed(BLUE, part);
  }
  return table;
}

/** @param {number[][]} stops @param {number} part in (0, 1] */
function packed(stops, part) {
  const place = Math.min(1.999, part * 2);
  const [low, high] = [stops[Math.floor(place)], stops[Math.floor(place) + 1]];
  const [red, green, blue] = low.map((level, index) => Math.round(level + (high[index] - level) * (place % 1)));
  const opacity = Math.round(90 + 155 * Math.min(1, part * 2));
  return ((opacity << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
