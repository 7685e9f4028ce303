/** One stroke under way: from the pointer's points to pixels at once, to the server when it ends. */

import { token } from "./api.js";
import { toUnits, UNIT, VALUES } from "./raster.js";

/** Points that the server takes in one stroke; a longer gesture becomes several. */
const MOST_POINTS = 20_000;

/** How far outside the photo a stroke may go, as a part of the photo's side. */
const OUTSIDE = 0.95;

/** @typedef {import("./raster.js").Point} Point */

export class Drawing {
  /** @param {import("../editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
    /** @type {Point[] | null} in 1/16 pixel; null when no stroke is under way */
    this.points = null;
    /** @type {Point | null} where the last stroke ended, for a straight line from there */
    this.ended = null;
    /** @type {import("./pending.js").Stroke["label"]} */
    this.label = "foreground";
    this.radius = UNIT;
  }

  get active() {
    return this.points !== null;
  }

  /**
   * @param {Point} point in photo pixels
   * @param {boolean} straight draw a line from where the last stroke ended
   */
  begin(point, straight) {
    const { editor } = this;
    this.label = /** @type {import("./pending.js").Stroke["label"]} */ (editor.tool);
    this.radius = toUnits(editor.settings.radius);
    this.start(straight && this.ended ? this.ended : this.place(point));
    if (straight && this.ended) this.extend(point);
  }

  /** @param {Point} first in 1/16 pixel */
  start(first) {
    this.editor.trimap.begin();
    this.points = [first];
    this.paint(first, first);
  }

  /** @param {Point} point in photo pixels */
  extend(point) {
    const next = this.place(point);
    const last = this.points[this.points.length - 1];
    if (next.x === last.x && next.y === last.y) return;
    this.points.push(next);
    this.paint(last, next);
    if (this.points.length === MOST_POINTS) {
      this.end();
      this.start(next);
    }
  }

  /** The pointer went up. What changed nothing is not sent. */
  end() {
    const points = this.points;
    this.points = null;
    this.ended = points[points.length - 1];
    const patch = this.editor.trimap.end();
    if (!patch) return;
    this.editor.history.push(patch);
    this.editor.queue.push({
      kind: "stroke",
      token: token(),
      stroke: {
        label: this.label,
        radius: this.radius / UNIT,
        points: points.map(({ x, y }) => /** @type {[number, number]} */ ([x / UNIT, y / UNIT])),
      },
    });
    this.editor.emit("edited");
  }

  /** Take back the stroke under way. */
  cancel() {
    this.points = null;
    const patch = this.editor.trimap.end();
    if (patch) this.editor.show(this.editor.trimap.swap(patch).box);
  }

  /** @param {Point} a @param {Point} b in 1/16 pixel */
  paint(a, b) {
    this.editor.show(this.editor.trimap.paint(a, b, this.radius, VALUES[this.label]));
  }

  /** @param {Point} point in photo pixels @returns {Point} in 1/16 pixel, near the photo */
  place({ x, y }) {
    const { width, height } = this.editor.trimap;
    return { x: toUnits(near(x, width)), y: toUnits(near(y, height)) };
  }
}

/** @param {number} value @param {number} side */
function near(value, side) {
  return Math.min(side * (1 + OUTSIDE), Math.max(-side * OUTSIDE, value));
}
