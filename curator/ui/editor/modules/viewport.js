/**
 * Where the photo lies on the canvas: scale and offset, in device pixels.
 *
 * @typedef {import("./raster.js").Box} Box
 * @typedef {import("./raster.js").Point} Point
 */

/** The largest magnification: one photo pixel is this many device pixels wide. */
const LARGEST = 64;
const FLIGHT_MILLISECONDS = 260;

export class Viewport {
  /** @param {() => void} changed called after every change */
  constructor(changed) {
    this.changed = changed;
    this.scale = 1;
    this.left = 0;
    this.top = 0;
    this.width = 1;
    this.height = 1;
    this.photoWidth = 1;
    this.photoHeight = 1;
    this.fitted = true;
    this.flight = 0;
  }

  /** A photo of another size: show all of it. @param {number} width @param {number} height */
  setPhoto(width, height) {
    this.photoWidth = width;
    this.photoHeight = height;
    this.fit();
  }

  /**
   * The canvas, or one pane of it, has another size; what was in the middle stays there.
   * @param {number} width @param {number} height
   */
  resize(width, height) {
    if (width === this.width && height === this.height) return;
    const middle = this.toPhoto(this.width / 2, this.height / 2);
    this.width = width;
    this.height = height;
    if (this.fitted) this.fit();
    else this.place(middle, this.scale);
  }

  /** The scale at which the whole photo is in view. */
  get fitScale() {
    const margin = 24;
    const across = (this.width - margin) / this.photoWidth;
    const down = (this.height - margin) / this.photoHeight;
    return Math.max(0.01, Math.min(across, down, LARGEST));
  }

  /** Show the whole photo. */
  fit() {
    this.place({ x: this.photoWidth / 2, y: this.photoHeight / 2 }, this.fitScale);
    this.fitted = true;
  }

  /** One photo pixel a device pixel, about the middle. */
  actual() {
    this.zoomAt(this.width / 2, this.height / 2, 1 / this.scale);
  }

  /** @param {number} x @param {number} y on the canvas @returns {Point} in photo pixels */
  toPhoto(x, y) {
    return { x: (x - this.left) / this.scale, y: (y - this.top) / this.scale };
  }

  /** @param {Point} point in photo pixels @returns {Point} on the canvas */
  toCanvas(point) {
    return { x: point.x * this.scale + this.left, y: point.y * this.scale + this.top };
  }

  /**
   * Magnify, with the photo's point under (x, y) staying under it.
   * @param {number} x @param {number} y @param {number} factor
   */
  zoomAt(x, y, factor) {
    this.pin(this.toPhoto(x, y), x, y, this.scale * factor);
  }

  /**
   * Have a point of the photo under a place on the canvas, at a scale or as near to it as there is.
   * @param {Point} point @param {number} x @param {number} y @param {number} wanted
   */
  pin(point, x, y, wanted) {
    this.land();
    const smallest = Math.min(this.fitScale / 2, 1);
    const scale = Math.min(LARGEST, Math.max(smallest, wanted));
    this.set(scale, x - point.x * scale, y - point.y * scale);
  }

  /** @param {number} dx @param {number} dy in device pixels */
  pan(dx, dy) {
    this.land();
    this.set(this.scale, this.left + dx, this.top + dy);
  }

  /** Put a point of the photo into the middle. @param {Point} point @param {number} scale */
  place(point, scale) {
    this.set(scale, this.width / 2 - point.x * scale, this.height / 2 - point.y * scale);
  }

  /** Fly to a box of the photo. @param {Box} box */
  flyTo(box) {
    this.land();
    const room = 2.2;
    const wanted = Math.min(this.width / (box.width * room), this.height / (box.height * room));
    const scale = Math.max(this.fitScale, Math.min(8, wanted));
    // Of a photo larger than the window no room is left empty beside it.
    const goal = {
      x: within(box.x + box.width / 2, this.width / scale / 2, this.photoWidth),
      y: within(box.y + box.height / 2, this.height / scale / 2, this.photoHeight),
    };
    const from = this.toPhoto(this.width / 2, this.height / 2);
    const first = this.scale;
    const start = performance.now();
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    /** @param {number} now */
    const step = (now) => {
      const part = calm ? 1 : Math.min(1, Math.max(0, (now - start) / FLIGHT_MILLISECONDS));
      const eased = 1 - (1 - part) ** 3;
      const point = { x: from.x + (goal.x - from.x) * eased, y: from.y + (goal.y - from.y) * eased };
      this.place(point, first * (scale / first) ** eased);
      this.flight = part < 1 ? requestAnimationFrame(step) : 0;
    };
    step(start);
  }

  /** End a flight where it is. */
  land() {
    cancelAnimationFrame(this.flight);
    this.flight = 0;
  }

  /** @param {number} scale @param {number} left @param {number} top */
  set(scale, left, top) {
    const keep = 48;
    this.fitted = false;
    this.scale = scale;
    this.left = clamp(left, keep - this.photoWidth * scale, this.width - keep);
    this.top = clamp(top, keep - this.photoHeight * scale, this.height - keep);
    if (scale >= 1) {
      this.left = Math.round(this.left);
      this.top = Math.round(this.top);
    }
    this.changed();
  }
}

/** @param {number} middle @param {number} half of the window @param {number} side of the photo */
function within(middle, half, side) {
  return clamp(middle, half, side - half);
}

/** @param {number} value @param {number} low @param {number} high */
function clamp(value, low, high) {
  return low > high ? (low + high) / 2 : Math.min(high, Math.max(low, value));
}
