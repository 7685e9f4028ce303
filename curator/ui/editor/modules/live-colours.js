/**
 * Foreground colours of the live cut-out: the photo's own at once, estimated ones when the hand rests.
 *
 * The photo's colours along the border are mixed with the background's, which shows as a fringe; the
 * server's estimate has none. Tiles that changed are asked for one by one, so that a stroke waits for
 * no more than one.
 *
 * @typedef {import("./raster.js").Box} Box
 */

import { annotationPath, ApiError, askPicture } from "./api.js";

const TILE = 640;
const REST = 350;

export class LiveColours {
  /** @param {import("./live.js").Live} live */
  constructor(live) {
    this.live = live;
    this.running = false;
    this.timer = 0;
    /** @type {Set<string>} corners of the tiles whose colours are the photo's */
    this.open = new Set();
    for (const name of ["edited", "settings", "following"]) live.editor.on(name, () => this.wait());
  }

  /** Whether nothing is left to estimate. */
  get settled() {
    return this.open.size === 0 && !this.running;
  }

  reset() {
    window.clearTimeout(this.timer);
    this.open?.clear();
  }

  /** The alpha changed. @param {Box | null} box */
  touch(box) {
    if (!box) return;
    for (let y = box.y - (box.y % TILE); y < box.y + box.height; y += TILE) {
      for (let x = box.x - (box.x % TILE); x < box.x + box.width; x += TILE) this.open.add(`${x},${y}`);
    }
    this.wait();
  }

  /** Whether the colours are looked at, and stay as they are for now. */
  get wanted() {
    const { live } = this;
    return live.shows && live.status === "exact" && Boolean(live.pixels.cutout) &&
      live.editor.showsMatte && live.editor.settings.mode !== "alpha" && !live.editor.drawing.active;
  }

  /** Begin when the hand has rested. */
  wait() {
    window.clearTimeout(this.timer);
    if (this.open.size) this.timer = window.setTimeout(() => this.run(), REST);
  }

  async run() {
    if (this.running) return;
    if (this.live.editor.drawing.active) {
      this.wait();
      return;
    }
    this.running = true;
    try {
      for (const corner of this.open) {
        if (!this.wanted || !(await this.colour(corner))) break;
      }
    } finally {
      this.running = false;
    }
  }

  /** @param {string} corner of a tile @returns {Promise<boolean>} whether to go on */
  async colour(corner) {
    const { live } = this;
    const { pixels, state, editor } = live;
    const [x, y] = corner.split(",").map(Number);
    const box = { x, y, width: Math.min(TILE, pixels.width - x), height: Math.min(TILE, pixels.height - y) };
    if (!pixels.isMixed(box)) {
      this.open.delete(corner);
      return true;
    }
    const picture = await this.fetch(state, box);
    if (!picture || state !== live.state) return false;
    this.open.delete(corner);
    await pixels.putColours(box, picture);
    if (live.shows) editor.painter?.touch(box);
    if (this.open.size === 0) editor.emit("coloured");
    return true;
  }

  /** @param {string} state @param {Box} box @returns {Promise<ImageBitmap | null>} */
  async fetch(state, box) {
    const { live } = this;
    const path = `${annotationPath(live.editor.annotation.id)}/live/colours`;
    try {
      const body = { method: live.method, settings: live.settings, state, ...box };
      return (await askPicture(path, body, live.stop.signal)).picture;
    } catch (error) {
      if (error instanceof ApiError) return null;
      throw error;
    }
  }
}
