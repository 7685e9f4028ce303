/** The editor's side of saving: taking steps back, conflicts, what a lost tab left behind. */

import { annotationPath, channel, get } from "./api.js";
import { strokesOf, take } from "./pending.js";
import { SaveQueue } from "./queue.js";
import { Seat } from "./seat.js";
import { paintStep } from "./tools/corrections.js";

/** Quiet time after the last save before the tab's pixels are checked against the server's. */
const CHECK_AFTER = 1500;

export class Saving {
  /** @param {import("../editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.check = 0;
    /** @type {import("./api.js").ApiError | null} */
    this.conflict = null;
  }

  /**
   * Save into another annotation from now on; steps of the last one still go their way.
   * @param {import("./api.js").Annotation} annotation
   * @returns {SaveQueue}
   */
  open(annotation) {
    window.clearTimeout(this.check);
    this.editor.queue?.close();
    this.conflict = null;
    const queue = new SaveQueue(annotation);
    const mine = (listener) => (detail) => this.editor.queue === queue && listener(detail);
    queue.on("status", mine((status) => this.editor.emit("status", status)));
    queue.on("saved", mine((detail) => this.saved(detail)));
    queue.on("refused", mine((detail) => this.refused(detail)));
    queue.on("conflict", mine(({ error }) => this.setConflict(error)));
    return queue;
  }

  /** Send what other tabs left unsaved of this annotation, one after the other. */
  async recover() {
    const { editor } = this;
    const kept = take(editor.annotation.id, Seat.known);
    if (!kept) return;
    const strokes = strokesOf(kept.steps);
    editor.queue.annotation = { ...editor.annotation, head: kept.base };
    if (kept.base !== editor.annotation.head) editor.queue.annotation.parent = null;
    for (const step of kept.steps) editor.queue.push(step);
    this.replay(strokes);
    this.reloadWhenSaved = true;
    const are = strokes.length === 1 ? "is" : "are";
    editor.say(`${count(strokes.length)} that this browser had not saved yet ${are} being sent now.`);
    const here = editor.here();
    if ((await editor.queue.idle()) && here() && editor.tabs.mine) await this.recover();
  }

  /** @param {{step: import("./pending.js").Step, annotation: any}} detail */
  saved({ step, annotation }) {
    const { editor } = this;
    editor.setAnnotation(annotation);
    if (step.kind === "choose") editor.history.push(null);
    editor.emit("stored", step);
    if (editor.queue.steps.length) return;
    if (this.reloadWhenSaved) {
      this.reloadWhenSaved = false;
      this.reload();
    }
    window.clearTimeout(this.check);
    this.check = window.setTimeout(() => this.verify(), CHECK_AFTER);
  }

  /** A step that can never be stored: say so, and show what is stored with the rest on top. */
  async refused({ step, error }) {
    const { editor } = this;
    editor.say(error.message, "error");
    editor.emit("refused", step);
    const drawn = step.token || ["undo", "redo"].includes(step.kind);
    const here = editor.here();
    await editor.busy("Loading what is stored", async () => {
      if (!(await editor.queue.idle()) || !here()) return;
      await this.refresh();
      if (drawn && here()) await this.reload();
    });
  }

  /** @param {import("./api.js").ApiError | null} error */
  setConflict(error) {
    this.conflict = error;
    this.editor.emit("notices");
  }

  /** Strokes that are drawn here but not stored. */
  get unsaved() {
    return strokesOf(this.editor.queue?.steps ?? []);
  }

  /** After a conflict: take what is stored now, and draw the unsaved strokes on it again. */
  async takeTheirs(reapply) {
    const { editor } = this;
    const here = editor.here();
    await editor.busy("Loading what is stored", async () => {
      await this.refresh();
      if (!here()) return;
      if (!reapply) editor.queue.drop();
      await this.reload();
      if (!here()) return;
      // Until here the strokes are kept in the browser as they were.
      const strokes = this.unsaved;
      editor.queue.drop();
      this.setConflict(null);
      this.reloadWhenSaved = true;
      for (const step of strokes) editor.queue.push({ ...step, uncertain: false });
    });
  }

  /** Ask what the annotation is now; the next step is saved on top of that. */
  async refresh() {
    const { editor } = this;
    const here = editor.here();
    const annotation = await get(annotationPath(editor.annotation.id));
    if (!here()) return;
    editor.setAnnotation(annotation);
    editor.queue.annotation = annotation;
  }

  /** Draw strokes into the tab's trimap. @param {import("./pending.js").Step[]} steps */
  replay(steps) {
    const { editor } = this;
    for (const step of steps) {
      editor.trimap.before = null;
      const { patch, box } = editor.trimap.change((labels) => paintStep(labels, step));
      editor.history.push(patch);
      editor.show(box);
    }
  }

  /** Load the stored trimap; strokes that wait to be saved are drawn on it. */
  async reload() {
    const { editor } = this;
    const here = editor.here();
    await editor.busy("Loading the trimap", async () => {
      const stored = await channel(trimapAddress(editor.annotation));
      if (!here()) return;
      editor.trimap.replace(stored.data);
      editor.history.forget();
      this.replay(this.unsaved);
      editor.labels.recolour();
      editor.redraw();
    });
  }

  async undo() {
    await this.step("undo", "can_undo", "There is nothing left to undo.");
  }

  async redo() {
    await this.step("redo", "can_redo", "There is nothing to redo.");
  }

  /**
   * @param {"undo" | "redo"} kind @param {"can_undo" | "can_redo"} allowed @param {string} nothing
   */
  async step(kind, allowed, nothing) {
    const { editor } = this;
    if (kind === "undo" && (editor.tools.back() || editor.people.undo())) return;
    if (!editor.editable || editor.painting) return;
    const known = editor.history[kind](editor.trimap);
    if (known) {
      editor.queue.push({ kind });
      editor.show(known.box);
      editor.emit("edited");
      return;
    }
    const here = editor.here();
    if (!(await editor.queue.idle()) || !here()) return;
    if (!editor.annotation[allowed]) {
      editor.say(nothing);
      return;
    }
    await editor.busy(kind === "undo" ? "Undoing" : "Redoing", async () => {
      editor.queue.push({ kind });
      await editor.queue.idle();
    });
    if (!here()) return;
    await this.reload();
    editor.emit("edited");
  }

  /** Compare the tab's pixels with the digest of the stored ones; on a difference show the stored. */
  async verify() {
    const { editor } = this;
    const { trimap, annotation } = editor;
    const quiet = () => !editor.painting && !editor.queue.steps.length && !editor.working;
    if (!crypto.subtle || !quiet()) return;
    const head = new TextEncoder().encode(`${trimap.height}x${trimap.width}:`);
    const bytes = new Uint8Array(head.length + trimap.data.length);
    bytes.set(head);
    bytes.set(trimap.data, head.length);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const digest = Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (digest === annotation.digest || annotation !== editor.annotation || !quiet()) return;
    editor.say("This window differed from what is stored; the stored trimap was loaded.", "warning");
    await this.reload();
  }
}

/** @param {import("./api.js").Annotation} annotation */
export function trimapAddress(annotation) {
  return `${annotationPath(annotation.id)}/trimap.png?revision=${annotation.head}`;
}

/** @param {number} strokes */
export function count(strokes) {
  return strokes === 1 ? "1 stroke" : `${strokes} strokes`;
}
