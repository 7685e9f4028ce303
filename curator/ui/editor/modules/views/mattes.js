/**
 * The mattes there are of what is open: the live one, the one in use, the methods', earlier ones.
 *
 * @typedef {object} Matte
 * @property {string} id says which matte is meant, also after it has changed
 * @property {string} title
 * @property {string} group under which a list shows it
 * @property {string | PixelLayer} picture its alpha as grey: an address, or what is painted on
 * @property {string | PixelLayer | null} cutout the subject's own colours with alpha
 *
 * @typedef {{revision: string, number: number, kind: string, method: string, author: string,
 *   created_at: string}} Earlier a revision that made an alpha
 * @typedef {import("../raster.js").Box} Box
 */

import { annotationPath, ApiError, get } from "../api.js";
import { PixelLayer } from "../pixel-layer.js";
import { cut } from "../raster.js";

export class Mattes {
  /** @param {import("../../editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
    /** @type {Earlier[]} the newest last */
    this.earlier = [];
    editor.on("open", () => (this.earlier = []));
  }

  /** The matte that the views show. @returns {Matte | null} */
  get current() {
    const { painted } = this.editor.tools;
    if (painted.shows) return painted.matte;
    return this.editor.live.shows ? this.live : this.stored;
  }

  /** The matte that follows the strokes. @returns {Matte | null} */
  get live() {
    const { live } = this.editor;
    if (!live.active || !live.alphaLayer) return null;
    return {
      id: "live",
      title: `Live, ${this.called(live.method)}`,
      group: "Now",
      picture: live.alphaLayer,
      // It is made when it is first asked for.
      get cutout() {
        return live.cutoutLayer;
      },
    };
  }

  /** The matte in use. @returns {Matte | null} */
  get stored() {
    const { annotation } = this.editor;
    if (!annotation?.alpha_revision) return null;
    const called = annotation.refined ? "refined" : this.called(annotation.matte_method);
    return this.ofRevision("stored", `In use, ${called}`, "Now", annotation.alpha_revision);
  }

  /** What came with the photo. @returns {Matte | null} */
  get truth() {
    const found = this.earlier.find((each) => each.kind === "import");
    return found ? this.ofRevision("truth", "Truth, as imported", "Truth", found.revision) : null;
  }

  /** Every matte there is, no two the same. @returns {Matte[]} */
  get all() {
    const { annotation, matting } = this.editor;
    const methods = matting.usable.map((each) => ({ ...each, id: `method:${each.method}`, group: "Methods" }));
    const before = this.earlier
      .filter((each) => each.kind !== "import" && each.revision !== annotation?.alpha_revision)
      .map((each) => this.ofRevision(`revision:${each.revision}`, `Step ${each.number}, ${each.kind === "matte" ? this.called(each.method) : each.kind}`, "Earlier", each.revision))
      .reverse();
    return [this.live, this.stored, this.truth, ...methods, ...before].filter((each) => each !== null);
  }

  /** @param {string} id @param {string} title @param {string} group @param {string} revision @returns {Matte} */
  ofRevision(id, title, group, revision) {
    const path = annotationPath(this.editor.annotation.id);
    return {
      id,
      title,
      group,
      picture: `${path}/alpha.png?revision=${revision}&eight=true`,
      cutout: `${path}/foreground.png?revision=${revision}`,
    };
  }

  /** A method as people call it. @param {string} method */
  called(method) {
    return this.editor.live.methods.find((each) => each.name === method)?.title ?? method;
  }

  /** Ask the server which mattes there were. */
  async look() {
    const { editor } = this;
    const here = editor.here();
    try {
      const { mattes } = await get(`${annotationPath(editor.annotation.id)}/mattes`);
      if (here()) this.earlier = mattes;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      editor.say(error.message, "error");
    }
  }

  /**
   * @param {string | PixelLayer | null} source of a matte
   * @param {number} [scale] at which it is drawn: a smaller copy may do
   * @returns {import("../pictures.js").Picture | PixelLayer | null} null while it is on its way
   */
  picture(source, scale = 1) {
    return typeof source === "string" ? this.editor.pictures.at(source, scale) : source;
  }

  /**
   * The alpha of a box as whole steps of 1/255.
   * @param {Matte} matte @param {Box} box @returns {Uint8Array | null} null while it is on its way
   */
  levels(matte, box) {
    if (matte.id === "live") return this.editor.live.pixels?.levelsOf(box) ?? null;
    const picture = this.picture(matte.picture);
    if (!picture) return null;
    if (picture instanceof PixelLayer) return cut(/** @type {Uint8Array} */ (picture.pixels), picture.width, box);
    const canvas = new OffscreenCanvas(box.width, box.height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(picture, box.x, box.y, box.width, box.height, 0, 0, box.width, box.height);
    const pixels = new Uint32Array(context.getImageData(0, 0, box.width, box.height).data.buffer);
    const levels = new Uint8Array(pixels.length);
    for (let index = 0; index < levels.length; index += 1) levels[index] = pixels[index] & 255;
    return levels;
  }
}
