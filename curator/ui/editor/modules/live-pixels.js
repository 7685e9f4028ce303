/**
 * The live matte as pixels: one alpha of the photo's size, patched in place, and what is seen of it.
 *
 * @typedef {import("./raster.js").Box} Box
 */

import { COLOURS, GREYS, PixelLayer } from "./pixel-layer.js";
import { cut, paste } from "./raster.js";

/** Pixels that are handled in one go: a few milliseconds of work, so that drawing never waits. */
const AT_ONCE = 200_000;

const COLOUR = 0x00ffffff;

export class LivePixels {
  /**
   * @param {number} width @param {number} height
   * @param {() => ImageBitmap | null} photo the photo at full size
   */
  constructor(width, height, photo) {
    this.width = width;
    this.height = height;
    this.photo = photo;
    this.grey = new PixelLayer(width, height, GREYS);
    /** `round(255 * alpha)`, row after row. */
    this.alpha = /** @type {Uint8Array} */ (this.grey.pixels);
    /** @type {PixelLayer | null} null until it was looked at and is filled */
    this.cutout = null;
    this.making = false;
    /** @type {Promise<void>} what is done one after the other */
    this.turn = Promise.resolve();
  }

  /** The box of all pixels. @returns {Box} */
  get all() {
    return { x: 0, y: 0, width: this.width, height: this.height };
  }

  /**
   * Do something with the pixels once everything before is done.
   * @param {() => Promise<void>} action
   */
  async after(action) {
    const before = this.turn;
    const { promise, resolve } = deferred();
    this.turn = promise;
    await before;
    try {
      await action();
    } finally {
      resolve();
    }
  }

  /**
   * Put a patch on.
   * @param {Box} box @param {ImageBitmap} picture grey, of the box
   */
  async put(box, picture) {
    await this.after(() =>
      this.inStrips(box, picture, (strip, pixels) => {
        const levels = new Uint8Array(pixels.length);
        for (let index = 0; index < levels.length; index += 1) levels[index] = pixels[index] & 255;
        this.paint(strip, levels);
      }),
    );
  }

  /** Take a new alpha in a box. @param {Box} box @param {Uint8Array} levels of the box */
  paint(box, levels) {
    if (this.cutout) this.colour(this.cutout, box, levels);
    paste(this.alpha, this.width, box, levels);
    this.grey.update(box);
  }

  /**
   * Put estimated foreground colours on: the photo's own are mixed with what lies behind.
   * @param {Box} box @param {ImageBitmap} picture opaque where there is a colour, of the box
   */
  async putColours(box, picture) {
    await this.after(() =>
      this.inStrips(box, picture, (strip, colours) => {
        const { cutout, alpha } = this;
        if (!cutout) return;
        this.eachPixel(strip, (index, at) => {
          if (colours[index] >>> 24) cutout.pixels[at] = ((colours[index] & COLOUR) | (alpha[at] << 24)) >>> 0;
        });
        cutout.update(strip);
      }),
    );
  }

  /** Make the cut-out. @param {() => void} done called when it is filled */
  async makeCutout(done) {
    if (this.making) return;
    this.making = true;
    await this.after(async () => {
      const cutout = new PixelLayer(this.width, this.height, COLOURS);
      for (const strip of strips(this.all)) {
        this.colour(cutout, strip, this.levelsOf(strip), true);
        await breath();
      }
      this.cutout = cutout;
    });
    done();
  }

  /** The alpha of a box, as a copy. @param {Box} box @returns {Uint8Array} */
  levelsOf(box) {
    return cut(this.alpha, this.width, box);
  }

  /** Whether a box holds an alpha between 0 and 1. @param {Box} box */
  isMixed(box) {
    for (let row = 0; row < box.height; row += 1) {
      const from = (box.y + row) * this.width + box.x;
      for (let index = from; index < from + box.width; index += 1) {
        if (this.alpha[index] > 0 && this.alpha[index] < 255) return true;
      }
    }
    return false;
  }

  /**
   * Cut a box out in the photo's colours; where the alpha stays, so do the colours.
   * @param {PixelLayer} cutout @param {Box} box
   * @param {Uint8Array} levels its new alpha @param {boolean} [anew] all of it
   */
  colour(cutout, box, levels, anew = false) {
    const photo = this.photo();
    if (!photo) return;
    const colours = pixelsOf(photo, box, box);
    this.eachPixel(box, (index, at) => {
      if (!anew && levels[index] === this.alpha[at]) return;
      cutout.pixels[at] = ((colours[index] & COLOUR) | (levels[index] << 24)) >>> 0;
    });
    cutout.update(box);
  }

  /** @param {Box} box @param {(index: number, at: number) => void} action with its place in the box and in all */
  eachPixel(box, action) {
    for (let row = 0, index = 0; row < box.height; row += 1) {
      const from = (box.y + row) * this.width + box.x;
      for (let at = from; at < from + box.width; at += 1, index += 1) action(index, at);
    }
  }

  /**
   * @param {Box} box @param {ImageBitmap} picture of the box
   * @param {(strip: Box, pixels: Uint32Array) => void} action
   */
  async inStrips(box, picture, action) {
    for (const strip of strips(box)) {
      action(strip, pixelsOf(picture, { ...strip, x: 0, y: strip.y - box.y }, strip));
      if (strip.y + strip.height < box.y + box.height) await breath();
    }
    picture.close();
  }
}

/**
 * Pixels of a part of a picture, as little-endian RGBA.
 * @param {ImageBitmap} picture @param {Box} part @param {{width: number, height: number}} size
 */
function pixelsOf(picture, part, { width, height }) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(picture, part.x, part.y, width, height, 0, 0, width, height);
  return new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
}

/** @param {Box} box @returns {Generator<Box>} rows of it, not too many pixels each */
function* strips(box) {
  const rows = Math.max(1, Math.floor(AT_ONCE / box.width));
  for (let y = box.y; y < box.y + box.height; y += rows) {
    yield { x: box.x, y, width: box.width, height: Math.min(rows, box.y + box.height - y) };
  }
}

/** Let the pointer and the next frame come first. */
function breath() {
  return new Promise((resolve) => setTimeout(resolve));
}

/** @returns {{promise: Promise<void>, resolve: () => void}} */
function deferred() {
  let resolve = () => {};
  const promise = /** @type {Promise<void>} */ (new Promise((done) => (resolve = done)));
  return { promise, resolve };
}
