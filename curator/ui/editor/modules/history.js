/**
 * Steps that this tab can take back without asking for pixels.
 *
 * Undo itself is the server's, without limit; where a step is older than this tab, or its patch was
 * let go to save memory, the pixels come from the server.
 *
 * @typedef {import("./trimap.js").Patch} Patch
 * @typedef {{patch: Patch | null}} Step patch is null for a step that left the trimap as it was
 */

/** Memory that patches may hold, in bytes. */
const LIMIT = 64 * 1024 * 1024;

export class History {
  constructor() {
    this.forget();
  }

  /** Drop everything: the pixels were loaded anew. */
  forget() {
    /** @type {Step[]} */
    this.undoable = [];
    /** @type {Step[]} */
    this.redoable = [];
  }

  /** A new step was made: what was undone can no longer be redone. @param {Patch | null} patch */
  push(patch) {
    this.redoable = [];
    this.undoable.push({ patch });
    let held = this.undoable.reduce((sum, step) => sum + size(step), 0);
    while (held > LIMIT && this.undoable.length > 1) held -= size(this.undoable.shift());
  }

  /**
   * Take the newest step back.
   * @param {import("./trimap.js").TrimapBuffer} trimap
   * @returns {{box: import("./raster.js").Box | null} | null} null when this tab does not know it
   */
  undo(trimap) {
    return exchange(this.undoable, this.redoable, trimap);
  }

  /** As `undo`, the other way. @param {import("./trimap.js").TrimapBuffer} trimap */
  redo(trimap) {
    return exchange(this.redoable, this.undoable, trimap);
  }
}

/**
 * @param {Step[]} from @param {Step[]} to @param {import("./trimap.js").TrimapBuffer} trimap
 */
function exchange(from, to, trimap) {
  const step = from.pop();
  if (!step) return null;
  if (!step.patch) {
    to.push(step);
    return { box: null };
  }
  const { patch, box } = trimap.swap(step.patch);
  to.push({ patch });
  return { box };
}

/** @param {Step} step */
function size(step) {
  let bytes = 0;
  for (const runs of step.patch?.values() ?? []) bytes += runs.byteLength;
  return bytes;
}
