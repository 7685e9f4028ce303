/** One stroke under way: from the pointer's points to pixels at once, to the server when it ends. */

import { token } from "./api.js";
import { toUnits, UNIT, VALUES } from "./raster.js";

/** Points that the server takes in one stroke; a longer gesture becomes several. */
const MOST_POINTS = 20_000;

/** How far outside the photo a stroke may go, as a part of the photo's side. */
const OUTSIDE = 0.95;

/** The part of the radius that a pen draws with when it hardly touches. */
const LIGHTEST = 0.2;
const SMALLEST = 0.5;

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
    /** In 1/16 pixel, as wide as a pen is pressed now; and in photo pixels, pressed fully. */
    this.radius = UNIT;
    this.full = 1;
    /** @type {number[]} the radius at each of the points */
    this.radii = [];
  }

  get active() {
    return this.points !== null;
  }

  /**
   * @param {Point} point in photo pixels
   * @param {boolean} straight draw a line from where the last stroke ended
   * @param {number | null} [pressure] of a pen, from 0 to 1
   */
  begin(point, straight, pressure = null) {
    const { editor } = this;
    this.label = /** @type {import("./pending.js").Stroke["label"]} */ (editor.tool);
    this.full = editor.settings.radius;
    this.press(pressure);
    this.start(straight && this.ended ? this.ended : this.place(point));
    if (straight && this.ended) this.extend(point);
  }

  /** Make the brush as wide as a pen is pressed. @param {number | null} pressure null: fully */
  press(pressure) {
    const part = pressure === null ? 1 : LIGHTEST + (1 - LIGHTEST) * pressure;
    this.radius = toUnits(Math.max(SMALLEST, this.full * part));
  }

  /** @param {Point} first in 1/16 pixel */
  start(first) {
    this.editor.trimap.begin();
    this.points = [first];
    this.radii = [this.radius];
    this.paint(first, first);
  }

  /**
   * @param {Point} point in photo pixels
   * @param {number | null} [pressure] of a pen; left out, it is pressed as before
   */
  extend(point, pressure) {
    if (pressure !== undefined) this.press(pressure);
    const next = this.place(point);
    const last = this.points[this.points.length - 1];
    if (next.x === last.x && next.y === last.y && this.radius === this.radii[this.radii.length - 1]) return;
    this.points.push(next);
    this.radii.push(this.radius);
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
    const { label, radii } = this;
    const drawn = { label, points: points.map(({ x, y }) => /** @type {[number, number]} */ ([x / UNIT, y / UNIT])) };
    if (radii.some((radius) => radius !== radii[0])) {
      this.editor.tools.send({ ...drawn, kind: "pressed", radii: radii.map((radius) => radius / UNIT) }, patch);
      return;
    }
    this.editor.history.push(patch);
    this.editor.queue.push({ kind: "stroke", token: token(), stroke: { ...drawn, radius: radii[0] / UNIT } });
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
