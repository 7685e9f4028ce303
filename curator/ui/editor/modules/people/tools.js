/**
 * Tools of the pointer for the people of a photo: one adds somebody, one picks whom to merge with.
 *
 * @typedef {import("../raster.js").Point} Point
 */

import { stroke } from "../views/marks.js";

/** CSS pixels that a click may move. */
const STILL = 6;

/** Click on a person, or drag a rectangle around them. */
export class PersonTool {
  /** @param {import("../tools/tools.js").Tools} tools */
  constructor(tools) {
    this.tools = tools;
    /** It changes nothing of the annotation that is open, which may be read-only. */
    this.anywhere = true;
    /** @type {Point | null} where a rectangle began, and where it ends now, in photo pixels */
    this.from = null;
    this.to = { x: 0, y: 0 };
  }

  get under() {
    return this.from !== null;
  }

  /** @param {Point} point */
  down(point) {
    this.from = this.within(point);
    this.move(point);
  }

  /** @param {Point} point */
  move(point) {
    this.to = this.within(point);
    this.tools.editor.redraw();
  }

  up() {
    const { from, to } = this;
    const { people, viewport, painter, photo } = this.tools.editor;
    if (!from) return;
    this.drop();
    const far = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y));
    if ((far * viewport.scale) / painter.ratio >= STILL) people.addWithin(boxOf(from, to));
    else people.addAt({ x: Math.min(to.x, photo.width - 0.5), y: Math.min(to.y, photo.height - 0.5) });
  }

  drop() {
    this.from = null;
    this.tools.editor.redraw();
  }

  /** @param {Point} point @returns {Point} the nearest one of the photo */
  within({ x, y }) {
    const { width, height } = this.tools.editor.photo;
    return { x: Math.min(width, Math.max(0, x)), y: Math.min(height, Math.max(0, y)) };
  }

  /** @param {CanvasRenderingContext2D} context @param {number} scale @param {number} ratio */
  draw(context, scale, ratio) {
    if (!this.from) return;
    const box = boxOf(this.from, this.to);
    const trace = () => {
      context.beginPath();
      context.rect(box.x * scale, box.y * scale, box.width * scale, box.height * scale);
    };
    stroke(context, trace, "#ffffff", ratio);
  }
}

/** Click on the person to merge with. */
export class MergeTool {
  /** @param {import("../tools/tools.js").Tools} tools */
  constructor(tools) {
    this.tools = tools;
  }

  /** @param {Point} point */
  down(point) {
    const { editor } = this.tools;
    const person = editor.people.at(point);
    if (person) editor.people.merge(person);
    else editor.say("There is no other person. Click on one of those with a number.");
  }

  move() {}

  up() {}

  drop() {}
}

/** @param {Point} one @param {Point} other @returns {import("../raster.js").Box} whole pixels */
function boxOf(one, other) {
  const [x, y] = [Math.round(Math.min(one.x, other.x)), Math.round(Math.min(one.y, other.y))];
  const [right, bottom] = [Math.round(Math.max(one.x, other.x)), Math.round(Math.max(one.y, other.y))];
  return { x, y, width: right - x, height: bottom - y };
}
