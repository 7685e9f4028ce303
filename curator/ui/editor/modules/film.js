/**
 * The strokes of an annotation played again, from its beginning to the step it stands at.
 *
 * The film paints a trimap of its own with the editor's own raster, and shows it in place of the
 * annotation's; nothing of the annotation changes. Steps that are no strokes come as pictures.
 *
 * @typedef {import("./timeline.js").Frame & {trimap: string,
 *   stroke: import("./pending.js").Stroke | null}} Scene
 */

import { annotationPath, ApiError, channel, get } from "./api.js";
import { LabelLayer } from "./label-layer.js";
import { toUnits, VALUES } from "./raster.js";
import { TrimapBuffer } from "./trimap.js";

/** Points of a stroke that are painted in a second, and the seconds that a step stays, at speed 1. */
const POINTS = 60;
const STAYS = 0.5;

export const SPEEDS = [1, 4, 16];

/** Views in which a film can be seen. */
const TRIMAP_MODES = ["overlay", "trimap"];

export class Film {
  /** @param {import("../editor.js").Editor} editor @param {import("./timeline.js").Timeline} timeline */
  constructor(editor, timeline) {
    this.editor = editor;
    this.timeline = timeline;
    this.speed = SPEEDS[1];
    /** @type {Scene[]} */
    this.scenes = [];
    this.forget();
  }

  forget() {
    this.on = false;
    this.playing = false;
    /** Scenes that are shown in full. */
    this.done = 0;
    /** Points painted of the scene under way, as a fraction that time moves on. */
    this.painted = 0;
    /** @type {(import("./trimap.js").Patch | null)[]} what takes each scene back */
    this.patches = [];
    /** @type {TrimapBuffer | null} */
    this.trimap = null;
    this.labels = null;
    /** @type {Promise<any> | null} a scene on its way */
    this.loading = null;
    this.seeking = false;
    /** The number of scenes that the viewer asked for last. */
    this.wanted = 1;
  }

  /** Start from the beginning, or go on, or pause. */
  async toggle() {
    if (!this.on) await this.start();
    else if (this.playing) this.pause();
    else this.play();
  }

  async start() {
    const { editor } = this;
    if (!editor.annotation || editor.working || editor.drawing.active) return;
    const here = editor.here();
    if (!(await editor.queue.idle()) || !here()) return;
    const { annotation } = editor;
    let failed = false;
    const problem = await editor.busy("Loading the film", async () => {
      const path = annotationPath(annotation.id);
      const { scenes } = await get(`${path}/timeline/${annotation.head}/film`);
      const first = await channel(this.address(annotation.id, scenes[0]));
      if (!here()) return void (failed = true);
      this.forget();
      this.scenes = scenes;
      this.trimap = new TrimapBuffer(first.width, first.height, first.data);
    });
    if (problem || failed) return;
    this.labels = new LabelLayer(this.trimap);
    this.done = 1;
    this.patches = [null];
    this.on = true;
    this.before = { labels: editor.labels, mode: editor.settings.mode };
    editor.labels = this.labels;
    if (!TRIMAP_MODES.includes(editor.settings.mode)) editor.set({ mode: "overlay" });
    this.labels.setGrey(editor.settings.mode === "trimap");
    editor.viewport.fit();
    this.say();
    this.play();
  }

  /** @param {number} id @param {Scene} scene */
  address(id, scene) {
    return `${annotationPath(id)}/trimap.png?revision=${scene.revision}`;
  }

  /** Show the annotation again. */
  close() {
    if (!this.on) return;
    const { editor, before, labels } = this;
    this.forget();
    if (editor.labels === labels) {
      editor.labels = before.labels;
      editor.labels.recolour();
      if (!TRIMAP_MODES.includes(before.mode)) editor.set({ mode: before.mode });
      else editor.set({});
    }
    this.say();
  }

  async play() {
    if (this.done >= this.scenes.length) await this.seek(1);
    if (!this.on) return;
    this.playing = true;
    this.last = performance.now();
    this.say();
    requestAnimationFrame((now) => this.tick(now));
  }

