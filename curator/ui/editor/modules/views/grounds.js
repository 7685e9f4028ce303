/** What a cut-out lies on: a checkerboard, a colour, a photo, the background out of focus. */

import { OwnPhoto } from "./own.js";
import { Portrait } from "./portrait.js";
import { WorstGround } from "./worst.js";

const COLOURS = { black: "#000000", white: "#ffffff" };

export class Grounds {
  /** @param {import("../../editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.checkers = checkerTile();
    this.portrait = new Portrait(editor);
    this.own = new OwnPhoto(editor);
    this.worst = new WorstGround(editor);
  }

  /**
   * Draw the ground of a view.
   * @param {{context: CanvasRenderingContext2D, width: number, height: number, scale: number}} area
   * @param {import("../../editor.js").Mode} mode @param {import("./mattes.js").Matte} matte
   * @returns {boolean} false while it is on its way
   */
  draw(area, mode, matte) {
    const { context, width, height } = area;
    if (mode === "portrait") return this.drawPortrait(area, matte);
    if (mode === "own") {
      this.own.draw(area);
      return true;
    }
    const style = this.styleOf(context, mode);
    if (!style) return false;
    context.fillStyle = style;
    context.fillRect(0, 0, width, height);
    return true;
  }

  /** @returns {string | CanvasPattern | null} */
  styleOf(context, mode) {
    if (mode === "checker") return context.createPattern(this.checkers, "repeat");
    if (mode === "worst") return this.worst.colour();
    return COLOURS[mode] ?? this.editor.settings.colour;
  }

  drawPortrait({ context, width, height, scale }, matte) {
    const found = this.portrait.of(matte);
    if (!found) return false;
    const { canvas, factor } = found;
    context.save();
    context.beginPath();
    context.rect(0, 0, width, height);
    context.clip();
    context.imageSmoothingEnabled = factor > 1 || context.imageSmoothingEnabled;
    context.drawImage(canvas, 0, 0, canvas.width * factor * scale, canvas.height * factor * scale);
    context.restore();
    return true;
  }
}

/** @returns {OffscreenCanvas} one period of the checkerboard */
function checkerTile() {
  const side = 10;
  const tile = new OffscreenCanvas(2 * side, 2 * side);
  const context = tile.getContext("2d");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, 2 * side, 2 * side);
  context.fillStyle = "#cfcfcf";
  context.fillRect(0, 0, side, side);
  context.fillRect(side, side, side, side);
  return tile;
}
