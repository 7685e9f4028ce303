/**
 * The matte that follows the strokes: asked for as soon as a stroke is stored, patched in place.
 *
 * One request at a time leads the matte on to the newest revision; beside it, another waits for the
 * exact answer of a large photo. Patches hold what is shown now and name the state they lead to, so
 * one that was overtaken is dropped.
 *
 * Says on the editor: `live` {box, exact} when pixels have changed, `following` when the status has.
 *
 * @typedef {import("./raster.js").Box} Box
 * @typedef {"" | "off" | "following" | "first" | "exact" | "failed" | "offline"} Status
 * @typedef {import("./live-patch.js").Patch} Patch
 */

import { annotationPath, ApiError, get } from "./api.js";
import { LiveColours } from "./live-colours.js";
import { askPatch, isOvertaken } from "./live-patch.js";
import { LivePixels } from "./live-pixels.js";
import { Parameters } from "./parameters.js";

const FALLBACK = "closed-form";
/** Milliseconds until the next try. */
const AGAIN_AFTER = 2000;

export class Live {
  /** @param {import("../editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
    /** @type {{name: string, title: string, parameters: import("./parameters.js").Parameter[]}[]} all there are */
    this.methods = [];
    this.parameters = new Parameters(this);
    this.round = 0;
    this.colours = new LiveColours(this);
    this.reset();
    editor.on("open", () => this.reset());
    for (const name of ["annotation", "edited", "status"]) editor.on(name, () => this.follow());
    this.loadMethods();
  }

  /** The method that the matte is made with. */
  get method() {
    return this.editor.settings.method;
  }

  /** What was set of its parameters. @returns {string[]} */
  get settings() {
    return this.parameters.settings(this.method);
  }

  /** Whether the matte follows the strokes. */
  get on() {
    return this.editor.settings.follow;
  }

  /** Whether there is something to follow. */
  get active() {
    const { annotation } = this.editor;
    return this.on && Boolean(annotation) && !annotation.read_only;
  }

  /** Whether views show this matte: it is there, and the trimap has no alpha in use of its own. */
  get shows() {
    return this.active && this.pixels !== null && !this.editor.annotation.has_alpha;
  }

  /** Its alpha as grey, of the photo's size; null while there is none. */
  get alphaLayer() {
    return this.pixels?.grey ?? null;
  }

  /** The photo cut out with it; null while there is none. It is made when it is first asked for. */
  get cutoutLayer() {
    const { pixels, editor } = this;
    if (pixels && !pixels.cutout) {
      pixels.makeCutout(() => {
        if (pixels === this.pixels) this.changed(pixels.all);
        editor.redraw();
      });
    }
    return pixels?.cutout ?? null;
  }

  /** @returns {Status} */
  get status() {
    if (!this.editor.annotation || this.editor.annotation.read_only) return "";
    if (!this.on) return "off";
    if (this.unreachable) return "offline";
    if (this.asking || this.behind || this.editor.saving.unsaved.length) return "following";
    if (this.problem) return "failed";
    return this.exact ? "exact" : "first";
  }

  /** Whether the newest revision is not shown yet. */
  get behind() {
    return this.active && this.followed !== wantedBy(this.editor);
  }

  /** Whether what is shown is the newest revision's first picture. */
  get unsettled() {
    return this.active && this.pixels !== null && !(this.exact || this.behind || this.problem || this.unreachable);
  }

  /** Forget everything: another annotation is open, or the matte no longer follows. */
  reset() {
    this.round += 1;
    this.stop?.abort();
    this.stop = new AbortController();
    window.clearTimeout(this.retry);
    /** @type {LivePixels | null} */
    this.pixels = null;
    this.state = "";
    /** The order of the request whose patch was put on last. */
    this.order = 0;
    /** What is shown: method, parameters and digest of the trimap, and its revision. */
    this.followed = "";
    this.revision = "";
    this.exact = false;
    this.problem = "";
    this.unreachable = false;
    this.asking = false;
    this.settling = false;
    this.retry = 0;
    /** @type {Promise<void>} */
    this.putting = Promise.resolve();
    this.colours.reset();
  }

  async loadMethods() {
    try {
      this.methods = await get("/api/methods");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return;
    }
    if (!this.methods.some((method) => method.name === this.method)) this.choose(FALLBACK);
    for (const name of ["following", "matting"]) this.editor.emit(name);
  }

  /** Follow with another method. @param {string} method */
  choose(method) {
    this.editor.set({ method });
    this.follow();
  }

  /** Follow the strokes, or leave it. */
  toggle() {
    this.editor.set({ follow: !this.on });
    if (!this.on) this.reset();
    this.follow();
    this.editor.say(this.on ? "The matte follows your strokes." : "The matte no longer follows your strokes.");
    this.editor.emit("annotation");
  }

  /** Make this matte the annotation's. @returns {Promise<boolean>} whether it is */
  async keep() {
    const { queue } = this.editor;
    await this.editor.busy("Keeping the matte", async () => {
      queue.push({ kind: "choose", body: { method: this.method, settings: this.settings } });
      await queue.idle();
    });
    return queue.annotation.has_alpha;
  }

  /** Lead the matte on to the newest revision, if it is not there. */
  async follow() {
    const { round, editor } = this;
    editor.emit("following");
    if (this.asking || !this.behind || this.unreachable) return;
    this.asking = true;
    editor.emit("following");
    while (round === this.round && this.behind && !this.unreachable) await this.step(round);
    if (round !== this.round) return;
    this.asking = false;
    editor.emit("following");
    this.settle();
  }

  /** Show the newest revision. @param {number} round */
  async step(round) {
    const { annotation } = this.editor;
    const wanted = wantedBy(this.editor);
    try {
      const patch = await this.fetch(annotation.head, false);
      if (round !== this.round) return;
      this.followed = wanted;
      this.revision = annotation.head;
      this.problem = "";
      await this.put(patch);
    } catch (error) {
      if (round === this.round) this.fail(error, wanted);
    }
  }

  /** Wait for the exact matte, while strokes go on. */
  async settle() {
    const { round, editor } = this;
    if (this.settling || !this.unsettled) return;
    this.settling = true;
    while (round === this.round && this.unsettled) {
      const { revision, followed } = this;
      try {
        const patch = await this.fetch(revision, true);
        if (round !== this.round) return;
        await this.put(patch);
        if (patch.revision !== this.revision && revision === this.revision) await this.ledAway(round);
      } catch (error) {
        if (round === this.round) this.fail(error, followed);
      }
    }
    if (round !== this.round) return;
    this.settling = false;
    editor.emit("following");
    this.follow();
  }

  /** Somebody else led the matte to another revision: lead it back, but do not fight. @param {number} round */
  async ledAway(round) {
    await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER));
    if (round === this.round) this.followed = "";
  }

  /** @param {string} revision @param {boolean} settle @returns {Promise<Patch>} */
  fetch(revision, settle) {
    const body = { revision, method: this.method, settings: this.settings, have: this.state, settle };
    return askPatch(`${annotationPath(this.editor.annotation.id)}/live`, body, this.stop.signal);
  }

  /** Put a patch on, after those that came before. @param {Patch} patch */
  async put(patch) {
    const { round } = this;
    const before = this.putting;
    this.putting = (async () => {
      await before;
      if (round === this.round) await this.putNow(patch);
    })();
    await this.putting;
  }

  /** @param {Patch} patch */
  async putNow(patch) {
    if (isOvertaken(patch, this.state, this.order)) {
      patch.picture?.close();
      return;
    }
    const { photo, photoLayer } = this.editor;
    this.pixels ??= new LivePixels(photo.width, photo.height, () => photoLayer.levels[0] ?? null);
    const { pixels } = this;
    if (patch.picture) await pixels.put(patch.box, patch.picture);
    if (pixels !== this.pixels) return;
    this.state = patch.state;
    this.order = patch.order;
    this.exact = patch.exact && patch.revision === this.revision;
    this.changed(patch.box);
  }

  /** Pixels changed: have them drawn. @param {Box | null} box */
  changed(box) {
    this.colours.touch(box);
    if (box && this.shows) this.editor.painter?.touch(box);
    this.editor.emit("live", { box, exact: this.exact });
    this.editor.emit("following");
  }

  /** @param {any} error @param {string} wanted what was asked for */
  fail(error, wanted) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status >= 400 && error.status < 500) {
      this.problem = error.message;
      this.followed = wanted;
      return;
    }
    this.unreachable = true;
    this.retry = window.setTimeout(() => {
      this.unreachable = false;
      this.follow();
    }, AGAIN_AFTER);
  }
}

/** What is to be shown. @param {import("../editor.js").Editor} editor */
function wantedBy({ live, annotation }) {
  // What was painted by hand is laid over the matte.
  return `${live.method} ${live.settings} ${annotation?.digest} ${annotation?.alpha_revision}`;
}
