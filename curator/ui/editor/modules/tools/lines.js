/**
 * Tools that fill what a line encloses: the lasso's path, the polygon's corners.
 *
 * @typedef {import("../raster.js").Point} Point
 */

import { UNIT } from "../raster.js";
import { stroke } from "../views/marks.js";

/** Points that the server takes in one polygon. */
const MOST_POINTS = 20_000;

/** How near two clicks count as one place, in CSS pixels, and how soon as a double click. */
const NEAR = 9;
const SOON = 400;

/** Colours of a line by what its inside gets, as the brush's ring has them. */
const COLOURS = { foreground: "#4fe3d1", background: "#ff8ea0", unknown: "#ffd970" };

/** What lasso and polygon share: points in 1/16 pixel, drawn as a closed line, then filled. */
class LineTool {
  /** @param {import("./tools.js").Tools} tools */
  constructor(tools) {
    this.tools = tools;
    this.labels = ["foreground", "background", "unknown"];
    /** @type {Point[]} */
    this.points = [];
  }

  get under() {
    return this.points.length > 0;
  }

  /** @param {Point} point in photo pixels */
  add(point) {
    const next = this.tools.editor.drawing.place(point);
    const last = this.points[this.points.length - 1];
    if (last && next.x === last.x && next.y === last.y) return;
    // A very long line keeps every other point: what is sent is what is drawn.
    if (this.points.length === MOST_POINTS) this.points = this.points.filter((_, index) => index % 2 === 0);
    this.points.push(next);
  }

  /** Fill what there is, or drop a line that encloses nothing. */
  fill() {
    const points = this.points.map(({ x, y }) => /** @type {[number, number]} */ ([x / UNIT, y / UNIT]));
    this.drop();
    if (points.length >= 3) this.tools.apply({ kind: "polygon", label: this.tools.label, points });
  }

  drop() {
    this.points = [];
    this.tools.editor.redraw();
  }

  /**
   * @param {CanvasRenderingContext2D} context @param {number} scale @param {number} ratio
   * @param {Point[]} points in 1/16 pixel
   */
  drawLine(context, scale, ratio, points) {
    const colour = COLOURS[this.tools.label];
    const trace = () => {
      context.beginPath();
      for (const { x, y } of points) context.lineTo((x / UNIT) * scale, (y / UNIT) * scale);
      context.closePath();
    };
    trace();
    context.globalAlpha = 0.28;
    context.fillStyle = colour;
    context.fill("evenodd");
    context.globalAlpha = 1;
    stroke(context, trace, colour, ratio);
  }
}

/** Drag around what is to be filled. */
export class Lasso extends LineTool {
  /** @param {Point} point */
  down(point) {
    this.points = [];
    this.add(point);
  }

  /** @param {Point} point */
  move(point) {
    this.add(point);
    this.tools.editor.redraw();
  }

  up() {
    this.fill();
  }

  /** @param {CanvasRenderingContext2D} context @param {number} scale @param {number} ratio */
  draw(context, scale, ratio) {
    if (this.under) this.drawLine(context, scale, ratio, this.points);
  }
}

/** Click corner after corner; a double click, Enter or the first corner closes it. */
export class PolygonTool extends LineTool {
  /** @param {import("./tools.js").Tools} tools */
  constructor(tools) {
    super(tools);
    /** @type {Point | null} where the pointer is, in photo pixels */
    this.hover = null;
    this.last = { time: 0, x: 0, y: 0 };
    tools.editor.on("cursor", (point) => {
      this.hover = point;
      if (this.under) tools.editor.redraw();
    });
  }

  /** @param {Point} point @param {PointerEvent} event */
  down(point, event) {
    const { last } = this;
    const again = event.timeStamp - last.time < SOON && Math.hypot(event.clientX - last.x, event.clientY - last.y) < NEAR;
    this.last = { time: event.timeStamp, x: event.clientX, y: event.clientY };
    if (this.under && (again || this.closes(point))) this.confirm();
    else this.add(point);
    this.tools.editor.redraw();
  }

  /** Whether a click there is one on the first corner. @param {Point} point */
  closes(point) {
    const { editor } = this.tools;
    const [first] = this.points;
    const away = Math.hypot(point.x - first.x / UNIT, point.y - first.y / UNIT);
    return this.points.length >= 3 && (away * editor.viewport.scale) / editor.painter.ratio < NEAR;
  }

  move() {}

  up() {}

  /** @returns {boolean} whether there was anything to fill */
  confirm() {
    if (!this.under) return false;
    if (this.points.length >= 3) this.fill();
    else this.tools.editor.say("A polygon has three corners at least.");
    return true;
  }

  /** Take the last corner back. @returns {boolean} whether there was one */
  back() {
    const corner = this.points.pop();
    this.tools.editor.redraw();
    return Boolean(corner);
  }

  /** @param {CanvasRenderingContext2D} context @param {number} scale @param {number} ratio */
  draw(context, scale, ratio) {
    if (!this.under) return;
    const ahead = this.hover ? [this.tools.editor.drawing.place(this.hover)] : [];
    this.drawLine(context, scale, ratio, [...this.points, ...ahead]);
    const side = 6 * ratio;
    for (const { x, y } of this.points) {
      context.fillStyle = "#ffffff";
      context.strokeStyle = "rgba(0, 0, 0, 0.7)";
      context.lineWidth = ratio;
      context.beginPath();
      context.rect((x / UNIT) * scale - side / 2, (y / UNIT) * scale - side / 2, side, side);
      context.fill();
      context.stroke();
    }
  }
}
