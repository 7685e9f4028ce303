/**
 * The mattes of the trimap as it is, where they disagree, and the choice between them.
 *
 * @typedef {{method: string, title: string, parameters: Record<string, number | boolean>,
 *   seconds: number, problem: string | null, picture: string, cutout: string,
 *   thumbnail: string}} Candidate
 * @typedef {import("./raster.js").Box & {weight: number, peak_x: number, peak_y: number,
 *   looked: boolean}} Hotspot
 * @typedef {{revision: string, candidates: Candidate[], disagreement: string | null,
 *   hotspots: Hotspot[]}} Found
 * @typedef {{id: string, state: string, done: number, total: number, message: string,
 *   error: string | null}} Job
 */

import { annotationPath, ApiError, get, post } from "./api.js";
import { Hotspots } from "./hotspots.js";
import { keymap } from "./keymap.js";
import { Refining } from "./refining.js";

/** What the network that refines is called among the methods. */
const FCN = "fcn";

/** Milliseconds between two looks at a running job. */
const LOOK_EVERY = 250;

export class Matting {
  /** @param {import("../editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.hotspots = new Hotspots(editor, this);
    this.refining = new Refining(editor, this);
    this.reset();
    editor.on("stored", (step) => step.kind === "choose" && this.chosen(step.body.method));
  }

  /** Forget everything: another annotation is shown. */
  reset() {
    /** @type {Found | null} */
    this.found = null;
    /** @type {Job | null} */
    this.job = null;
    /** Digest of the trimap that the mattes were made of. */
    this.digest = "";
    /** The revision that choosing the refined one of them has made. @type {string | null} */
    this.refined = "";
    this.hotspot = -1;
    this.round = (this.round ?? 0) + 1;
  }

  get running() {
    return this.job !== null;
  }

  /** Say what there needs to be before there are mattes to look at. */
  sayNone() {
    const { editor, running } = this;
    editor.say(running ? "Matting is under way: one moment." : `${keymap.label("Run the methods first", "run")}.`);
  }

  /** Why the mattes are not of what is there now; empty when they are. @returns {string} */
  get outdated() {
    const { annotation, saving, drawing, live } = this.editor;
    const redrawn = annotation?.digest !== this.digest || saving.unsaved.length > 0 || drawing.active;
    if (redrawn) return annotation?.refined && annotation.has_alpha ? "The FCN has redrawn the trimap" : "The trimap has changed since";
    // The form shows the parameters of one method, which may be another one.
    const others = (this.found?.candidates ?? []).filter((each) => !live.parameters.are(each.method, each.parameters));
    const named = others.map(({ title }) => title).join(", ");
    return named ? `${named} ${others.length > 1 ? "were" : "was"} run with other parameters` : "";
  }

  get stale() {
    return Boolean(this.outdated);
  }

  /** Whether a matte is the one that the annotation has. @param {Candidate} candidate */
  inUse(candidate) {
    const { annotation, live } = this.editor;
    if (!annotation.has_alpha) return false;
    if (candidate.method === FCN) return annotation.alpha_revision === this.refined;
    return annotation.matte_method === candidate.method && !this.stale &&
      live.parameters.are(candidate.method, annotation.matte_parameters);
  }

  /** Look for mattes that the server still has. */
  async restore() {
    const { round } = this;
    const { annotation } = this.editor;
    const found = await get(`${annotationPath(annotation.id)}/candidates`);
    if (round === this.round && found.revision) this.take(found, annotation.digest);
  }

  /** Run the methods on the trimap as it is now. */
  async run() {
    const body = () => ({ settings: this.editor.live.parameters.settings() });
    await this.work("matte", body, async (found, { digest }) => this.take(found, digest));
  }

  /**
   * Have the server work on what is stored, and show how far it is.
   * @param {"matte" | "refine"} route
   * @param {() => object} body what it is told beside the revision, once everything is stored
   * @param {(result: any, before: import("./api.js").Annotation) => Promise<void>} done
   */
  async work(route, body, done) {
    const { editor, round } = this;
    if (this.running || !editor.annotation) return;
    this.job = { id: "", state: "running", done: 0, total: 3, message: "Saving", error: null };
    editor.emit("matting");
    try {
      if (!(await editor.queue.idle())) throw new ApiError(0, "Offline", "Some strokes are not saved.");
      if (round !== this.round) return;
      const { annotation } = editor;
      let job = await post(`${annotationPath(annotation.id)}/${route}`, { base: annotation.head, ...body() });
      while (job.state === "running" && round === this.round) {
        this.job = job;
        editor.emit("matting");
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
        job = await get(`/api/jobs/${job.id}`);
      }
      if (round !== this.round) return;
      if (job.state === "finished") await done(job.result, annotation);
      else if (job.state === "failed") editor.say(job.error, "error");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (round === this.round) editor.say(error.message, "error");
    } finally {
      if (round === this.round) this.job = null;
      editor.emit("matting");
    }
  }

  /** Stop a run at its next step; one that waits for strokes to be saved does not begin. */
  async cancel() {
    if (this.job?.id) await post(`/api/jobs/${this.job.id}/cancel`, {});
    else if (this.job && this.editor.queue.steps.length) {
      this.round += 1;
      this.job = null;
      this.editor.emit("matting");
    }
  }

  /** @param {Found} found @param {string} digest */
  take(found, digest) {
    this.found = found;
    this.digest = digest;
    this.hotspot = -1;
    this.editor.emit("matting");
    this.editor.redraw();
  }

  /** Mattes that came out. @returns {Candidate[]} */
  get usable() {
    return (this.found?.candidates ?? []).filter((candidate) => !candidate.problem);
  }

  /** Make a method's matte the annotation's. @param {string} method */
  choose(method) {
    const { editor } = this;
    if (!editor.editable || editor.queue.steps.some((step) => step.kind === "choose")) return;
    if (this.stale) {
      editor.say(`${this.outdated}: ${keymap.label("run the methods again", "run")}, then choose.`, "warning");
      return;
    }
    editor.queue.push({ kind: "choose", body: { method, settings: editor.live.parameters.settings(method) } });
  }

  /** A choice is stored: show it. @param {string} method */
  chosen(method) {
    const { editor } = this;
    this.hotspot = -1;
    if (method === FCN) {
      this.refined = editor.annotation.alpha_revision;
      this.refining.redrawn();
    } else if (this.found) this.found = { ...this.found, revision: editor.annotation.head };
    this.show();
  }

  /** Show the matte that is in use now. */
  show() {
    const { editor } = this;
    if (editor.comparing) {
      editor.compare(false);
      if (!editor.showsMatte) editor.set({ mode: "alpha" });
    }
    editor.emit("matting");
  }

  /**
   * Fly to a hotspot; without a number to the next, or the one before.
   * @param {number} [number] @param {number} [step] 1 or -1
   */
  visit(number, step = 1) {
    const { editor } = this;
    const spots = this.found?.hotspots ?? [];
    if (!spots.length) {
      if (this.found) editor.say("The methods agree: no hotspots.");
      else this.sayNone();
      return;
    }
    this.hotspot = number ?? this.hotspots.next(step);
    this.hotspots.arrive(this.hotspot);
    editor.viewport.flyTo(spots[this.hotspot]);
    editor.emit("matting");
  }

  /** Take the mark of the visited hotspot away. */
  leave() {
    this.hotspot = -1;
    this.editor.emit("matting");
    this.editor.redraw();
  }
}
