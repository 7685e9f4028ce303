/**
 * Two mattes compared: beside each other, split by a line, one at a time, or what they differ by.
 *
 * Says on the editor: `pair` when what is compared, or how, has changed.
 *
 * @typedef {"beside" | "split" | "blink" | "difference"} Way
 * @typedef {import("./mattes.js").Matte} Matte
 */

import { keymap } from "../keymap.js";
import { Difference } from "./difference.js";

export class Pair {
  /** @param {import("../../editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
    /** @type {Way | null} null while nothing is compared */
    this.way = null;
    /** Ids of the two; empty until something is compared. */
    this.first = "";
    this.second = "";
    /** Where the line of the split is, as a part of the pane's width. */
    this.at = 0.5;
    /** Whether the second is shown instead of what else would be, while a key is held. */
    this.blinking = false;
    /** The view that was left for comparing. @type {import("../../editor.js").Mode | null} */
    this.before = null;
    this.difference = new Difference(editor);
    editor.on("open", () => this.reset());
    editor.on("live", ({ box }) => this.followed(box));
    editor.on("stored", (step) => step.kind !== "stroke" && this.way && this.look());
  }

  reset() {
    this.way = null;
    this.first = this.second = "";
    this.blinking = false;
    this.before = null;
    this.difference.forget();
    this.changed();
  }

  /** Compare in a way; the same way again leaves. @param {Way} way */
  async toggle(way) {
    if (this.way === way) this.leave();
    else await this.show(way);
  }

  /** @param {Way} way */
  async show(way) {
    const { editor } = this;
    if (!editor.annotation || !(await this.choose())) return;
    editor.compare(false);
    this.way = way;
    this.before ??= editor.settings.mode;
    if (!editor.showsMatte) editor.set({ mode: "alpha" });
    this.changed();
  }

  leave() {
    const { editor, before } = this;
    if (!this.way) return;
    this.way = null;
    this.before = null;
    this.difference.forget();
    if (before && editor.showsMatte) editor.set({ mode: before });
    this.changed();
  }

  /** Find two mattes worth comparing, unless two are chosen. @returns {Promise<boolean>} */
  async choose() {
    const { mattes } = this.editor;
    const here = this.editor.here();
    await mattes.look();
    if (!here()) return false;
    const { all } = mattes;
    if (all.length < 2) {
      this.editor.say(`There are no two mattes to compare yet: ${keymap.label("run the methods", "run")}.`);
      return false;
    }
    const known = (id) => all.some((each) => each.id === id);
    if (!known(this.first)) this.first = (mattes.current ?? all[0]).id;
    if (!known(this.second) || this.second === this.first) this.second = this.other(all).id;
    return true;
  }

  /** What says most beside the first: the truth, else what is in use, else another method's. */
  other(all) {
    const rest = all.filter((each) => each.id !== this.first);
    const told = (id) => rest.find((each) => each.id === id);
    const used = this.first === "live" ? this.editor.live.method : this.editor.annotation.matte_method;
    const method = rest.find((each) => each.group === "Methods" && each.id !== `method:${used}`);
    return told("truth") ?? told("stored") ?? method ?? rest[0];
  }

  /** Which mattes there are may have changed. */
  async look() {
    if (!(await this.choose())) this.leave();
    this.changed();
  }

  /** @param {{first?: string, second?: string}} ids */
  set(ids) {
    Object.assign(this, ids);
    this.changed();
  }

  swap() {
    this.set({ first: this.second, second: this.first });
  }

  /** Move the split's line. @param {number} at */
  split(at) {
    this.at = Math.min(1, Math.max(0, at));
    this.editor.emit("split");
    this.editor.redraw();
  }

  /** Show the second while a key is held. @param {boolean} on */
  async blink(on) {
    if (on === this.blinking) return;
    this.blinking = on;
    if (on && !this.way && (!this.editor.annotation || !(await this.choose()))) this.blinking = false;
    this.changed();
  }

  /** The two that are compared, as they are now. @returns {[Matte, Matte] | null} */
  get mattes() {
    const { all } = this.editor.mattes;
    const [first, second] = [this.first, this.second].map((id) => all.find((each) => each.id === id));
    return first && second ? [first, second] : null;
  }

  /** What the panes of the canvas show. @returns {import("./content.js").Shown[]} */
  get contents() {
    const two = this.way || this.blinking ? this.mattes : null;
    if (!two) return [null];
    if (this.way === "beside") return two;
    if (this.blinking) return [two[1]];
    if (this.way === "blink") return [two[0]];
    return [{ way: this.way, mattes: two }];
  }

  /** @param {import("../raster.js").Box | null} box where the live matte changed */
  followed(box) {
    const live = [this.first, this.second].includes("live");
    if (!box || !live || !(this.way || this.blinking)) return;
    if (this.way === "difference") this.difference.update(box);
    this.editor.painter?.touch(box);
  }

  changed() {
    this.editor.emit("pair");
    this.editor.emit("settings");
    this.editor.painter?.layout();
    this.editor.redraw();
  }
}
