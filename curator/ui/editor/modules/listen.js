/** The keyboard: what is pressed does what the keys say, while nothing is being typed. */

import { keymap } from "./keymap.js";

const PAN_STEP = 80;

/** Keys that a slider which has the focus uses itself. */
const SLIDING = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"];

/** Keys that a list to choose from uses itself; letters would choose from it what nobody meant. */
const CHOOSING = [...SLIDING, "Enter", " ", "F4", "Tab"];

/**
 * @typedef {import("./keys.js").Shortcut} Shortcut
 * @param {import("../editor.js").Editor} editor @param {import("./keys.js").Page} page
 */
export function listen(editor, page) {
  /** @type {Map<string, Shortcut>} by the key's place: Shift may change its name before it is let go */
  const held = new Map();
  const release = (place) => {
    held.get(place)?.hold(editor, false);
    held.delete(place);
  };
  window.addEventListener("keydown", (event) => {
    if (isTyping(event)) return;
    const taken = page.pen.takes(event) || space(event, page) || press(event, editor, page, held);
    if (taken) event.preventDefault();
  });
  window.addEventListener("keyup", (event) => {
    if (event.code === "Space") page.gestures.holdSpace(false);
    release(placeOf(event));
  });
  window.addEventListener("blur", () => {
    page.gestures.holdSpace(false);
    for (const place of [...held.keys()]) release(place);
  });
}

/** @param {KeyboardEvent} event */
function placeOf(event) {
  return event.code || event.key.toLowerCase();
}

/** @param {KeyboardEvent} event @param {import("./keys.js").Page} page @returns {boolean} */
function space(event, page) {
  if (event.code !== "Space" || isButton(event.target)) return false;
  page.gestures.holdSpace(true);
  return true;
}

/**
 * @param {KeyboardEvent} event @param {import("../editor.js").Editor} editor
 * @param {import("./keys.js").Page} page @param {Map<string, Shortcut>} held
 * @returns {boolean} whether the key meant something
 */
function press(event, editor, page, held) {
  if (isSlider(event.target) && SLIDING.includes(event.key)) return false;
  if (event.key.startsWith("Arrow")) return pan(event, editor);
  if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && isButton(event.target)) return false;
  const found = keymap.find(event);
  if (!found) return false;
  if (found.hold) {
    held.set(placeOf(event), found);
    found.hold(editor, true);
  } else if (!event.repeat || found.repeat) found.action(editor, page);
  return true;
}

/** @param {KeyboardEvent} event @param {import("../editor.js").Editor} editor */
function pan(event, editor) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const steps = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const [x, y] = steps[event.key] ?? [0, 0];
  editor.viewport.pan(x * PAN_STEP, y * PAN_STEP);
  return true;
}

/** @param {KeyboardEvent} event */
function isTyping(event) {
  const target = /** @type {any} */ (event.target);
  if (event.isComposing || document.querySelector("dialog[open]")) return true;
  if (target?.isContentEditable || target?.tagName === "TEXTAREA") return true;
  if (target?.tagName === "SELECT") return CHOOSING.includes(event.key);
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
