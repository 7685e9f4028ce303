/** Which hotspot comes next, and which were looked at: the server keeps that until their alpha changes. */

import { annotationPath, ApiError, post } from "./api.js";

/** Milliseconds that a hotspot stays in view until it counts as looked at: flying past is no look. */
const LOOK = 800;

export class Hotspots {
  /** @param {import("../editor.js").Editor} editor @param {import("./matting.js").Matting} matting */
  constructor(editor, matting) {
    this.editor = editor;
    this.matting = matting;
    this.timer = 0;
  }

  /** @returns {import("./matting.js").Hotspot[]} */
  get all() {
    return this.matting.found?.hotspots ?? [];
  }

  /** How many nobody has looked at. */
  get left() {
    return this.all.filter((spot) => !spot.looked).length;
  }

  /**
   * The hotspot to go to: forwards the next that nobody looked at, or the next of all once there is
   * none; backwards the one before.
   * @param {number} step 1 or -1 @returns {number}
   */
  next(step) {
    const { all } = this;
    const { hotspot } = this.matting;
    const count = all.length;
    if (step < 0) return hotspot <= 0 ? count - 1 : hotspot - 1;
    for (let ahead = 1; ahead <= count; ahead += 1) {
      const index = (hotspot + ahead) % count;
      if (!all[index].looked && index !== hotspot) return index;
    }
    if (!this.left) this.editor.say("Every hotspot was looked at.");
    return (hotspot + 1) % count;
  }

  /** Somebody is at a hotspot: if they stay, they have looked at it. @param {number} index */
  arrive(index) {
    window.clearTimeout(this.timer);
    const { all } = this;
    if (all[index].looked) return;
    this.timer = window.setTimeout(() => {
      const here = this.all === all && this.matting.hotspot === index && document.visibilityState === "visible";
      if (here) this.keep(index);
    }, LOOK);
  }

  /** @param {number} index */
  async keep(index) {
    const { editor, matting, all } = this;
    try {
      const path = `${annotationPath(editor.annotation.id)}/hotspots/looked`;
      const { looked } = await post(path, { revision: matting.found.revision, number: index });
      looked.forEach((done, number) => {
        all[number].looked = done;
      });
      editor.emit("matting");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status) editor.say(`This hotspot is not marked as looked at. ${error.message}`, "warning");
    }
  }
}
