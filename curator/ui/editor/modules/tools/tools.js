/**
 * Tools beside the brushes: fills, the band wider and narrower, soft brushes over the matte.
 *
 * A tool takes the pointer (`down`, `move`, `up`, in photo pixels) and may have `labels` that it gives,
 * `round` for a ring as wide as the brush, `under` while something is begun, `drop` to give that
 * up, `finish` to end it, `confirm` for Enter, `back` to take the last part of it back, `chosen` for when
 * it was, `draw`, and `anywhere` if it can be used on what is read-only.
 *
 * @typedef {import("../pending.js").Step} Step
 * @typedef {import("./corrections.js").Correction} Correction
 */

import { token } from "../api.js";
import { keymap } from "../keymap.js";
import { MergeTool, PersonTool } from "../people/tools.js";
import { union } from "../raster.js";
import { AlphaBrush } from "./alpha-brush.js";
import { BandPaint } from "./band.js";
import { BandBrush } from "./band-brush.js";
import { paintCorrection } from "./corrections.js";
import { FloodTool } from "./flood.js";
import { Lasso, PolygonTool } from "./lines.js";
import { Painted } from "./painted.js";

/** States of saving in which no answer comes soon. */
const STUCK = ["offline", "failed", "conflict"];

/** Milliseconds between two looks at whether an answer has come. */
const LOOK_EVERY = 10;

/** Milliseconds of work between two looks at what the person does. */
const AT_ONCE = 12;

export class Tools {
  /** @param {import("../../editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
    /** @type {"foreground" | "background" | "unknown"} what fills give */
    this.label = "foreground";
    /** @type {Record<string, any>} */
    this.all = {
      lasso: new Lasso(this),
      polygon: new PolygonTool(this),
      flood: new FloodTool(this),
      widen: new BandBrush(this, "widen"),
      narrow: new BandBrush(this, "narrow"),
      alpha: new AlphaBrush(this, "alpha"),
      region: new AlphaBrush(this, "region"),
      person: new PersonTool(this),
      merge: new MergeTool(this),
    };
    this.painted = new Painted(editor);
    editor.on("open", () => this.drop());
  }

  /** The chosen tool, if it is one of these. */
  get active() {
    return this.all[this.editor.tool] ?? null;
  }

  /** Whether the pointer is the chosen tool's now. */
  get ready() {
    const { editor, active } = this;
    const free = active?.anywhere ? !editor.working && !editor.timeline.film.on : editor.editable;
    return Boolean(active) && free && !editor.apart;
  }

  /** Whether the pointer has a ring as wide as the brush. */
  get round() {
    return this.ready && Boolean(this.active.round);
  }

  /** Whether something is begun that must end before anything is taken back. */
  get under() {
    return Boolean(this.active?.under);
  }

  /** A label's key: of the chosen tool where that has labels, else its brush. */
  pick(label) {
    const labels = this.active?.labels;
    if (!labels) {
      this.editor.choose(label);
    } else if (labels.includes(label)) {
      this.label = label;
      this.editor.emit("tool");
      this.editor.redraw();
    } else this.editor.say(`A fill by colour settles unknown pixels: ${keymap.label("foreground", "tool.foreground")} or ${keymap.label("background", "tool.background")}.`);
  }

  /** Another tool was chosen. */
  chosen() {
    for (const tool of Object.values(this.all)) if (tool !== this.active) tool.drop();
    const labels = this.active?.labels ?? ["foreground", "background", "unknown"];
    if (labels.includes(this.editor.tool)) this.label = /** @type {any} */ (this.editor.tool);
    if (!labels.includes(this.label)) this.label = "foreground";
    this.active?.chosen?.();
  }

  /** End what can be ended, give up the rest: something else is shown now. */
  leave() {
    if (this.under && this.active.finish) this.active.finish();
    else this.drop();
  }

  /** Give up what is begun. */
  drop() {
    for (const tool of Object.values(this.all)) tool.drop();
  }

  /** Enter. @returns {boolean} whether it was for a tool */
  confirm() {
    return this.ready && Boolean(this.active.confirm?.());
  }

  /** Take the last part of what is begun back. @returns {boolean} whether there was one */
  back() {
    return this.ready && Boolean(this.active.back?.());
  }

  /** Escape: give up what is begun, then go back to the brush. @returns {boolean} whether it was for a tool */
  escape() {
    if (!this.active) return false;
    if (this.under) this.drop();
    else this.editor.choose(this.label);
    return true;
  }

  /** Have the alpha brush paint more or less. @param {number} change */
  changeValue(change) {
    const value = Math.min(1, Math.max(0, this.editor.settings.value + change));
    this.editor.set({ value: Math.round(100 * value) / 100 });
  }

  /** Make the band wider or narrower everywhere. @param {"widen" | "narrow"} change */
  async changeBand(change) {
    const { editor } = this;
    if (!editor.editable || editor.painting) return;
    const pixels = editor.settings.band;
    const paint = new BandPaint(editor.trimap, change, pixels);
    const here = editor.here();
    let box = null;
    await editor.busy(change === "widen" ? "Widening the band" : "Narrowing the band", async () => {
      let began = performance.now();
      for (const square of paint.squares()) {
        box = union(box, square);
        if (performance.now() - began < AT_ONCE) continue;
        await new Promise((resolve) => setTimeout(resolve));
        began = performance.now();
      }
    });
    if (!here()) return;
    const patch = editor.trimap.patchFrom(paint.before.data, box);
    editor.show(box);
    if (patch) this.send({ kind: "band", change, pixels }, patch);
    else editor.say(change === "widen" ? "There is no band to widen." : "The band cannot be narrowed by that.");
  }

  /**
   * Correct the trimap here, and send it. What changes nothing is not sent.
   * @param {Correction} correction @returns {boolean} whether it changed anything
   */
  apply(correction) {
    const { patch, box } = this.editor.trimap.change((labels) => paintCorrection(labels, correction));
    if (!patch) return false;
    this.editor.show(box);
    this.send(correction, patch);
    return true;
  }

  /**
   * Send a correction that is drawn here.
   * @param {Correction} correction @param {import("../trimap.js").Patch | null} patch takes it back here
   */
  send(correction, patch) {
    const { editor } = this;
    editor.history.push(patch);
    editor.queue.push({ kind: "correction", token: token(), body: correction });
    editor.emit("edited");
  }

  /**
   * Send a correction that the server works out, and show what comes back. Without an answer it is
   * kept and delivered like any stroke.
   * @param {Correction} correction @param {string} what is being done
   */
  async ask(correction, what) {
    this.editor.saving.reloadWhenSaved = true;
    this.send(correction, null);
    await this.wait(what);
  }

  /** Send a painted alpha. @param {Step} step `unseen` if only the server knows what comes of it */
  async paint(step) {
    const { editor } = this;
    editor.history.push(null);
    editor.queue.push(step);
    editor.emit("edited");
    if (step.unseen) await this.wait("Taking the matte from there");
  }

  /** Let nothing be drawn until everything is stored, or no answer comes. @param {string} what is done */
  async wait(what) {
    const { editor } = this;
    const { queue } = editor;
    await editor.busy(what, async () => {
      while (queue.steps.length && !STUCK.includes(queue.status)) {
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
      }
    });
    if (queue.steps.length && queue.status !== "conflict") {
      editor.say("The server does not answer. This is kept, and shown once it is stored.", "warning");
    }
  }
}
