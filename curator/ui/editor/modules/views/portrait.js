/**
 * Portrait mode: what lies behind the subject, out of focus, for each matte that is looked at.
 *
 * After Datar: the subject in its own estimated colours over the blurred background. Says on the
 * editor: `ground` when a background has come.
 *
 * @typedef {import("./mattes.js").Matte} Matte
 */

import { addStrip, blurred, emptySums, factorOf } from "./blur.js";

/** Pixels that are handled in one go: a few milliseconds of work, so that drawing never waits. */
const AT_ONCE = 200_000;
/** Milliseconds without a change of the live matte before its background follows. */
const REST = 200;
/** Backgrounds that are kept: as many as can be seen at once. */
const KEPT = 8;

export class Portrait {
  /** @param {import("../../editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.timer = 0;
    this.forget();
    editor.on("open", () => this.forget());
    editor.on("live", ({ box }) => box && this.wait());
  }

  forget() {
    window.clearTimeout(this.timer);
    this.turn = (this.turn ?? 0) + 1;
    /** How often the live matte has come to rest. */
    this.rests = 0;
    /** @type {Map<string, {made: string, asked: string, canvas: HTMLCanvasElement | null, factor: number}>} */
    this.backgrounds = new Map();
    /** @type {Promise<void>} one after the other */
    this.work = Promise.resolve();
  }

  /** The standard deviation of the blur, in photo pixels. */
  get sigma() {
    const { settings, photo } = this.editor;
    return settings.blur * Math.max(photo.width, photo.height);
  }

  /** The live matte changed: its background follows when the hand rests. */
  wait() {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.rests += 1;
      if (this.editor.settings.mode === "portrait") this.editor.redraw();
    }, REST);
  }

  /**
   * The background of a matte, shrunk by a factor; the one before while a new one is made.
   * @param {Matte} matte
   * @returns {{canvas: HTMLCanvasElement, factor: number} | null} null while there is none
   */
  of(matte) {
    const wanted = [this.stateOf(matte), this.sigma].join(" ");
    let found = this.backgrounds.get(matte.id);
    if (!found) {
      found = { made: "", asked: "", canvas: null, factor: 1 };
      this.backgrounds.set(matte.id, found);
      for (const id of this.backgrounds.keys()) if (this.backgrounds.size > KEPT) this.backgrounds.delete(id);
    }
    const there = matte.id === "live" || this.editor.mattes.picture(matte.picture);
    if (found.asked !== wanted && there) {
      found.asked = wanted;
      this.work = this.work.then(() => this.make(matte, found, wanted));
    }
    return found.canvas ? { canvas: found.canvas, factor: found.factor } : null;
  }

  /** What a matte is now, in a word. @param {Matte} matte */
  stateOf({ id, picture }) {
    if (id === "live") return this.rests;
    return typeof picture === "string" ? picture : `painted ${this.editor.annotation.alpha_revision}`;
  }

  /** Whether every background that was asked for is there. */
  get settled() {
    return [...this.backgrounds.values()].every((each) => each.made === each.asked);
  }

  /** Make one, unless another is wanted by now. */
  async make(matte, found, wanted) {
    const { turn, sigma, editor } = this;
    const { photo, photoLayer, mattes, trimap } = editor;
    const factor = factorOf(sigma);
    const sums = emptySums(photo.width, photo.height, factor);
    const rows = Math.max(1, Math.floor(AT_ONCE / photo.width));
    for (let y = 0; y < photo.height; y += rows) {
      if (turn !== this.turn || found.asked !== wanted) return;
      const strip = { x: 0, y, width: photo.width, height: Math.min(rows, photo.height - y) };
      const levels = mattes.levels(matte, strip);
      if (!levels) {
        found.asked = "";
        return;
      }
      const labels = trimap.data.subarray(y * photo.width, (y + strip.height) * photo.width);
      addStrip(sums, factor, strip, coloursOf(photoLayer.levels[0], strip), levels, labels);
      await new Promise((resolve) => setTimeout(resolve));
    }
    if (turn !== this.turn || found.asked !== wanted) return;
    const canvas = document.createElement("canvas");
    canvas.width = sums.width;
    canvas.height = sums.height;
    canvas.getContext("2d").putImageData(blurred(sums, factor, sigma), 0, 0);
    Object.assign(found, { made: wanted, canvas, factor });
    editor.emit("ground");
    editor.redraw();
  }
}

/**
 * @param {ImageBitmap} picture @param {import("../raster.js").Box} strip
 * @returns {Uint8ClampedArray} RGBA
 */
function coloursOf(picture, strip) {
  const canvas = new OffscreenCanvas(strip.width, strip.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(picture, 0, strip.y, strip.width, strip.height, 0, 0, strip.width, strip.height);
  return context.getImageData(0, 0, strip.width, strip.height).data;
}
