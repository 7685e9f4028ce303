/**
 * The live matte as pixels: one alpha of the photo's size, patched in place, and canvases of it.
 *
 * @typedef {import("./raster.js").Box} Box
 */

/** Pixels that are handled in one go: a few milliseconds of work, so that drawing never waits. */
const AT_ONCE = 200_000;

const COLOUR = 0x00ffffff;
const OPAQUE = 0xff000000;

export class LivePixels {
  /**
   * @param {number} width @param {number} height
   * @param {() => ImageBitmap | null} photo the photo at full size
   */
  constructor(width, height, photo) {
    this.width = width;
    this.height = height;
    this.photo = photo;
    /** `round(255 * alpha)`, row after row. */
    this.alpha = new Uint8Array(width * height);
    this.grey = canvasOf(width, height);
    this.greyContext = this.grey.getContext("2d", { alpha: false });
    /** @type {HTMLCanvasElement | null} made when it is first looked at */
    this.cutout = null;
    /** @type {CanvasRenderingContext2D | null} null until the canvas is filled */
    this.cutoutContext = null;
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
    await this.after(async () => {
      this.greyContext.drawImage(picture, box.x, box.y);
      await this.inStrips(box, picture, (strip, pixels) => {
        const levels = new Uint8Array(pixels.length);
        for (let index = 0; index < levels.length; index += 1) levels[index] = pixels[index] & 255;
        if (this.cutoutContext) this.colour(this.cutoutContext, strip, levels);
        this.keep(strip, levels);
      });
    });
  }

  /**
   * Put estimated foreground colours on: the photo's own are mixed with what lies behind.
   * @param {Box} box @param {ImageBitmap} picture opaque where there is a colour, of the box
   */
  async putColours(box, picture) {
    await this.after(() =>
      this.inStrips(box, picture, (strip, colours) => {
        if (!this.cutoutContext) return;
        const levels = this.levelsOf(strip);
        exchange(this.cutoutContext, strip, colours, levels, (index) => colours[index] >>> 24 > 0);
      }),
    );
  }

  /** Make the cut-out's canvas. @param {() => void} done called when it is filled */
  async makeCutout(done) {
    this.cutout = canvasOf(this.width, this.height);
    await this.after(async () => {
      const context = this.cutout.getContext("2d");
      for (const strip of strips(this.all)) {
        this.colour(context, strip, this.levelsOf(strip), true);
        await breath();
      }
      this.cutoutContext = context;
    });
    done();
  }

  /** The alpha of a box, as a copy. @param {Box} box @returns {Uint8Array} */
  levelsOf(box) {
    const levels = new Uint8Array(box.width * box.height);
    this.eachRow(box, (from, row) => {
      levels.set(this.alpha.subarray(from, from + box.width), row * box.width);
    });
    return levels;
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
   * Cut a strip out in the photo's colours; where the alpha stays, so do the colours.
   * @param {CanvasRenderingContext2D} context @param {Box} strip
   * @param {Uint8Array} levels its new alpha @param {boolean} [anew] all of it
   */
  colour(context, strip, levels, anew = false) {
    const photo = this.photo();
    if (!photo) return;
    const colours = pixelsOf(photo, strip, strip);
    const before = this.levelsOf(strip);
    exchange(context, strip, colours, levels, (index) => anew || levels[index] !== before[index]);
  }

  /** @param {Box} strip @param {Uint8Array} levels */
  keep(strip, levels) {
    this.eachRow(strip, (from, row) => {
      this.alpha.set(levels.subarray(row * strip.width, (row + 1) * strip.width), from);
    });
  }

  /** @param {Box} box @param {(from: number, row: number) => void} action */
  eachRow(box, action) {
    for (let row = 0; row < box.height; row += 1) action((box.y + row) * this.width + box.x, row);
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
 * Give some pixels of a canvas other colours and opacities. What is there is not read back, for that
 * would wait for the graphics card.
 * @param {CanvasRenderingContext2D} context @param {Box} strip
 * @param {Uint32Array} colours little-endian RGBA @param {Uint8Array} levels opacities
 * @param {(index: number) => boolean} chosen
 */
function exchange(context, strip, colours, levels, chosen) {
  const { x, y, width, height } = strip;
  const scratch = new OffscreenCanvas(width, height).getContext("2d");
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let index = 0; index < pixels.length; index += 1) if (chosen(index)) pixels[index] = OPAQUE;
  scratch.putImageData(image, 0, 0);
  context.globalCompositeOperation = "destination-out";
  context.drawImage(scratch.canvas, x, y);
  for (let index = 0; index < pixels.length; index += 1) {
    if (pixels[index]) pixels[index] = ((colours[index] & COLOUR) | (levels[index] << 24)) >>> 0;
  }
  scratch.putImageData(image, 0, 0);
  context.globalCompositeOperation = "source-over";
  context.drawImage(scratch.canvas, x, y);
}

/** @param {number} width @param {number} height */
function canvasOf(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
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
