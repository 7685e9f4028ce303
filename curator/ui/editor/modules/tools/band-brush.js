/** The band wider or narrower under the brush, seen while it moves. */

import { toUnits, union, UNIT } from "../raster.js";
import { BandPaint } from "./band.js";

/** Points that the server takes in one stroke; a longer gesture becomes several. */
const MOST_POINTS = 20_000;

/** @typedef {import("../raster.js").Point} Point */

export class BandBrush {
  /** @param {import("./tools.js").Tools} tools @param {import("./band.js").Change} change */
  constructor(tools, change) {
    this.tools = tools;
    this.change = change;
    this.round = true;
    /** @type {Point[]} in 1/16 pixel */
    this.points = [];
    /** @type {BandPaint | null} */
    this.paint = null;
    /** @type {import("../raster.js").Box | null} what this stroke went over */
    this.box = null;
    this.radius = UNIT;
  }

  get under() {
    return this.paint !== null;
  }

  /** @param {Point} point in photo pixels */
  down(point) {
    const { editor } = this.tools;
    this.radius = toUnits(editor.settings.radius);
    this.begin(editor.drawing.place(point));
  }

  /** @param {Point} first in 1/16 pixel */
  begin(first) {
    const { editor } = this.tools;
    this.paint = new BandPaint(editor.trimap, this.change, editor.settings.band);
    this.points = [first];
    this.box = null;
    this.cover(first, first);
  }

  /** @param {Point} point in photo pixels */
  move(point) {
    if (!this.paint) return;
    const next = this.tools.editor.drawing.place(point);
    const last = this.points[this.points.length - 1];
    if (next.x === last.x && next.y === last.y) return;
    this.points.push(next);
    this.cover(last, next);
    if (this.points.length < MOST_POINTS) return;
    this.finish();
    this.begin(next);
  }

  /** @param {Point} a @param {Point} b in 1/16 pixel */
  cover(a, b) {
    const box = this.paint.segment(a, b, this.radius);
    this.box = union(this.box, box);
    this.tools.editor.show(box);
  }

  up() {
    if (this.paint) this.finish();
  }

  /** The stroke ends. What changed nothing is not sent. */
  finish() {
    const { editor } = this.tools;
    const patch = editor.trimap.patchFrom(this.paint.before.data, this.box);
    this.paint = null;
    if (!patch) return;
    const { change, radius, points } = this;
    this.tools.send(
      {
        kind: "band",
        change,
        pixels: editor.settings.band,
        radius: radius / UNIT,
        points: points.map(({ x, y }) => [x / UNIT, y / UNIT]),
      },
      patch,
    );
  }

  /** Take back the stroke under way. */
  drop() {
    if (!this.paint) return;
    const { editor } = this.tools;
    const patch = editor.trimap.patchFrom(this.paint.before.data, this.box);
    this.paint = null;
    if (patch) editor.show(editor.trimap.swap(patch).box);
  }
}
