/**
 * The editor: what is open, what is chosen, and the actions that buttons and keys share.
 *
 * Says: `open`, `left` when what was under way has ended, `annotation`, `settings`, `tool`, `status`,
 * `edited`, `stored`, `refused`, `matting`, `notices`, `message`, `working`, `cursor`.
 *
 * @typedef {"foreground" | "background" | "unknown" | "rectangle" | "lasso" | "polygon"
 *   | "flood" | "widen" | "narrow" | "alpha" | "region" | "pan" | "person" | "merge"} Tool
 * @typedef {"overlay" | "photo" | "trimap" | "alpha" | "checker" | "black" | "white" | "colour"
 *   | "portrait" | "own" | "worst"} Mode
 * @typedef {{mode: Mode, blur: number, opacity: number, radius: number, colour: string, heat: boolean,
 *   filmstrip: boolean, scale: number, pressure: boolean, follow: boolean, method: string, tolerance: number, band: number,
 *   value: number, hardness: number, region: string}} Settings
 */

import { Activity } from "./modules/activity.js";
import { annotationPath, ApiError, channel, get, photoBitmap } from "./modules/api.js";
import { Drawing } from "./modules/drawing.js";
import { Emitter } from "./modules/emitter.js";
import { History } from "./modules/history.js";
import { LabelLayer } from "./modules/label-layer.js";
import { halves, PhotoLayer } from "./modules/layers.js";
import { keymap } from "./modules/keymap.js";
import { Live } from "./modules/live.js";
import { Matting } from "./modules/matting.js";
import { PictureCache } from "./modules/pictures.js";
import { proposeFromSelection } from "./modules/proposing.js";
import { Saving, trimapAddress } from "./modules/saving.js";
import { loadSettings, storeSettings } from "./modules/settings.js";
import { Tabs } from "./modules/tabs.js";
import { Tools } from "./modules/tools/tools.js";
import { Timeline } from "./modules/timeline.js";
import { TrimapBuffer } from "./modules/trimap.js";
import { Viewport } from "./modules/viewport.js";
import { Grounds } from "./modules/views/grounds.js";
import { compare, look, MATTE_MODES } from "./modules/views/looking.js";
import { Mattes } from "./modules/views/mattes.js";
import { Pair } from "./modules/views/pair.js";
import { People } from "./modules/people/people.js";

export const BRUSHES = ["foreground", "background", "unknown"];

export class Editor extends Emitter {
  constructor() {
    super();
    this.settings = loadSettings();
    /** @type {Tool} */
    this.tool = "foreground";
    /** @type {import("./modules/api.js").Annotation | null} */
    this.annotation = null;
    /** @type {import("./modules/api.js").Photo | null} */
    this.photo = null;
    /** @type {TrimapBuffer | null} */
    this.trimap = null;
    /** @type {LabelLayer | null} */
    this.labels = null;
    /** @type {import("./modules/queue.js").SaveQueue | null} */
    this.queue = null;
    /** @type {import("./modules/painter.js").Painter | null} set by the page */
    this.painter = null;
    /** @type {import("./modules/views/loupe.js").Loupe | null} set by the page */
    this.loupe = null;
    /** @type {string[]} what must end before the next stroke */
    this.works = [];
    this.comparing = false;
    /** Whether the trimap is hidden while a key is held. */
    this.peeking = false;
    /** @type {import("./modules/raster.js").Box | null} the rectangle being dragged or confirmed */
    this.selection = null;
    this.opening = 0;
    this.history = new History();
    this.photoLayer = new PhotoLayer();
    this.pictures = new PictureCache(() => this.redraw(), (problem) => this.say(problem, "error"));
    this.viewport = new Viewport(() => this.redraw());
    this.drawing = new Drawing(this);
    this.tools = new Tools(this);
    this.saving = new Saving(this);
    this.tabs = new Tabs(this);
    this.matting = new Matting(this);
    this.live = new Live(this);
    this.mattes = new Mattes(this);
    this.pair = new Pair(this);
    this.grounds = new Grounds(this);
    this.timeline = new Timeline(this);
    this.people = new People(this);
    this.activity = new Activity(this);
  }

  /** What is being done that must end before the next stroke; empty when nothing is. */
  get working() {
    return this.works[this.works.length - 1] ?? "";
  }

  /** Whether anything can be drawn now. */
  get editable() {
    const idle = !this.working && !this.saving.conflict && !this.timeline.film.on;
    return Boolean(this.annotation && !this.annotation.read_only && this.tabs.mine && idle);
  }

  get showsMatte() {
    return MATTE_MODES.includes(this.settings.mode);
  }

  /** Whether mattes lie side by side. */
  get apart() {
    return this.comparing || this.pair.way === "beside";
  }

  /** Whether the pointer draws in what is shown now. */
  get drawable() {
    return this.editable && !this.apart && BRUSHES.includes(this.tool);
  }

  /** Whether a stroke is under way. */
  get painting() {
    return this.drawing.active || this.tools.under;
  }

