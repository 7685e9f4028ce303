/**
 * The matte as it is painted, before and until the server's own picture of it is there.
 *
 * @typedef {import("../raster.js").Box} Box
 */

import { LivePixels } from "../live-pixels.js";

/** Kinds of corrections that paint the alpha. */
const KINDS = ["alpha", "region"];

/** Milliseconds without a stroke after which estimated foreground colours are asked for. */
const REST = 1200;

export class Painted {
  /** @param {import("../../editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
    /** @type {LivePixels | null} */
    this.pixels = null;
    /** Whose alpha it is. */
    this.revision = "";
    /** Whether it was painted on a first picture, so that the server knows better. */
    this.rough = false;
    /** What was at hand when it was made, and whether it was painted on since. */
    this.base = "";
    /** Whether the hand has rested since the last stroke. */
    this.rested = true;
    this.timer = 0;
    editor.on("open", () => this.drop());
    editor.on("refused", () => this.drop());
    editor.on("stored", (step) => KINDS.includes(step.body?.kind) && this.stored(step));
  }

  drop() {
    this.pixels = null;
  }

  /** Whether some of it is not stored yet. */
  get pending() {
    return this.editor.queue?.steps.some((step) => KINDS.includes(step.body?.kind)) ?? false;
  }

  /** Whether it is the matte to be shown. */
  get shows() {
    const { editor } = this;
    if (!this.pixels) return false;
    if (this.pending || this.painting) return true;
    if (editor.live.shows) return false;
    if (editor.annotation.alpha_revision === this.revision) return true;
    // Undone or chosen anew: until the other matte is there, this one stays.
    const { stored } = editor.mattes;
    const coming = stored && editor.settings.mode === "alpha" ? stored.picture : stored?.cutout;
    if (coming && editor.showsMatte && !editor.mattes.picture(coming)) return true;
    this.drop();
    return false;
  }

  /** Whether a stroke is under way. */
  get painting() {
    return this.editor.tools.active?.kind !== undefined && this.editor.tools.active.under;
  }

  /** The server's pictures of the painted revision; a later one replaces them. */
  get addresses() {
    if (!this.revision) return [];
    const { picture, cutout } = this.editor.mattes.ofRevision("", "", "", this.revision);
    return /** @type {string[]} */ ([picture, cutout]);
  }

  /** As a matte to be shown. @returns {import("../views/mattes.js").Matte} */
  get matte() {
    const { editor, pixels } = this;
    const { stored } = editor.mattes;
    const same = editor.annotation.alpha_revision === this.revision;
    const still = this.rested && same && !this.pending && !this.painting;
    return {
      id: "stored",
      title: stored?.title ?? "Painted",
      group: "Now",
      picture: pixels.grey,
      get cutout() {
        const estimated = still && stored ? editor.mattes.picture(stored.cutout) : null;
        if (estimated) return stored.cutout;
        if (!pixels.cutout) pixels.makeCutout(() => editor.redraw());
        return pixels.cutout;
      },
    };
  }

  /** Have the matte that is shown at hand, to paint on. @returns {boolean} false while it is on its way */
  prepare() {
    const { editor } = this;
    const { live, annotation } = editor;
    if (this.shows) return true;
    const base = live.shows ? `live ${live.state}` : `stored ${annotation.alpha_revision}`;
    if (this.pixels && base === this.base) return true;
    const matte = editor.mattes.current;
    if (!matte || !editor.mattes.picture(matte.picture)) return false;
    const { width, height } = editor.photo;
    const pixels = new LivePixels(width, height, () => editor.photoLayer.levels[0] ?? null);
    const levels = editor.mattes.levels(matte, pixels.all);
    if (!levels) return false;
    pixels.paint(pixels.all, levels);
    this.pixels = pixels;
    this.base = base;
    this.rough = live.shows && !live.exact;
    this.revision = annotation.alpha_revision ?? "";
    return true;
  }

  /**
   * Take new levels in a box, and draw them.
   * @param {Box} box @param {Uint8Array} levels
   */
  put(box, levels) {
    const { pixels, editor } = this;
    this.base = "";
    pixels.paint(box, levels);
    editor.painter?.touch(box);
  }

  /** A painted step is stored. @param {any} step */
  stored(step) {
    if (!this.pixels) return;
    const { editor } = this;
    for (const address of this.addresses) editor.pictures.drop(address);
    if (this.rough || step.unseen) this.drop();
    else this.revision = editor.annotation.alpha_revision;
    this.rested = false;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.rested = true;
      editor.redraw();
    }, REST);
    editor.redraw();
  }
}
