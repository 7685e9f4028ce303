/**
 * What one pane shows: the photo and its trimap, a matte on a ground, where mattes differ.
 *
 * @typedef {import("./mattes.js").Matte} Matte
 * @typedef {{way: "split" | "difference", mattes: [Matte, Matte]}} Two
 * @typedef {null | "disagreement" | Two | Matte} Shown null is the chosen view
 */

import { PixelLayer } from "../pixel-layer.js";

/** Photo pixels at least this many device pixels wide are shown as squares. */
const SQUARES_FROM = 2;

export class Content {
  /** @param {import("../../editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  /**
   * Draw from the origin of a context on.
   * @param {CanvasRenderingContext2D} context @param {Shown} shown
   * @param {number} scale device pixels a photo pixel
   */
  draw(context, shown, scale) {
    const { photo, photoLayer } = this.editor;
    const picture = photoLayer.at(scale);
    if (!photo || !picture) return;
    const area = { context, photo: picture, scale, width: photo.width * scale, height: photo.height * scale };
    context.imageSmoothingEnabled = scale < SQUARES_FROM;
    context.imageSmoothingQuality = "medium";
    if (shown === "disagreement") {
      this.drawDimmed(area);
      this.drawHeat(area);
    } else if (shown && "way" in shown) {
      if (shown.way === "split") this.drawSplit(area, shown.mattes);
      else this.drawDifference(area, shown.mattes);
    } else if (shown) this.drawMatte(area, shown);
    else this.drawView(area);
  }

  /** One matte left of the line, the other right of it. */
  drawSplit(area, [left, right]) {
    const { context, scale, width, height } = area;
    const { viewport, pair } = this.editor;
    const line = viewport.toPhoto(pair.at * viewport.width, 0).x * scale;
    const halves = [[left, 0, line], [right, line, width]];
    for (const [matte, from, to] of halves) {
      context.save();
      context.beginPath();
      context.rect(from, 0, Math.max(0, to - from), height);
      context.clip();
      this.drawMatte(area, matte);
      context.restore();
    }
  }

  drawDifference(area, mattes) {
    area.context.fillStyle = "#16181a";
    area.context.fillRect(0, 0, area.width, area.height);
    this.drawDimmed(area);
    const map = this.editor.pair.difference.of(mattes, area.scale);
    if (!map) return;
    const [width, height] = [map.canvas.width, map.canvas.height].map((side) => side * map.factor * area.scale);
    area.context.drawImage(map.canvas, 0, 0, width, height);
  }

  /** The view that is chosen. */
  drawView(area) {
    const { editor } = this;
    const { mode, heat, opacity } = editor.settings;
    const matte = editor.showsMatte ? editor.mattes.current : null;
    if (matte) this.drawMatte(area, matte);
    else {
      if (mode !== "trimap" || !editor.labels) area.context.drawImage(area.photo, 0, 0, area.width, area.height);
      if (mode !== "photo") this.drawLabels(area, mode === "trimap" ? 1 : opacity);
    }
    if (heat) this.drawHeat(area);
  }

  drawLabels({ context, scale }, opacity) {
    const { editor } = this;
    if (!editor.labels || editor.peeking) return;
    context.save();
    context.globalAlpha = opacity;
    editor.labels.draw(context, scale);
    context.restore();
  }

  /** A matte as the chosen view shows one; its alpha where that view shows none. */
  drawMatte(area, matte) {
    const { context, scale, width, height } = area;
    const { editor } = this;
    const mode = editor.showsMatte ? editor.settings.mode : "alpha";
    const picture = editor.mattes.picture(mode === "alpha" ? matte.picture : matte.cutout, scale);
    if (!picture) {
      this.drawDimmed(area);
      return;
    }
    if (mode !== "alpha" && !editor.grounds.draw(area, mode, matte)) {
      this.drawDimmed(area);
      return;
    }
    if (picture instanceof PixelLayer) picture.draw(context, scale);
    else context.drawImage(picture, 0, 0, width, height);
  }

  /** The photo while its matte is on its way, or under a map. */
  drawDimmed({ context, photo, width, height }) {
    context.globalAlpha = 0.35;
    context.drawImage(photo, 0, 0, width, height);
    context.globalAlpha = 1;
  }

  drawHeat({ context, width, height }) {
    const address = this.editor.matting.found?.disagreement;
    const picture = address ? this.editor.pictures.get(address, true) : null;
    if (picture) context.drawImage(picture, 0, 0, width, height);
  }
}