  /** Show an annotation. @param {number} id */
  async open(id) {
    const turn = (this.opening += 1);
    const annotation = await get(annotationPath(id));
    // Of another person of the same photo only the trimap is new.
    const same = annotation.photo.id === this.photo?.id;
    const [levels, stored] = await Promise.all([
      same ? null : photoBitmap(annotation.photo).then(halves),
      channel(trimapAddress(annotation)),
    ]);
    if (turn !== this.opening) return;
    this.leave();
    if (levels) this.photoLayer.set(levels);
    this.trimap = new TrimapBuffer(stored.width, stored.height, stored.data);
    this.labels = new LabelLayer(this.trimap);
    this.labels.setGrey(this.settings.mode === "trimap");
    this.history.forget();
    this.queue = this.saving.open(annotation);
    this.start(annotation.photo, annotation);
    await this.tabs.entered;
    await this.matting.restore();
  }

  /** A stroke under way belongs to what it was begun on. */
  leave() {
    if (this.drawing.active) this.drawing.end();
    this.tools.leave();
    this.emit("left");
  }

  /** @returns {() => boolean} whether what is open now still is: answers come late */
  here() {
    const { queue, photo } = this;
    return () => queue === this.queue && photo === this.photo;
  }

  /** Show a photo that has no annotation yet. @param {import("./modules/api.js").Photo} photo */
  async openPhoto(photo) {
    const turn = (this.opening += 1);
    const levels = await halves(await photoBitmap(photo));
    if (turn !== this.opening) return;
    this.leave();
    this.photoLayer.set(levels);
    this.queue?.close();
    this.queue = null;
    this.trimap = null;
    this.labels = null;
    this.start(photo, null);
  }

  /**
   * @param {import("./modules/api.js").Photo} photo
   * @param {import("./modules/api.js").Annotation | null} annotation
   */
  start(photo, annotation) {
    const same = photo.id === this.photo?.id;
    this.photo = photo;
    this.annotation = annotation;
    this.comparing = false;
    this.selection = null;
    this.pictures.clear();
    this.matting.reset();
    this.drawing.ended = null;
    if (!same) this.viewport.setPhoto(photo.width, photo.height);
    if (this.showsMatte && !annotation?.alpha_revision && !this.live.active) this.set({ mode: "overlay" });
    this.emit("open");
    this.emit("annotation");
    this.emit("matting");
    this.emit("notices");
  }

  /** What the server says of the annotation now. @param {import("./modules/api.js").Annotation} annotation */
  setAnnotation(annotation) {
    this.annotation = annotation;
    this.emit("annotation");
    this.emit("notices");
    this.redraw();
  }

  /** @param {Tool} tool */
  choose(tool) {
    this.tool = tool;
    this.tools.chosen();
    if (tool !== "rectangle") this.select(null);
    this.emit("tool");
  }

  /** @param {Partial<Settings>} changes */
  set(changes) {
    Object.assign(this.settings, changes);
    storeSettings(this.settings);
    this.labels?.setGrey(this.settings.mode === "trimap");
    this.emit("settings");
    this.redraw();
  }

  /** @param {Mode} mode */
  look(mode) {
    look(this, mode);
  }

  /** Show the mattes side by side, or one picture. @param {boolean} on */
  compare(on) {
    compare(this, on);
  }

  /** Make the brush larger or smaller. @param {number} direction 1 or -1 */
  resizeBrush(direction) {
    const { radius } = this.settings;
    const step = Math.max(0.5, Math.round(radius * 0.24) / 2);
    this.setRadius(direction > 0 ? radius + step : radius - Math.min(step, radius - 0.5));
  }

  /** @param {number} radius in photo pixels */
  setRadius(radius) {
    this.set({ radius: Math.min(2000, Math.max(0.5, Math.round(radius * 2) / 2)) });
  }

  /** @param {import("./modules/raster.js").Box | null} box */
  select(box) {
    this.selection = box;
    this.emit("selection");
    this.redraw();
  }

  /** Propose anew from the selected rectangle. */
  applySelection() {
    return proposeFromSelection(this);
  }

  /** Hand the annotation in for review. */
  async submit() {
    const { queue } = this;
    const here = this.here();
    if (!this.editable || !(await queue.idle())) return;
    if (queue.annotation.read_only) return;
    if (!queue.annotation.has_alpha && this.live.active && !(await this.live.keep())) return;
    if (queue.annotation.has_alpha) queue.push({ kind: "submit", body: {} });
    else if (here()) {
      this.say(`${keymap.label("Run the methods", "run")} and choose a matte of this trimap, then submit.`, "warning");
    }
  }

  /** Colour a changed box of the trimap and draw it. @param {import("./modules/raster.js").Box | null} box */
  show(box) {
    if (!box) return;
    this.labels.update(box);
    this.painter?.touch(box);
  }

  redraw() {
    this.painter?.schedule();
  }

  /**
   * Do something that must end before the next stroke.
   * @param {string} what @param {() => Promise<void>} action
   * @returns {Promise<string>} what went wrong, which has been said; empty when nothing did
   */
  async busy(what, action) {
    this.works.push(what);
    this.emit("working");
    try {
      await action();
      return "";
    } catch (error) {
      if (!(error instanceof ApiError)) console.error(error);
      this.say(error.message, "error");
      return error.message;
    } finally {
      this.works.splice(this.works.indexOf(what), 1);
      this.emit("working");
    }
  }

  /** @param {string} text @param {"note" | "warning" | "error"} [kind] */
  say(text, kind = "note") {
    this.emit("message", { text, kind });
  }
}
