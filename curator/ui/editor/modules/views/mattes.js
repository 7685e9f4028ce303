/**
 * The mattes there are of what is open: the live one, the one in use, the methods', earlier revisions'.
 *
 * @typedef {object} Matte
 * @property {string} id stays the same while the matte does
 * @property {string} title
 * @property {string | HTMLCanvasElement} picture its alpha as grey: an address, or what is drawn on
 * @property {string | HTMLCanvasElement | null} cutout the subject's own colours with alpha
 */

import { annotationPath } from "../api.js";

export class Mattes {
  /** @param {import("../../editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  /** The matte that the views show. @returns {Matte | null} */
  get current() {
    return this.editor.live.shows ? this.live : this.stored;
  }

  /** The matte that follows the strokes. @returns {Matte | null} */
  get live() {
    const { live } = this.editor;
    if (!live.active || !live.alphaCanvas) return null;
    return {
      id: "live",
      title: "Live",
      picture: live.alphaCanvas,
      // It is made when it is first asked for.
      get cutout() {
        return live.cutoutCanvas;
      },
    };
  }

  /** The matte in use. @returns {Matte | null} */
  get stored() {
    const { annotation } = this.editor;
    const revision = annotation?.alpha_revision;
    if (!revision) return null;
    const path = annotationPath(annotation.id);
    return {
      id: `revision:${revision}`,
      title: "In use",
      picture: `${path}/alpha.png?revision=${revision}`,
      cutout: `${path}/foreground.png?revision=${revision}`,
    };
  }

  /**
   * @param {string | HTMLCanvasElement} source of a matte
   * @returns {ImageBitmap | HTMLCanvasElement | null} null while it is on its way
   */
  picture(source) {
    return typeof source === "string" ? this.editor.pictures.get(source) : source;
  }
}
