/**
 * A patch of the live matte as the server sends it: a small picture, and headers that say of what.
 *
 * @typedef {object} Patch
 * @property {import("./raster.js").Box | null} box where something changed
 * @property {ImageBitmap | null} picture grey, of the box
 * @property {boolean} exact whether the whole matte is now the method's exact answer
 * @property {boolean} whole whether it stands alone, whatever was shown before
 * @property {string} state what is shown once it is put on
 * @property {string} revision whose matte that is
 * @property {number} order which request it answers
 */

import { askPicture } from "./api.js";

let orders = 0;

/**
 * @param {string} path
 * @param {{revision: string, method: string, settings: string[], have: string, settle: boolean}} body
 * @param {AbortSignal} signal
 * @returns {Promise<Patch>}
 */
export async function askPatch(path, body, signal) {
  const order = (orders += 1);
  const { headers, picture } = await askPicture(path, body, signal);
  const header = (name) => headers.get(`X-Curator-${name}`) ?? "";
  return {
    box: boxOf(header("Box")),
    picture,
    exact: header("Exact") === "1",
    whole: header("Whole") === "1",
    state: header("State"),
    revision: header("Revision"),
    order,
  };
}

/**
 * Whether what is shown is as new as a patch, or newer.
 * @param {Patch} patch
 * @param {string} state what is shown @param {number} order the request that brought it
 */
export function isOvertaken(patch, state, order) {
  const [name, number] = numbered(patch.state);
  const [shown, reached] = numbered(state);
  return name === shown ? number < reached : !patch.whole || patch.order < order;
}

/** @param {string} state @returns {[string, number]} of which session, and the how manieth of it */
function numbered(state) {
  const [name, number] = state.split(".");
  return [name, Number(number)];
}

/** @param {string} text x,y,width,height @returns {import("./raster.js").Box | null} */
function boxOf(text) {
  if (text === "none") return null;
  const [x, y, width, height] = text.split(",").map(Number);
  return { x, y, width, height };
}
