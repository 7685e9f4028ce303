/**
 * Which view is shown, and whether there is something to show in it.
 *
 * @typedef {import("../../editor.js").Editor} Editor
 */

import { keymap } from "../keymap.js";

/** Views that show a matte. */
export const MATTE_MODES = ["alpha", "checker", "black", "white", "colour", "portrait", "own", "worst"];

/** @param {Editor} editor @param {import("../../editor.js").Mode} mode */
export function look(editor, mode) {
  const shows = MATTE_MODES.includes(mode);
  const matte = editor.annotation?.alpha_revision || editor.live.active;
  if (shows && !matte && !editor.matting.usable.length) {
    editor.say(`There is no matte yet: ${keymap.label("run the methods", "run")}, then choose one.`);
    return;
  }
  if (shows && !matte) editor.compare(true);
  if (!shows) editor.pair.leave();
  editor.set({ mode });
  if (mode === "own") chooseOwn(editor);
}

/** Show the methods' mattes side by side, or one picture. @param {Editor} editor @param {boolean} on */
export function compare(editor, on) {
  if (on && !editor.matting.usable.length) {
    editor.matting.sayNone();
    return;
  }
  if (on) editor.pair.leave();
  editor.comparing = on;
  editor.emit("settings");
  editor.painter?.layout();
  editor.redraw();
}

/** Ask for a photo where there is none yet. @param {Editor} editor */
async function chooseOwn(editor) {
  const { own } = editor.grounds;
  await own.ready;
  if (!own.picture && editor.settings.mode === "own") own.choose();
}
