/**
 * The colour on which a matte looks worst, as the server finds it, and why.
 *
 * Says on the editor: `ground` when it is known, or known anew.
 *
 * @typedef {{colour: string | null, contrast: number, kindest: string, kindest_contrast: number,
 *   subject: string, pixels: number, compared: boolean, x: number, y: number}} Found
 */

import { annotationPath, ApiError, get } from "../api.js";

/** Milliseconds without a change of the live matte before it is looked for again. */
const REST = 500;

export class WorstGround {
  /** @param {import("../../editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.timer = 0;
    this.forget();
    editor.on("open", () => this.forget());
    editor.on("live", ({ box }) => box && this.wait());
    editor.on("matting", () => this.wait());
  }

  forget() {
    window.clearTimeout(this.timer);
    /** @type {Found | null} of the matte that was looked at last */
    this.found = null;
    this.problem = "";
    this.asked = "";
    this.known = "";
    /** How often what is known may have become wrong. */
    this.rests = 0;
  }

  /** Whether what is known is of the matte that is shown. */
  get settled() {
    return this.known !== "" && this.known === this.asked && this.timer === 0;
  }

  /** The matte changed, or others are there to compare it with: look again when the hand rests. */
  wait() {
    if (this.editor.settings.mode !== "worst") this.rests += 1;
    else {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => {
        this.timer = 0;
        this.rests += 1;
        this.editor.redraw();
      }, REST);
    }
  }

  /** The colour to draw; the one before while another is looked for. @returns {string | null} */
  colour() {
    const { editor } = this;
    const matte = editor.pair.way ? editor.pair.mattes?.[0] : editor.mattes.current ?? editor.matting.usable[0];
    const address = matte ? addressOf(editor, matte) : null;
    const wanted = `${address} ${this.rests}`;
    if (address && wanted !== this.asked) {
      this.asked = wanted;
      this.look(address, wanted);
    }
    if (this.found?.colour) return this.found.colour;
    // Where no background is worse than another, any will do.
    return this.found || this.problem ? "#808080" : null;
  }

  /** @param {string} address @param {string} wanted */
  async look(address, wanted) {
    const { editor } = this;
    const here = editor.here();
    let found = null;
    let problem = "";
    try {
      found = await get(address);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      problem = error.message;
    }
    if (!here() || wanted !== this.asked) return;
    // A live matte that has moved on says so itself: what was found before stays until then.
    if (found || !this.found) [this.found, this.problem] = [found, problem];
    this.known = wanted;
    editor.emit("ground");
    editor.redraw();
  }
}

/** @param {import("../../editor.js").Editor} editor @param {any} matte @returns {string | null} */
function addressOf(editor, matte) {
  const path = annotationPath(editor.annotation.id);
  const { live, matting } = editor;
  if (matte.id === "live") {
    const told = [["method", live.method], ["state", live.state], ...live.settings.map((each) => ["settings", each])];
    return live.state ? `${path}/live/worst?${new URLSearchParams(told)}` : null;
  }
  if (matte.method) return `${path}/worst?revision=${matting.found.revision}&method=${encodeURIComponent(matte.method)}`;
  const { picture } = matte;
  // What is being painted is asked for as it was last stored.
  const drawn = typeof picture !== "string";
  const revision = drawn ? editor.annotation.alpha_revision : new URL(picture, window.location.href).searchParams.get("revision");
  return `${path}/worst?revision=${revision}`;
}
