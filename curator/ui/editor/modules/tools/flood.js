/** Flood fill by colour inside the unknown band: one click, worked out by the server from the photo. */

import { VALUES } from "../raster.js";

export class FloodTool {
  /** @param {import("./tools.js").Tools} tools */
  constructor(tools) {
    this.tools = tools;
    /** @type {("foreground" | "background")[]} */
    this.labels = ["foreground", "background"];
    this.under = false;
  }

  /** @param {import("../raster.js").Point} point in photo pixels */
  down(point) {
    const { editor } = this.tools;
    const label = /** @type {"foreground" | "background"} */ (this.tools.label);
    const { width, height, data } = editor.trimap;
    const [x, y] = [Math.floor(point.x), Math.floor(point.y)];
    const inside = x >= 0 && y >= 0 && x < width && y < height;
    if (!inside || data[y * width + x] !== VALUES.unknown) {
      editor.say("Click inside the unknown band: the fill settles unknown pixels of that colour.");
      return;
    }
    this.tools.ask({ kind: "flood", label, x, y, tolerance: editor.settings.tolerance }, "Filling by colour");
  }

  move() {}

  up() {}

  drop() {}
}
