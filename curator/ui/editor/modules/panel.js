/** The panel at the right: people, brush and overlay, the mattes to choose from, the hotspots. */

import { button, describe, el, mark, say } from "./dom.js";
import { hotspotSection } from "./hotspot-panel.js";
import { liveSection } from "./live-panel.js";
import { peopleSection } from "./people/panel.js";
import { toolOptions } from "./tools/options.js";

/** @param {import("../editor.js").Editor} editor @returns {HTMLElement} */
export function panel(editor) {
  return el(
    "aside",
    { class: "cu-panel", "aria-label": "People, brush, mattes and hotspots" },
    peopleSection(editor),
    toolOptions(editor),
    brushSection(editor),
    liveSection(editor),
    matteSection(editor),
    hotspotSection(editor),
  );
}

/** @param {import("../editor.js").Editor} editor */
function brushSection(editor) {
  const size = slider("Brush size", "brush.smaller brush.larger", 0, 1, 0.005, (part) => editor.setRadius(radiusOf(part)));
  const opacity = slider("Overlay opacity", "overlay.less overlay.more", 0, 1, 0.01, (part) => editor.set({ opacity: part }));
  const refresh = () => {
    const { radius, opacity: shown } = editor.settings;
    size.show(partOf(radius), `${radius * 2} px`);
    opacity.show(shown, `${Math.round(shown * 100)} %`);
  };
  editor.on("settings", refresh);
  refresh();
  return el(
    "section",
    { class: "cu-section" },
    row("Size", size),
    row("Overlay", opacity),
  );
}

/** The slider's travel is logarithmic: a pixel matters in a small brush only. */
const LARGEST = Math.log(2000 / 0.5);

/** @param {number} part */
function radiusOf(part) {
  return 0.5 * Math.exp(part * LARGEST);
}

/** @param {number} radius */
function partOf(radius) {
  return Math.log(radius / 0.5) / LARGEST;
}

/**
 * @param {string} label @param {string} does ids of its keys' actions @param {number} min @param {number} max
 * @param {number} step @param {(value: number) => void} change
 */
export function slider(label, does, min, max, step, change) {
  const input = el("input", {
    type: "range",
    min,
    max,
    step,
    "aria-label": label,
    on: { input: () => change(Number(input.value)) },
  });
  describe(input, label, does);
  const output = el("output", {});
  return {
    input,
    output,
    /** @param {number} value @param {string} text */
    show(value, text) {
      if (document.activeElement !== input || Math.abs(Number(input.value) - value) > step) input.value = String(value);
      input.style.setProperty("--cu-part", `${((value - min) / (max - min)) * 100}%`);
      input.setAttribute("aria-valuetext", text);
      say(output, text);
    },
  };
}

/** @param {string} name @param {{input: HTMLElement, output: HTMLElement}} control */
function row(name, control) {
  return el("label", { class: "cu-row" }, el("span", {}, name), control.input, control.output);
}

/** @param {import("../editor.js").Editor} editor */
function matteSection(editor) {
  const run = button({ icon: "matte", text: "Run matting", label: "Run the matting methods", does: "run", action: () => editor.matting.run() });
  const refine = button({ icon: "refine", text: "Refine", label: "Refine the matte by the trained network", does: "refine", action: () => editor.matting.refining.run() });
  const begin = el("div", { class: "cu-pair cu-begin-matte" }, run, refine);
  const stop = button({ icon: "close", label: "Stop matting", does: "stop", class: "cu-stop", action: () => editor.matting.cancel() });
  const progress = el("div", { class: "cu-progress", role: "progressbar", "aria-label": "Matting" }, el("i"));
  const note = el("p", { class: "cu-note", role: "status" });
  const cards = el("div", { class: "cu-cards" });
  const compare = button({ icon: "compare", text: "Side by side", label: "Mattes side by side", does: "compare", action: () => editor.compare(!editor.comparing) });
  const refresh = () => {
    const { matting, annotation } = editor;
    const { job, found } = matting;
    mark(begin, { hidden: matting.running });
    mark(run, { disabled: !annotation });
    mark(refine, { disabled: !matting.refining.possible });
    mark(stop, { hidden: !matting.running });
    mark(progress, { hidden: !matting.running });
    mark(compare, { hidden: !matting.usable.length, pressed: editor.comparing });
    progress.firstElementChild.style.width = `${job ? (100 * (job.done + 0.5)) / Math.max(1, job.total) : 0}%`;
    say(note, noteText(editor));
    note.classList.toggle("cu-warn", Boolean(found && matting.stale && !matting.running && !matting.usable.some((each) => matting.inUse(each))));
    cards.replaceChildren(...(found?.candidates ?? []).map((candidate, index) => card(editor, candidate, index)));
  };
  let drawn = "";
  const refreshIfNeeded = () => {
    const { matting, annotation } = editor;
    const state = [matting.found?.revision, matting.round, matting.outdated, JSON.stringify(matting.job), editor.editable, editor.comparing, annotation?.alpha_revision, noteText(editor)];
    if (state.join() !== drawn) refresh();
    drawn = state.join();
  };
  for (const name of ["matting", "annotation", "edited", "open", "settings", "working"]) editor.on(name, refreshIfNeeded);
  refresh();
  return el(
    "section",
    { class: "cu-section" },
    el("h2", {}, "Matte"),
    begin,
    el("div", { class: "cu-running" }, progress, stop),
    note,
    cards,
    compare,
  );
}

