/**
 * What is seen: the photo and what lies over it, one frame at a time, only when something changed.
 *
 * @typedef {import("./raster.js").Box} Box
 */

import { annotationPath } from "./api.js";
import { union } from "./raster.js";

/** Device pixels a photo pixel must be wide to be shown as a square, and to get a grid. */
const SQUARES_FROM = 2;
const GRID_FROM = 16;

const GROUNDS = { black: "#000000", white: "#ffffff" };

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
    this.checkers = this.checkerPattern();
    new ResizeObserver(() => this.schedule()).observe(canvas);
    const theme = new MutationObserver(() => this.schedule());
    theme.observe(document.body, { attributes: true, attributeFilter: ["class"] });
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
    if (!this.whole && this.changed && !this.editor.comparing) this.clipTo(this.changed);
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
   * Divide the canvas: one pane, or one a matte and one for where they disagree, as large as can be.
   * @param {number} width @param {number} height
   */
  arrange(width, height) {
    const { comparing, matting, photo, viewport } = this.editor;
    /** @type {any[]} */
    const contents = comparing ? [...matting.usable] : [null];
    if (comparing && matting.found?.disagreement) contents.push("disagreement");
    const gap = comparing ? Math.round(3 * this.ratio) : 0;
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
    const { photo, viewport, photoLayer } = this.editor;
    const picture = photoLayer.at(viewport.scale);
    if (!photo || !picture) return;
    const { scale } = viewport;
    context.save();
    context.beginPath();
    context.rect(pane.x, pane.y, pane.width, pane.height);
    context.clip();
    context.fillStyle = getComputedStyle(this.canvas).getPropertyValue("--cu-surround") || "#202020";
    context.fillRect(pane.x, pane.y, pane.width, pane.height);
    context.translate(pane.x + viewport.left, pane.y + viewport.top);
    const [width, height] = [photo.width * scale, photo.height * scale];
    context.imageSmoothingEnabled = scale < SQUARES_FROM;
    context.imageSmoothingQuality = "medium";
    this.drawContent(pane.what, picture, width, height);
    if (scale >= GRID_FROM) this.drawGrid(pane, width, height);
    this.drawMarks(scale, width, height);
    context.restore();
  }

  /**
   * @param {any} what null for the chosen view, a candidate, or "disagreement"
   * @param {ImageBitmap} photo @param {number} width @param {number} height
   */
  drawContent(what, photo, width, height) {
    const { editor, context } = this;
    const { mode, heat } = editor.settings;
    if (what === "disagreement") {
      this.drawDimmed(photo, width, height);
      this.drawHeat(width, height);
      return;
    }
    if (what) {
      const shown = editor.showsMatte ? mode : "alpha";
      this.drawMatte(shown, shown === "alpha" ? what.picture : what.cutout, photo, width, height);
      return;
    }
    if (editor.showsMatte && editor.annotation?.alpha_revision) {
      const path = annotationPath(editor.annotation.id);
      const name = mode === "alpha" ? "alpha" : "foreground";
      const address = `${path}/${name}.png?revision=${editor.annotation.alpha_revision}`;
      this.drawMatte(mode, address, photo, width, height);
    } else {
      if (mode !== "trimap" || !editor.labels) context.drawImage(photo, 0, 0, width, height);
      if (mode !== "photo") this.drawLabels(mode === "trimap" ? 1 : editor.settings.opacity, width, height);
    }
    if (heat) this.drawHeat(width, height);
  }

  /** @param {number} opacity @param {number} width @param {number} height */
  drawLabels(opacity, width, height) {
    const { editor, context } = this;
    if (!editor.labels || editor.peeking) return;
    context.globalAlpha = opacity;
    context.imageSmoothingEnabled = editor.viewport.scale < 1;
    context.drawImage(editor.labels.canvas, 0, 0, width, height);
    context.globalAlpha = 1;
  }

  /**
   * @param {string} mode @param {string} address of the alpha, or of the cut-out
   * @param {ImageBitmap} photo @param {number} width @param {number} height
   */
  drawMatte(mode, address, photo, width, height) {
    const { context } = this;
    const picture = this.editor.pictures.get(address);
    if (!picture) {
      this.drawDimmed(photo, width, height);
      return;
    }
    if (mode === "checker") {
      context.fillStyle = this.checkers;
      context.fillRect(0, 0, width, height);
    } else if (mode !== "alpha") {
      context.fillStyle = GROUNDS[mode] ?? this.editor.settings.colour;
      context.fillRect(0, 0, width, height);
    }
    context.drawImage(picture, 0, 0, width, height);
  }

  /** The photo while its matte is on its way. */
  drawDimmed(photo, width, height) {
    this.context.globalAlpha = 0.35;
    this.context.drawImage(photo, 0, 0, width, height);
    this.context.globalAlpha = 1;
  }

  /** @param {number} width @param {number} height */
  drawHeat(width, height) {
    const address = this.editor.matting.found?.disagreement;
    const picture = address ? this.editor.pictures.get(address, true) : null;
    if (picture) this.context.drawImage(picture, 0, 0, width, height);
  }

  /** @param {{width: number, height: number}} pane @param {number} width @param {number} height */
  drawGrid(pane, width, height) {
    const { context } = this;
    const { left, top, scale } = this.editor.viewport;
    context.beginPath();
    for (let x = Math.max(0, Math.floor(-left / scale)) * scale; x <= Math.min(width, pane.width - left); x += scale) {
      context.moveTo(Math.round(x) + 0.5, Math.max(0, -top));
      context.lineTo(Math.round(x) + 0.5, Math.min(height, pane.height - top));
    }
    for (let y = Math.max(0, Math.floor(-top / scale)) * scale; y <= Math.min(height, pane.height - top); y += scale) {
      context.moveTo(Math.max(0, -left), Math.round(y) + 0.5);
      context.lineTo(Math.min(width, pane.width - left), Math.round(y) + 0.5);
    }
    context.strokeStyle = "rgba(128, 128, 128, 0.28)";
    context.lineWidth = 1;
    context.stroke();
  }

  /** The rectangle being dragged, and the hotspot that is visited. */
  drawMarks(scale, width, height) {
    const { context, editor } = this;
    const box = editor.selection;
    if (box) {
      const [x, y, w, h] = [box.x * scale, box.y * scale, box.width * scale, box.height * scale];
      context.fillStyle = "rgba(0, 0, 0, 0.45)";
      context.fillRect(0, 0, width, y);
      context.fillRect(0, y + h, width, height - y - h);
      context.fillRect(0, y, x, h);
      context.fillRect(x + w, y, width - x - w, h);
      this.stroke(() => {
        context.beginPath();
        context.rect(x, y, w, h);
      }, "#ffffff");
    }
    const spot = editor.matting.found?.hotspots[editor.matting.hotspot];
    if (spot) this.drawHotspot(spot, scale);
  }

  /** Its box where that says something, else a ring around its worst pixel. */
  drawHotspot(spot, scale) {
    const { context, ratio, editor } = this;
    const { width, height } = editor.viewport;
    const trace = () => {
      context.beginPath();
      if (spot.width * scale < width && spot.height * scale < height) {
        context.rect(spot.x * scale, spot.y * scale, spot.width * scale, spot.height * scale);
      } else {
        const radius = Math.max(22 * ratio, 3 * scale);
        context.arc((spot.peak_x + 0.5) * scale, (spot.peak_y + 0.5) * scale, radius, 0, 2 * Math.PI);
      }
    };
    this.stroke(trace, "#ffd84d");
  }

  /** A line that is seen on light and on dark. @param {() => void} trace @param {string} colour */
  stroke(trace, colour) {
    const { context, ratio } = this;
    for (const [width, style] of [[3.5, "rgba(0, 0, 0, 0.55)"], [1.5, colour]]) {
      trace();
      context.lineWidth = width * ratio;
      context.strokeStyle = style;
      context.stroke();
    }
  }

  /** @returns {CanvasPattern} */
  checkerPattern() {
    const side = 10;
    const tile = new OffscreenCanvas(2 * side, 2 * side);
    const context = tile.getContext("2d");
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, 2 * side, 2 * side);
    context.fillStyle = "#cfcfcf";
    context.fillRect(0, 0, side, side);
    context.fillRect(side, side, side, side);
    return this.context.createPattern(tile, "repeat");
  }
}
