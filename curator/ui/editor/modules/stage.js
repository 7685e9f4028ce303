/** The canvas and what floats over it: notices, pane titles, the rectangle's buttons, messages. */

import { button, el, mark, say } from "./dom.js";
import { Gestures } from "./gestures.js";
import { keymap } from "./keymap.js";
import { notices } from "./notices.js";
import { Painter } from "./painter.js";
import { seconds } from "./panel.js";
import { groundBar } from "./views/ground-bar.js";
import { Loupe } from "./views/loupe.js";
import { pairControls } from "./views/pair-bar.js";

/** Milliseconds that a message stays, by kind. */
const STAYS = { note: 3500, warning: 6000, error: 12000 };
/** And one that offers to undo something. */
const OFFERED = 12000;

/**
 * @param {import("../editor.js").Editor} editor
 * @returns {{node: HTMLElement, gestures: Gestures}}
 */
export function stage(editor) {
  const canvas = el("canvas", {
    class: "cu-canvas",
    tabindex: "0",
    role: "application",
    "aria-roledescription": "canvas",
  });
  describeCanvas(canvas);
  const view = el("div", { class: "cu-over" }, canvas);
  const node = el("div", { class: "cu-stage" }, notices(editor), view);
  editor.painter = new Painter(canvas, editor);
  const gestures = new Gestures(canvas, editor);
  editor.loupe = new Loupe(editor, canvas);
  view.append(paneTitles(editor), selectionButtons(editor), ...pairControls(editor), groundBar(editor), messages(editor), editor.loupe.node, veil(editor));
  return { node, gestures };
}

/** @param {HTMLCanvasElement} canvas */
function describeCanvas(canvas) {
  const name = () => {
    const [brush, cursor, help] = ["tool.foreground", "keyboard", "help"].map((id) => keymap.of(id) || "no key");
    canvas.setAttribute("aria-label", `Photo with its trimap. Brush: ${brush}. Cursor for the arrow keys: ${cursor}. All keys: ${help}.`);
  };
  keymap.on("keys", name);
  name();
}

/** A title and a button over each pane while the mattes lie side by side. */
function paneTitles(editor) {
  const node = el("div", { class: "cu-panes" });
  let drawn = "";
  const refresh = () => {
    const { panes, ratio } = editor.painter;
    const { matting, comparing, annotation } = editor;
    const state = [comparing, JSON.stringify(panes.map(({ x, y, width }) => [x, y, width])), ratio, matting.outdated, matting.found?.revision, matting.round, annotation?.alpha_revision, annotation?.has_alpha, editor.editable].join();
    if (state === drawn) return;
    drawn = state;
    node.replaceChildren(...(comparing ? panes.map((pane) => paneTitle(editor, pane, ratio)) : []));
  };
  for (const name of ["frame", "matting", "annotation", "working"]) editor.on(name, refresh);
  return node;
}

function paneTitle(editor, pane, ratio) {
  const { matting, annotation } = editor;
  const style = { left: `${pane.x / ratio}px`, top: `${pane.y / ratio}px`, width: `${pane.width / ratio}px` };
  if (pane.what === "disagreement") {
    return el("div", { class: "cu-pane", style }, el("b", {}, "Disagreement"));
  }
  const chosen = matting.inUse(pane.what);
  const choose = button({
    icon: chosen ? "submit" : undefined,
    text: chosen ? "In use" : "Choose",
    label: chosen ? `${pane.what.title} is in use` : `Choose ${pane.what.title}`,
    does: chosen ? "" : `choose.${matting.found.candidates.indexOf(pane.what) + 1}`,
    class: chosen ? "cu-chosen" : "cu-primary",
    action: () => matting.choose(pane.what.method),
  });
  mark(choose, { disabled: chosen || matting.stale || !editor.editable });
  return el(
    "div",
    { class: "cu-pane", style },
    el("b", {}, pane.what.title),
    el("span", {}, seconds(pane.what.seconds)),
    el("span", { class: "cu-spring" }),
    choose,
  );
}

/** Use or drop the rectangle, beside it. */
function selectionButtons(editor) {
  const use = button({ icon: "submit", text: "Separate the person", label: "Use the rectangle", does: "confirm", class: "cu-primary", action: () => editor.applySelection() });
  const drop = button({ icon: "close", label: "Drop the rectangle", does: "escape", action: () => editor.select(null) });
  const node = el("div", { class: "cu-confirm", hidden: true }, use, drop);
  const refresh = () => {
    const box = editor.selection;
    mark(node, { hidden: !box });
    if (!box) return;
    const { viewport, painter } = editor;
    const corner = viewport.toCanvas({ x: box.x + box.width / 2, y: box.y + box.height });
    const x = Math.min(viewport.width - 120, Math.max(120, corner.x)) / painter.ratio;
    const y = Math.min(viewport.height - 52, corner.y + 10) / painter.ratio;
    node.style.transform = `translate(${x}px, ${y}px) translateX(-50%)`;
  };
  for (const name of ["selection", "frame"]) editor.on(name, refresh);
  return node;
}

/** What passes by itself. */
function messages(editor) {
  const node = el("div", { class: "cu-messages", role: "status", "aria-live": "polite" });
  editor.on("message", ({ text, kind, action }) => {
    const close = button({ icon: "close", label: "Close", action: () => item.remove() });
    const act = () => {
      item.remove();
      action.run();
    };
    const offer = action ? button({ text: action.text, label: action.label, class: "cu-small", action: act }) : null;
    const item = el("div", { class: "cu-message", dataset: { kind, offers: Boolean(action) } }, el("p", {}, text), offer, close);
    // What was done last can be undone, not what was done before it.
    const isOver = (old) => old.textContent === item.textContent || (action && old.dataset.offers === "true");
    for (const old of Array.from(node.children)) if (isOver(old)) old.remove();
    node.append(item);
    while (node.children.length > 3) node.firstElementChild.remove();
    setTimeout(() => item.remove(), action ? OFFERED : STAYS[kind]);
  });
  editor.on("withdraw", () => {
    for (const old of Array.from(node.querySelectorAll('[data-offers="true"]'))) old.remove();
  });
  // What was asked for is done, and its buttons may lie at the same place.
  editor.on("selection", () => {
    if (!editor.selection) return;
    for (const old of Array.from(node.querySelectorAll('[data-kind="note"][data-offers="false"]'))) old.remove();
  });
  return node;
}

/** Says that something is under way, once it takes longer than a blink. */
function veil(editor) {
  const text = el("span");
  const node = el("div", { class: "cu-veil", role: "status", hidden: true }, el("i", { class: "cu-spinner" }), text);
  editor.on("working", () => {
    mark(node, { hidden: !editor.working });
    say(text, editor.working ? `${editor.working}…` : "");
  });
  return node;
}
