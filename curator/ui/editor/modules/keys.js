/**
 * Every key of the editor, in one table: it drives the keyboard and the help.
 *
 * @typedef {object} Shortcut
 * @property {string} keys as the help shows them
 * @property {string} what
 * @property {string} [code] the `key` of the event, lower case
 * @property {boolean} [control]
 * @property {boolean} [shift]
 * @property {boolean} [repeat] whether holding it down repeats it
 * @property {(editor: import("../editor.js").Editor, page: Page) => void} [action]
 * @property {(editor: import("../editor.js").Editor, on: boolean) => void} [hold] on while it is held
 *
 * @typedef {object} Page what the keys reach beyond the editor
 * @property {import("./gestures.js").Gestures} gestures
 * @property {() => void} help
 * @property {(step: number) => void} go to the previous or next photo
 */

import { CORRECTING } from "./tools/keys.js";
import { COMPARING } from "./views/keys.js";

const PAN_STEP = 80;

/** @type {[string, Shortcut[]][]} */
export const SHORTCUTS = [
  [
    "Draw",
    [
      { keys: "F", what: "Foreground brush", code: "f", action: (e) => e.tools.pick("foreground") },
      { keys: "B", what: "Background brush", code: "b", action: (e) => e.tools.pick("background") },
      { keys: "U", what: "Unknown brush", code: "u", action: (e) => e.tools.pick("unknown") },
      { keys: "[", what: "Smaller brush", code: "[", repeat: true, action: (e) => e.resizeBrush(-1) },
      { keys: "]", what: "Larger brush", code: "]", repeat: true, action: (e) => e.resizeBrush(1) },
      { keys: "Shift click", what: "Straight line from the last stroke" },
      { keys: "R", what: "Rectangle around the person", code: "r", action: (e) => e.choose("rectangle") },
      { keys: "Enter", what: "Use the rectangle", code: "enter", action: (e) => e.tools.confirm() || e.applySelection() },
      { keys: "Esc", what: "Drop the rectangle, leave comparing", code: "escape", action: escape },
      { keys: "Ctrl Z", what: "Undo", code: "z", control: true, repeat: true, action: (e) => e.saving.undo() },
      {
        keys: "Ctrl Shift Z",
        what: "Redo",
        code: "z",
        control: true,
        shift: true,
        repeat: true,
        action: (e) => e.saving.redo(),
      },
    ],
  ],
  CORRECTING,
  [
    "Move",
    [
      { keys: "Wheel", what: "Zoom about the pointer" },
      { keys: "Space drag", what: "Pan; so does the middle or right button" },
      { keys: "H", what: "Hand: pan by dragging", code: "h", action: (e) => e.choose("pan") },
      { keys: "0", what: "Whole photo", code: "0", action: (e) => e.viewport.fit() },
      { keys: "1", what: "100 %", code: "1", action: (e) => e.viewport.actual() },
      { keys: "Alt wheel", what: "Brush size" },
      { keys: "Arrows", what: "Pan" },
      { keys: "Page Up", what: "Previous photo", code: "pageup", action: (e, page) => page.go(-1) },
      { keys: "Page Down", what: "Next photo", code: "pagedown", action: (e, page) => page.go(1) },
    ],
  ],
  [
    "Look",
    [
      { keys: "O", what: "Trimap over the photo", code: "o", action: (e) => e.look("overlay") },
      { keys: "P", what: "Photo", code: "p", action: (e) => e.look("photo") },
      { keys: "T", what: "Trimap", code: "t", action: (e) => e.look("trimap") },
      { keys: "A", what: "Alpha", code: "a", action: (e) => e.look("alpha") },
      { keys: "C", what: "Cut-out on a checkerboard", code: "c", action: (e) => e.look("checker") },
      { keys: "K", what: "Cut-out on black", code: "k", action: (e) => e.look("black") },
      { keys: "W", what: "Cut-out on white", code: "w", action: (e) => e.look("white") },
      { keys: "G", what: "Cut-out on a colour", code: "g", action: (e) => e.look("colour") },
      { keys: "Shift P", what: "Portrait: background out of focus", code: "p", shift: true, action: (e) => e.look("portrait") },
      { keys: "Shift G", what: "Cut-out on a photo of your own", code: "g", shift: true, action: (e) => e.look("own") },
      { keys: "Shift W", what: "Cut-out on the colour where it looks worst", code: "w", shift: true, action: (e) => e.look("worst") },
      { keys: "X held", what: "Photo without the trimap", code: "x", hold: peek },
      { keys: "Z held", what: "Magnifier at the pointer", code: "z", hold: (e, on) => e.loupe.hold(on) },
    ],
  ],
  [
    "Matte",
    [
      { keys: "L", what: "Matte follows the strokes, or not", code: "l", action: (e) => e.live.toggle() },
      { keys: "M", what: "Run the matting methods", code: "m", action: (e) => e.matting.run() },
      { keys: "V", what: "Mattes side by side", code: "v", action: (e) => e.compare(!e.comparing) },
      { keys: "D", what: "Disagreement over the photo", code: "d", action: toggleHeat },
      { keys: "N", what: "Next hotspot", code: "n", action: (e) => e.matting.visit() },
      { keys: "Shift N", what: "The hotspot before", code: "n", shift: true, action: (e) => e.matting.visit(undefined, -1) },
      { keys: "J", what: "History", code: "j", action: (e) => e.timeline.toggle() },
      { keys: "Shift J", what: "Play the strokes, or pause", code: "j", shift: true, action: (e) => e.timeline.play() },
      { keys: "Ctrl Enter", what: "Submit for review", code: "enter", control: true, action: (e) => e.submit() },
      { keys: "?", what: "This help", code: "?", action: (e, page) => page.help() },
    ],
  ],
  COMPARING,
];