  pause() {
    this.playing = false;
    this.say();
  }

  /** @param {number} speed */
  setSpeed(speed) {
    this.speed = speed;
    this.say();
  }

  /** One frame: paint what is due. @param {number} now */
  async tick(now) {
    if (!this.on || !this.playing) return;
    const seconds = Math.min(0.1, (now - this.last) / 1000) * this.speed;
    this.last = now;
    if (!this.loading && !this.seeking) await this.advance(seconds);
    if (this.on && this.done >= this.scenes.length) this.playing = false;
    if (this.on) this.say();
    if (this.playing) requestAnimationFrame((next) => this.tick(next));
  }

  /** @param {number} seconds of the film */
  async advance(seconds) {
    const scene = this.scenes[this.done];
    if (!scene) return;
    const points = scene.stroke?.points.length ?? 1;
    this.painted += Math.max(seconds * POINTS, (seconds * points) / STAYS / 2);
    if (scene.stroke) this.paint(scene.stroke, Math.min(points, Math.floor(this.painted)));
    if (this.painted >= Math.max(points, POINTS * STAYS)) await this.finish();
  }

  /** Paint a stroke up to a point of it. */
  paint(stroke, until) {
    if (!this.trimap.before) {
      this.trimap.begin();
      this.next = 0;
    }
    const place = ([x, y]) => ({ x: toUnits(x), y: toUnits(y) });
    for (; this.next < until; this.next += 1) {
      const a = place(stroke.points[Math.max(0, this.next - 1)]);
      this.show(this.trimap.paint(a, place(stroke.points[this.next]), toUnits(stroke.radius), VALUES[stroke.label]));
    }
  }

  /** Show the scene under way in full. */
  async finish() {
    const scene = this.scenes[this.done];
    const previous = this.scenes[this.done - 1];
    let patch = null;
    if (scene.stroke) {
      this.paint(scene.stroke, scene.stroke.points.length);
      patch = this.trimap.end();
    } else if (scene.trimap !== previous.trimap) {
      this.loading = this.load(scene);
      patch = await this.loading;
      if (!this.on || this.scenes[this.done] !== scene) return;
    }
    this.patches[this.done] = patch;
    this.done += 1;
    this.painted = 0;
  }

  /** Take a scene that is no stroke from the server. @param {Scene} scene */
  async load(scene) {
    const { trimap } = this;
    try {
      const stored = await channel(this.address(this.editor.annotation.id, scene));
      if (this.trimap !== trimap) return null;
      const patch = trimap.replace(stored.data);
      this.labels.recolour();
      this.editor.redraw();
      return patch;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.editor.say(error.message, "error");
      this.close();
      return null;
    } finally {
      this.loading = null;
    }
  }

  /** Go to where a number of scenes is shown in full. @param {number} count at least 1 */
  async seek(count) {
    this.wanted = Math.min(this.scenes.length, Math.max(1, count));
    if (this.seeking) return;
    this.seeking = true;
    try {
      if (this.loading) await this.loading;
      if (!this.on) return;
      this.drop();
      while (this.on && this.done !== this.wanted) {
        if (this.done < this.wanted) await this.finish();
        else this.back();
      }
    } finally {
      this.seeking = false;
    }
    this.say();
  }

  /** Take back what is painted of a scene under way. */
  drop() {
    this.painted = 0;
    if (!this.trimap.before) return;
    const patch = this.trimap.end();
    if (patch) this.show(this.trimap.swap(patch).box);
  }

  /** Take the last scene back. */
  back() {
    this.done -= 1;
    const patch = this.patches[this.done];
    if (patch) this.show(this.trimap.swap(patch).box);
  }

  /** @param {import("./raster.js").Box | null} box */
  show(box) {
    if (!box || this.editor.labels !== this.labels) return;
    this.labels.update(box);
    this.editor.painter?.touch(box);
  }

  say() {
    this.editor.emit("film");
  }
}
