/**
 * What is seen: the photo and what lies over it, one frame at a time, only when something changed.
 *
 * @typedef {import("./raster.js").Box} Box
 */

import { union } from "./raster.js";
import { Content } from "./views/content.js";
import { drawMarks } from "./views/marks.js";

export class Painter {
  /** @param {HTMLCanvasElement} canvas @param {import("../editor.js").Editor} editor */
  constructor(canvas, editor) {
    this.canvas = canvas;
    this.editor = editor;
    this.context = canvas.getContext("2d", { alpha: false });
    this.waiting = false;
    this.whole = true;
    /** @type {Box | null} the part of the photo that changed since the last frame */
    this.changed = null;
    this.ratio = 1;
    /** @type {{x: number, y: number, width: number, height: number, what: any}[]} */
    this.panes = [];
    this.content = new Content(editor);
    new ResizeObserver(() => this.schedule()).observe(canvas);
    this.watchRatio();
    const theme = new MutationObserver(() => this.schedule());
    theme.observe(document.body, { attributes: true, attributeFilter: ["class"] });
  }

  /** Another screen, or another zoom of the page, may have other pixels. */
  watchRatio() {
    const media = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    const changed = () => {
      this.schedule();
      this.watchRatio();
    };
    media.addEventListener("change", changed, { once: true });
  }

  /** Draw everything in the next frame. */
  schedule() {
    this.whole = true;
    this.wait();
  }

  /** Draw a changed part of the photo in the next frame. @param {Box} box */
  touch(box) {
    this.changed = union(this.changed, box);
    this.wait();
  }

  wait() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.frame();
    });
  }

  /** Fit the canvas to the window, and the panes to the canvas. */
  layout() {
    this.ratio = window.devicePixelRatio || 1;
    const width = Math.max(1, Math.round(this.canvas.clientWidth * this.ratio));
    const height = Math.max(1, Math.round(this.canvas.clientHeight * this.ratio));
    if (width !== this.canvas.width || height !== this.canvas.height) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.whole = true;
    }
    this.arrange(width, height);
  }

  frame() {
    this.layout();
    const { context } = this;
    const { width, height } = this.canvas;
    context.save();
    if (!this.whole && this.changed && this.panes.length === 1) this.clipTo(this.changed);
    this.whole = false;
    this.changed = null;
    context.fillStyle = getComputedStyle(this.canvas).getPropertyValue("--cu-surround") || "#202020";
    context.fillRect(0, 0, width, height);
    for (const pane of this.panes) this.drawPane(pane);
    context.restore();
    this.editor.emit("frame");
  }

  /** @param {Box} box of the photo */
  clipTo(box) {
    const { viewport } = this.editor;
    const from = viewport.toCanvas(box);
    const to = viewport.toCanvas({ x: box.x + box.width, y: box.y + box.height });
    const [x, y] = [Math.floor(from.x) - 2, Math.floor(from.y) - 2];
    this.context.beginPath();
    this.context.rect(x, y, Math.ceil(to.x) + 2 - x, Math.ceil(to.y) + 2 - y);
    this.context.clip();
  }

  /**
   * Divide the canvas: one pane, or one for each of what is compared, as large as can be.
   * @param {number} width @param {number} height
   */
  arrange(width, height) {
    const { comparing, matting, pair, photo, viewport } = this.editor;
    /** @type {any[]} */
    const contents = comparing ? [...matting.usable] : pair.contents;
    if (comparing && matting.found?.disagreement) contents.push("disagreement");
    const gap = contents.length > 1 ? Math.round(3 * this.ratio) : 0;
    const shape = photo ? photo.width / photo.height : 1;
    let best = { columns: 1, size: 0 };
    for (let columns = 1; columns <= contents.length; columns += 1) {
      const rows = Math.ceil(contents.length / columns);
      const size = Math.min(width / columns / shape, height / rows);
      if (size > best.size) best = { columns, size };
    }
    const rows = Math.ceil(contents.length / best.columns);
    const paneWidth = Math.floor((width - gap * (best.columns - 1)) / best.columns);
    const paneHeight = Math.floor((height - gap * (rows - 1)) / rows);
    this.panes = contents.map((what, index) => ({
      x: (index % best.columns) * (paneWidth + gap),
      y: Math.floor(index / best.columns) * (paneHeight + gap),
      width: paneWidth,
      height: paneHeight,
      what,
    }));
    viewport.resize(paneWidth, paneHeight);
  }

  /** @param {{x: number, y: number, width: number, height: number, what: any}} pane */
  drawPane(pane) {
    const { context } = this;
    const { photo, viewport } = this.editor;
    if (!photo) return;
    context.save();
    context.beginPath();
    context.rect(pane.x, pane.y, pane.width, pane.height);
    context.clip();
    context.fillStyle = getComputedStyle(this.canvas).getPropertyValue("--cu-surround") || "#202020";
    context.fillRect(pane.x, pane.y, pane.width, pane.height);
    context.translate(pane.x + viewport.left, pane.y + viewport.top);
    this.content.draw(context, pane.what, viewport.scale);
    drawMarks(context, this.editor, pane, this.ratio);
    context.restore();
  }
}
