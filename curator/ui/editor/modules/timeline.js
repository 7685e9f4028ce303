/**
 * The history of what is open: every step as a frame, the way to any of them, their film.
 *
 * @typedef {object} Frame one step, as the server tells it
 * @property {string} revision
 * @property {number} number
 * @property {number | null} parent the number of the step it was made from
 * @property {number} branch 0 for the line it all began with
 * @property {string} kind
 * @property {string} method
 * @property {string | null} label
 * @property {string} author
 * @property {string} created_at
 */

import { annotationPath, ApiError, get } from "./api.js";
import { Film } from "./film.js";

const KINDS = {
  propose: "Proposed",
  rectangle: "Rectangle",
  polygon: "Polygon",
  flood: "Fill by colour",
  band: "Band",
  merge: "Merged",
  matte: "Matte",
  refined: "Refined",
  alpha: "Alpha brush",
  carried: "Carried over",
  import: "Imported",
};

/** Says through the editor: `timeline` when the frames, or which of them is current, changed. */
export class Timeline {
  /** @param {import("../editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.film = new Film(editor, this);
    this.open = false;
    this.reset();
    editor.on("open", () => this.reset());
    for (const name of ["annotation", "status"]) editor.on(name, () => this.load());
  }

  reset() {
    this.film.close();
    /** @type {Frame[]} */
    this.frames = [];
    this.loading = false;
    this.current = "";
    this.load();
  }

  /** Show the strip, or hide it. @param {boolean} [on] */
  toggle(on = !this.open) {
    this.open = on;
    if (!on) this.film.close();
    this.editor.emit("timeline");
    this.load();
  }

  /** Play the film, or pause it. */
  async play() {
    if (!this.open) this.toggle(true);
    await this.film.toggle();
  }

  /** Whether the step the annotation stands at is among the frames. */
  get complete() {
    const head = this.editor.annotation?.head;
    return !head || this.frames.some((frame) => frame.revision === head);
  }

  /** Ask for the frames that are not there yet. */
  async load() {
    const { editor } = this;
    const { annotation } = editor;
    if (!this.open || this.loading || !annotation) return;
    if (!this.complete) {
      const { frames } = this;
      const after = frames.length ? frames[frames.length - 1].number : 0;
      this.loading = true;
      try {
        const { steps } = await get(`${annotationPath(annotation.id)}/timeline?after=${after}`);
        if (this.frames !== frames) return;
        frames.push(...steps);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        return;
      } finally {
        if (this.frames === frames) this.loading = false;
      }
    }
    this.settle();
  }

  /** Say which frame is current, if that is another one now. */
  settle() {
    const { annotation } = this.editor;
    const state = `${annotation.id} ${annotation.head} ${this.frames.length} ${this.editor.editable}`;
    if (state === this.current) return;
    this.current = state;
    this.editor.emit("timeline");
    if (!this.complete) this.load();
  }

  /** Numbers of the steps that led to where the annotation stands. @returns {Set<number>} */
  way() {
    const byNumber = new Map(this.frames.map((frame) => [frame.number, frame]));
    const numbers = new Set();
    let step = this.frames.find((frame) => frame.revision === this.editor.annotation?.head);
    while (step && !numbers.has(step.number)) {
      numbers.add(step.number);
      step = byNumber.get(step.parent);
    }
    return numbers;
  }

  /** @param {Frame} frame @returns {string} the address of its thumbnail */
  picture(frame) {
    return `${annotationPath(this.editor.annotation.id)}/timeline/${frame.revision}.jpg`;
  }

  /** Make a step the current one; drawing goes on from there. @param {Frame} frame */
  async jump(frame) {
    const { editor } = this;
    this.film.close();
    if (editor.drawing.active) return;
    if (!editor.editable) {
      if (editor.annotation?.read_only) editor.say("This annotation is read-only: its history can be looked at and played.");
      return;
    }
    const here = editor.here();
    const { queue } = editor;
    if (!(await queue.idle()) || !here() || frame.revision === editor.annotation.head) return;
    await editor.busy(`Going to step ${frame.number}`, async () => {
      queue.push({ kind: "jump", body: { target: frame.revision } });
      await queue.idle();
    });
    if (!here()) return;
    await editor.saving.reload();
    editor.emit("edited");
  }
}

/** Whether it is a brush's stroke; a pen's pressure makes another kind of them. @param {Frame} frame */
export function isStroke(frame) {
  return frame.kind === "stroke" || frame.kind === "pressed";
}

/** What a step did, in a word or two. @param {Frame} frame @returns {string} */
export function did(frame) {
  if (isStroke(frame)) return capital(frame.label);
  if (frame.kind === "matte") return capital(frame.method);
  return KINDS[frame.kind] ?? capital(frame.kind);
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
