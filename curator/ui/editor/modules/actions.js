/**
 * What keys do that is no more than a step of a slider or of a list.
 *
 * @typedef {import("../editor.js").Editor} Editor
 * @typedef {import("./keys.js").Page} Page
 */

import { SPEEDS } from "./film.js";
import { SCALES } from "./views/difference.js";

/** The blur at the end of its slider: a standard deviation, as a part of the photo's longer side. */
export const MOST_BLUR = 0.05;

/** @param {number} value @param {number} low @param {number} high */
function within(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

/** @template T @param {T[]} all @param {T} current @returns {T} the one after it, or the first */
function after(all, current) {
  return all[(all.indexOf(current) + 1) % all.length];
}

/** @param {Editor} editor */
export function escape(editor) {
  if (editor.timeline.film.on) editor.timeline.film.close();
  else if (editor.selection) editor.select(null);
  else if (!editor.comparing && editor.tools.escape()) return;
  else if (editor.comparing) editor.compare(false);
  else if (editor.pair.way) editor.pair.leave();
  else if (editor.tool === "rectangle") editor.choose("foreground");
  else editor.matting.leave();
}

/** Enter: end what is begun; of a photo without an annotation, begin one. @param {Editor} editor @param {Page} page */
export function confirm(editor, page) {
  if (editor.tools.confirm()) return;
  if (editor.photo && !editor.annotation) begin(editor, page, "propose");
  else editor.applySelection();
}

/** @param {Editor} editor @param {Page} page @param {"propose" | "rectangle" | "blank"} way */
export function begin(editor, page, way) {
  if (editor.photo && !editor.annotation && !editor.working) page.begin(way);
  else if (editor.annotation) editor.say("This photo has an annotation already.");
}

/** @param {Editor} editor @param {Page} page */
export function rectangle(editor, page) {
  if (editor.annotation) editor.choose("rectangle");
  else begin(editor, page, "rectangle");
}

/** @param {Editor} editor @param {boolean} on */
export function peek(editor, on) {
  if (Boolean(editor.peeking) === on) return;
  editor.peeking = on;
  editor.redraw();
}

/** @param {Editor} editor */
export function toggleHeat(editor) {
  if (!editor.matting.found?.disagreement) editor.matting.sayNone();
  else editor.set({ heat: !editor.settings.heat });
}

/** @param {Editor} editor */
export function togglePressure(editor) {
  editor.set({ pressure: !editor.settings.pressure });
  editor.say(editor.settings.pressure ? "A pen draws wider the harder it is pressed." : "A pen's pressure changes nothing.");
}

/** @param {Editor} editor @param {number} factor */
export function zoom(editor, factor) {
  const { viewport } = editor;
  viewport.zoomAt(viewport.width / 2, viewport.height / 2, factor);
}

/** @param {Editor} editor @param {number} direction 1 or -1 */
export function stepOverlay(editor, direction) {
  editor.set({ opacity: within(Math.round(20 * editor.settings.opacity + direction) / 20, 0, 1) });
}

/** @param {Editor} editor @param {number} direction */
export function stepBlur(editor, direction) {
  const part = within(Math.sqrt(editor.settings.blur / MOST_BLUR) + direction * 0.05, 0, 1);
  editor.set({ blur: MOST_BLUR * part ** 2 });
  if (editor.settings.mode !== "portrait") editor.look("portrait");
}

/** What the chosen tool is told by its slider. @param {Editor} editor @param {number} direction */
export function stepTool(editor, direction) {
  const { tool, settings } = editor;
  if (tool === "flood") editor.set({ tolerance: within(settings.tolerance + 4 * direction, 0, 128) });
  else if (tool === "widen" || tool === "narrow") editor.set({ band: within(settings.band + direction, 1, 40) });
  else if (tool === "alpha") editor.tools.changeValue(0.05 * direction);
  else editor.say("This tool has no amount to change. The alpha brush, the fill by colour and the band have.");
}

/** @param {Editor} editor @param {number} direction */
export function stepHardness(editor, direction) {
  editor.set({ hardness: within(Math.round(20 * editor.settings.hardness + direction) / 20, 0, 1) });
}

/** @param {Editor} editor */
export function nextMethod(editor) {
  const { live } = editor;
  const method = live.methods.find((each) => each.name === live.method);
  if (!method) return;
  const next = after(live.methods, method);
  live.choose(next.name);
  editor.say(`Matte with ${next.title}.`);
}

/** Unfold the method's parameters and go there, or fold them. @param {Editor} editor */
export function unfoldParameters(editor) {
  const { parameters } = editor.live;
  parameters.toggle();
  const first = parameters.open && document.querySelector("#cu-parameters :is(input, button)");
  if (first instanceof HTMLElement) first.focus();
}

/** @param {Editor} editor */
export function nextRegion(editor) {
  const { methods } = editor.live;
  if (!methods.length) return;
  const next = after(methods, methods.find((each) => each.name === editor.settings.region));
  editor.set({ region: next.name });
  editor.say(`The method brush paints ${next.title}.`);
}

/** Take the alpha brush's value from where the pointer is. @param {Editor} editor @param {Page} page */
export function pickAlpha(editor, page) {
  if (editor.tool !== "alpha") editor.choose("alpha");
  if (!editor.annotation) return;
  if (!editor.showsMatte) editor.look("alpha");
  const { at } = page.gestures;
  if (!editor.tools.painted.prepare()) editor.say("The matte is on its way: one moment.");
  else editor.tools.all.alpha.pick(page.gestures.photoPoint({ clientX: at.x, clientY: at.y }));
}

/** @param {Editor} editor @param {number} index of the card in the panel */
export function chooseMatte(editor, index) {
  const { matting } = editor;
  const candidate = matting.found?.candidates[index];
  if (!matting.found) editor.matting.sayNone();
  else if (!candidate) editor.say(`There are ${matting.found.candidates.length} mattes.`);
  else if (candidate.problem) editor.say(candidate.problem);
  else if (matting.inUse(candidate)) editor.say(`${candidate.title} is in use.`);
  else matting.choose(candidate.method);
}

/** Another matte on one side of what is compared. @param {Editor} editor @param {"first" | "second"} side */
export function nextOfPair(editor, side) {
  const { pair } = editor;
  if (!pair.way) return;
  const other = side === "first" ? pair.second : pair.first;
  const ids = editor.mattes.all.map(({ id }) => id).filter((id) => id !== other);
  pair.set({ [side]: after(ids, pair[side]) });
}

/** @param {Editor} editor */
export function nextScale(editor) {
  if (editor.pair.way === "difference") editor.pair.difference.setScale(after(SCALES, editor.pair.difference.scale));
}

/** Fly to where mattes differ most, or to where this one looks worst. @param {Editor} editor */
export function fly(editor) {
  const { pair, grounds, viewport } = editor;
  const worst = editor.settings.mode === "worst" && grounds.worst.found?.colour ? grounds.worst.found : null;
  const spot = pair.way === "difference" ? pair.difference.worst : worst;
  if (spot) viewport.flyTo({ x: spot.x - 25, y: spot.y - 25, width: 51, height: 51 });
}

/** @param {Editor} editor */
export function nextSpeed(editor) {
  const { film } = editor.timeline;
  if (film.on) film.setSpeed(after(SPEEDS, film.speed));
}

/** @param {Editor} editor */
export function save(editor) {
  if (editor.queue?.steps.length) editor.queue.resume();
  else editor.say("All changes are saved: each is stored as it is made.");
}