/** @param {import("../editor.js").Editor} editor */
function noteText(editor) {
  const { matting, annotation } = editor;
  if (matting.job) {
    const { job } = matting;
    const count = job.total ? `${Math.min(job.done + 1, job.total)} of ${job.total}` : "";
    return [job.message || "Starting", count].filter(Boolean).join(", ");
  }
  if (matting.found && matting.stale) return `${matting.outdated}. Run again to choose.`;
  if (matting.found) return "";
  if (!annotation) return "";
  if (annotation.has_alpha) return `The matte in use: ${inUse(editor)}.`;
  if (editor.live.active && !editor.live.problem) return `Submitting keeps the matte that follows your strokes: ${editor.mattes.called(editor.live.method)}.`;
  if (annotation.alpha_revision) return `The matte in use is older than the trimap.${annotation.read_only ? "" : " Run again."}`;
  return "All methods make a matte of the trimap, side by side.";
}

/** @param {import("../editor.js").Editor} editor @returns {string} the matte of the annotation, in words */
function inUse({ annotation, live, mattes }) {
  const { matte_method: method, matte_parameters: parameters, refined } = annotation;
  const parts = [mattes.called(method), refined ? "refined by the FCN" : ""];
  if (!live.parameters.are(method, parameters)) parts.push("with other parameters");
  return parts.filter(Boolean).join(", ");
}

/**
 * @param {import("../editor.js").Editor} editor
 * @param {import("./matting.js").Candidate} candidate @param {number} index
 */
function card(editor, candidate, index) {
  const { matting } = editor;
  const chosen = matting.inUse(candidate);
  const about = candidate.problem
    ? el("p", { class: "cu-problem" }, candidate.problem)
    : el("span", { class: "cu-seconds" }, told(editor, candidate));
  const choose = button({
    text: chosen ? "In use" : "Choose",
    label: chosen ? `${candidate.title} is in use` : `Choose ${candidate.title}`,
    does: chosen ? "" : `choose.${index + 1}`,
    class: chosen ? "cu-chosen" : "",
    action: () => matting.choose(candidate.method),
  });
  mark(choose, { disabled: chosen || matting.stale || !editor.editable, hidden: Boolean(candidate.problem) });
  const picture = candidate.problem
    ? null
    : el("img", { src: candidate.thumbnail, alt: `Matte of ${candidate.title}`, on: { click: () => editor.compare(true) } });
  return el(
    "article",
    { class: "cu-card", dataset: { method: candidate.method } },
    picture,
    el("div", {}, el("h3", {}, candidate.title), about),
    choose,
  );
}

/**
 * How long a matte took, and how many of its parameters are not the method's own.
 * @param {import("../editor.js").Editor} editor @param {import("./matting.js").Candidate} candidate
 */
function told(editor, candidate) {
  const own = editor.live.parameters.of(candidate.method);
  const changed = own.filter((each) => candidate.parameters[each.name] !== each.default).length;
  return changed ? `${seconds(candidate.seconds)}, ${changed} changed` : seconds(candidate.seconds);
}

/** @param {number} value @returns {string} */
export function seconds(value) {
  return value < 10 ? `${value.toFixed(2)} s` : `${value.toFixed(1)} s`;
}
