/** Lines over what a pane shows: the other people, the grid of pixels, the rectangle being dragged, the visited hotspot. */

import { drawPeople } from "../people/outlines.js";

/** Device pixels a photo pixel must be wide to get a grid. */
const GRID_FROM = 16;

/**
 * @param {CanvasRenderingContext2D} context its origin at the photo's left upper corner
 * @param {import("../../editor.js").Editor} editor
 * @param {{width: number, height: number}} pane
 * @param {number} ratio device pixels a CSS pixel
 */
export function drawMarks(context, editor, pane, ratio) {
  const { scale } = editor.viewport;
  drawPeople(context, editor, ratio);
  if (scale >= GRID_FROM) drawGrid(context, editor, pane);
  if (editor.selection) drawSelection(context, editor, ratio);
  if (editor.tools.ready) editor.tools.active.draw?.(context, scale, ratio);
  const spot = editor.matting.found?.hotspots[editor.matting.hotspot];
  if (spot) drawHotspot(context, editor, spot, ratio);
}

function drawGrid(context, editor, pane) {
  const { left, top, scale } = editor.viewport;
  const [width, height] = [editor.photo.width * scale, editor.photo.height * scale];
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

/** The rectangle, and everything else darker. */
function drawSelection(context, editor, ratio) {
  const box = editor.selection;
  const { scale } = editor.viewport;
  const [width, height] = [editor.photo.width * scale, editor.photo.height * scale];
  const [x, y, w, h] = [box.x * scale, box.y * scale, box.width * scale, box.height * scale];
  context.fillStyle = "rgba(0, 0, 0, 0.45)";
  context.fillRect(0, 0, width, y);
  context.fillRect(0, y + h, width, height - y - h);
  context.fillRect(0, y, x, h);
  context.fillRect(x + w, y, width - x - w, h);
  const trace = () => {
    context.beginPath();
    context.rect(x, y, w, h);
  };
  stroke(context, trace, "#ffffff", ratio);
}

/** Its box where that says something, else a ring around its worst pixel. */
function drawHotspot(context, editor, spot, ratio) {
  const { width, height, scale } = editor.viewport;
  const trace = () => {
    context.beginPath();
    if (spot.width * scale < width && spot.height * scale < height) {
      context.rect(spot.x * scale, spot.y * scale, spot.width * scale, spot.height * scale);
    } else {
      const radius = Math.max(22 * ratio, 3 * scale);
      context.arc((spot.peak_x + 0.5) * scale, (spot.peak_y + 0.5) * scale, radius, 0, 2 * Math.PI);
    }
  };
  stroke(context, trace, "#ffd84d", ratio);
}

/**
 * A line that is seen on light and on dark.
 * @param {CanvasRenderingContext2D} context @param {() => void} trace @param {string} colour
 * @param {number} ratio
 */
export function stroke(context, trace, colour, ratio) {
  /** @type {[number, string][]} */
  const lines = [[3.5, "rgba(0, 0, 0, 0.55)"], [1.5, colour]];
  for (const [width, style] of lines) {
    trace();
    context.lineWidth = width * ratio;
    context.strokeStyle = style;
    context.stroke();
  }
}