/** @param {import("../editor.js").Editor} editor */
function escape(editor) {
  if (editor.timeline.film.on) editor.timeline.film.close();
  else if (editor.selection) editor.select(null);
  else if (!editor.comparing && editor.tools.escape()) return;
  else if (editor.comparing) editor.compare(false);
  else if (editor.pair.way) editor.pair.leave();
  else if (editor.tool === "rectangle") editor.choose("foreground");
  else editor.matting.leave();
}

/** @param {import("../editor.js").Editor} editor */
function toggleHeat(editor) {
  if (!editor.matting.found?.disagreement) editor.say("Run the methods first (M).");
  else editor.set({ heat: !editor.settings.heat });
}

/**
 * Listen to the keyboard while nothing is being typed.
 * @param {import("../editor.js").Editor} editor @param {Page} page
 */
export function listen(editor, page) {
  window.addEventListener("keydown", (event) => {
    if (isTyping(event)) return;
    if (event.code === "Space" && !isButton(event.target)) {
      event.preventDefault();
      page.gestures.holdSpace(true);
    } else if (press(event, editor, page)) event.preventDefault();
  });
  window.addEventListener("keyup", (event) => {
    if (event.code === "Space") page.gestures.holdSpace(false);
    release(editor, event.key.toLowerCase());
  });
  window.addEventListener("blur", () => {
    page.gestures.holdSpace(false);
    release(editor);
  });
}

/** Let go of a held key, or of all. @param {import("../editor.js").Editor} editor @param {string} [key] */
function release(editor, key) {
  for (const each of SHORTCUTS.flatMap(([, group]) => group)) {
    if (each.hold && (key === undefined || each.code === key)) each.hold(editor, false);
  }
}

/** @param {KeyboardEvent} event @returns {boolean} whether the key meant something */
function press(event, editor, page) {
  const key = event.key.toLowerCase();
  const control = event.ctrlKey || event.metaKey;
  if (event.altKey) return false;
  if (key.startsWith("arrow")) return pan(event, editor);
  if (key === "enter" && !control && isButton(event.target)) return false;
  const letter = key.length === 1 && key >= "a" && key <= "z";
  const found = SHORTCUTS.flatMap(([, group]) => group).find(
    (each) =>
      (each.code === key || (control && key === "y" && each.what === "Redo" && !event.shiftKey)) &&
      Boolean(each.control) === control &&
      (!letter || (control && key === "y") || Boolean(each.shift) === event.shiftKey),
  );
  if (found?.hold) found.hold(editor, true);
  if (!found?.action) return Boolean(found?.hold);
  if (!event.repeat || found.repeat) found.action(editor, page);
  return true;
}

/** @param {import("../editor.js").Editor} editor @param {boolean} on */
function peek(editor, on) {
  if (Boolean(editor.peeking) === on) return;
  editor.peeking = on;
  editor.redraw();
}

/** @param {KeyboardEvent} event @param {import("../editor.js").Editor} editor */
function pan(event, editor) {
  if (event.ctrlKey || event.metaKey || isSlider(event.target)) return false;
  const steps = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const [x, y] = steps[event.key] ?? [0, 0];
  editor.viewport.pan(x * PAN_STEP, y * PAN_STEP);
  return true;
}

/** @param {KeyboardEvent} event */
function isTyping(event) {
  const target = /** @type {any} */ (event.target);
  if (event.isComposing || document.querySelector("dialog[open]")) return true;
  if (target?.isContentEditable || target?.tagName === "TEXTAREA" || target?.tagName === "SELECT") return true;
  return target?.tagName === "INPUT" && !["range", "color", "checkbox"].includes(target.type);
}

/** @param {EventTarget} target */
function isButton(target) {
  return target instanceof HTMLElement && Boolean(target.closest("button, a, summary"));
}

/** @param {EventTarget} target */
function isSlider(target) {
  return target instanceof HTMLInputElement && target.type === "range";
}
