/** Soft brushes over the matte: a value painted by hand, or what another method says. */

import { token } from "../api.js";
import { keymap } from "../keymap.js";
import { cut, toUnits, union, UNIT } from "../raster.js";
import { stroke } from "../views/marks.js";
import { SoftWeights } from "./soft.js";

/** What the server takes of a soft stroke; a longer gesture becomes several. */
const MOST_POINTS = 2000;
const MOST_WORK = 400_000_000;
const LARGEST = 500;

/** @typedef {import("../raster.js").Point} Point */

export class AlphaBrush {
  /** @param {import("./tools.js").Tools} tools @param {"alpha" | "region"} kind */
  constructor(tools, kind) {
    this.tools = tools;
    this.kind = kind;
    this.round = true;
    /** @type {Point[] | null} in photo pixels, on the grid of 1/16 */
    this.points = null;
    /** @type {import("../raster.js").Box | null} */
    this.box = null;
    this.radius = 1;
    /** @type {SoftWeights | null} */
    this.weights = null;
    /** @type {Uint8Array | null} the alpha before the stroke */
    this.before = null;
    /** Whether the stroke is over an unknown pixel. */
    this.touched = false;
    /** Whether what it paints is known here, so that it is seen at once. */
    this.seen = true;
  }

  get under() {
    return this.points !== null;
  }

  /** The tool was chosen: show the matte that it paints. */
  chosen() {
    const { editor } = this.tools;
    if (editor.annotation && !editor.showsMatte) editor.look("alpha");
    if (editor.showsMatte) this.tools.painted.prepare();
  }

  /** @param {Point} point @param {PointerEvent} event */
  down(point, event) {
    const { editor, painted } = this.tools;
    if (!editor.showsMatte) editor.look("alpha");
    if (!painted.prepare()) {
      editor.say("The matte is on its way: one moment.");
      return;
    }
    if (event.altKey && this.kind === "alpha") {
      this.pick(point);
      return;
    }
    if (editor.settings.radius > LARGEST) editor.setRadius(LARGEST);
    this.begin(this.place(point));
  }

  /** Take the value under the pointer. @param {Point} point */
  pick(point) {
    const { editor, painted } = this.tools;
    const [x, y] = [Math.floor(point.x), Math.floor(point.y)];
    const { width, height, alpha } = painted.pixels;
    if (x < 0 || y < 0 || x >= width || y >= height) return;
    editor.set({ value: Math.round((100 * alpha[y * width + x]) / 255) / 100 });
  }

  /** @param {Point} first */
  begin(first) {
    const { editor, painted } = this.tools;
    const { width, height } = editor.photo;
    this.radius = toUnits(editor.settings.radius) / UNIT;
    this.weights = new SoftWeights(width, height, this.radius, editor.settings.hardness);
    this.before = painted.pixels.alpha.slice();
    this.points = [first];
    this.touched = false;
    this.seen = true;
    this.box = null;
    this.cover(first, first);
  }

  /** @param {Point} point in photo pixels */
  move(point) {
    if (!this.points) return;
    const next = this.place(point);
    const last = this.points[this.points.length - 1];
    if (Math.hypot(next.x - last.x, next.y - last.y) < Math.max(0.5, this.radius / 16)) return;
    this.extend(last, next);
    const side = 2 * this.radius + 2 + Math.hypot(next.x - last.x, next.y - last.y);
    if (this.points.length < Math.min(MOST_POINTS, Math.max(20, MOST_WORK / (side * side)))) return;
    this.finish();
    this.begin(next);
  }

  /** @param {Point} last @param {Point} next */
  extend(last, next) {
    this.points.push(next);
    this.cover(last, next);
  }

  /** @param {Point} point in photo pixels @returns {Point} on the grid of 1/16 pixel */
  place(point) {
    const { x, y } = this.tools.editor.drawing.place(point);
    return { x: x / UNIT, y: y / UNIT };
  }

  /** Paint a segment here. @param {Point} a @param {Point} b */
  cover(a, b) {
    const { editor, painted } = this.tools;
    const { width, data } = editor.trimap;
    const box = this.weights.reach(a, b);
    if (!box) return;
    const source = this.source(box);
    const levels = painted.pixels.levelsOf(box);
    this.weights.segment(a, b, data, (index, weight) => {
      this.touched = true;
      const y = Math.floor(index / width);
      const place = (y - box.y) * box.width + (index - y * width) - box.x;
      if (source) levels[place] = Math.round(this.before[index] * (1 - weight) + source(place) * weight);
    });
    if (source) painted.put(box, levels);
    else {
      this.seen = false;
      editor.redraw();
    }
    this.box = union(this.box, box);
  }

  /**
   * What is painted in a box, in steps of 1/255.
   * @param {import("../raster.js").Box} box
   * @returns {((index: number) => number) | null} null where only the server knows
   */
  source(box) {
    const { editor } = this.tools;
    if (this.kind === "alpha") return () => 255 * editor.settings.value;
    const { matting, settings, mattes } = editor;
    const candidate = matting.stale ? null : matting.usable.find((each) => each.method === settings.region);
    const levels = candidate ? mattes.levels({ ...candidate, id: "", group: "" }, box) : null;
    return levels ? (index) => levels[index] : null;
  }

  up() {
    if (this.points) this.finish();
  }

  /** The stroke ends. What touched nothing unknown is not sent. */
  finish() {
    const { editor } = this.tools;
    const { points, radius, seen } = this;
    this.points = null;
    this.before = null;
    this.weights = null;
    if (!this.touched) {
      editor.say(`The brush paints in the unknown band. ${keymap.label("Make it unknown first", "tool.unknown")}.`);
      editor.redraw();
      return;
    }
    const { settings, live, annotation } = editor;
    const told = this.kind === "alpha" ? { value: settings.value } : { method: settings.region };
    const matte = live.active ? live.method : annotation.matte_method ?? settings.method;
    const pairs = points.map(({ x, y }) => [x, y]);
    const parameters = live.parameters.settings();
    const body = { kind: this.kind, ...told, radius, hardness: settings.hardness, points: pairs, matte, settings: parameters };
    this.tools.paint({ kind: "correction", token: token(), body, unseen: !seen });
  }

  /** Take back the stroke under way. */
  drop() {
    if (!this.points) return;
    const { painted } = this.tools;
    const { box, before } = this;
    this.points = null;
    if (!box || !painted.pixels) return;
    painted.put(box, cut(before, painted.pixels.width, box));
  }

  /** The path, where only the server knows what comes of it. */
  draw(context, scale, ratio) {
    if (!this.points || this.seen) return;
    const trace = () => {
      context.beginPath();
      for (const { x, y } of this.points) context.lineTo(x * scale, y * scale);
    };
    context.lineJoin = context.lineCap = "round";
    trace();
    context.globalAlpha = 0.3;
    context.lineWidth = 2 * this.radius * scale;
    context.strokeStyle = "#7fd0ff";
    context.stroke();
    context.globalAlpha = 1;
    stroke(context, trace, "#7fd0ff", ratio);
  }
}
