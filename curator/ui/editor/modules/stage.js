/** The canvas and what floats over it: notices, pane titles, the rectangle's buttons, messages. */

import { button, el, mark, say } from "./dom.js";
import { Gestures } from "./gestures.js";
import { icon } from "./icons.js";
import { Painter } from "./painter.js";
import { seconds } from "./panel.js";
import { count } from "./saving.js";
import { groundBar } from "./views/ground-bar.js";
import { Loupe } from "./views/loupe.js";
import { pairControls } from "./views/pair-bar.js";

/** Milliseconds that a message stays, by kind. */
const STAYS = { note: 3500, warning: 6000, error: 12000 };

/**
 * @param {import("../editor.js").Editor} editor
 * @returns {{node: HTMLElement, gestures: Gestures}}
 */
export function stage(editor) {
  const canvas = el("canvas", {
    class: "cu-canvas",
    tabindex: "0",
    role: "img",
    "aria-label": "Photo with its trimap. Keys: F, B, U choose a brush; ? shows all.",
  });
  const view = el("div", { class: "cu-over" }, canvas);
  const node = el("div", { class: "cu-stage" }, notices(editor), view);
  editor.painter = new Painter(canvas, editor);
  const gestures = new Gestures(canvas, editor);
  editor.loupe = new Loupe(editor, canvas);
  view.append(paneTitles(editor), selectionButtons(editor), ...pairControls(editor), groundBar(editor), messages(editor), editor.loupe.node, veil(editor));
  return { node, gestures };
}

/** A title and a button over each pane while the mattes lie side by side. */
function paneTitles(editor) {
  const node = el("div", { class: "cu-panes" });
  let drawn = "";
  const refresh = () => {
    const { panes, ratio } = editor.painter;
    const { matting, comparing, annotation } = editor;
    const state = [comparing, JSON.stringify(panes.map(({ x, y, width }) => [x, y, width])), ratio, matting.stale, matting.found?.revision, matting.round, annotation?.matte_method, annotation?.has_alpha, editor.editable].join();
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
  const chosen = annotation.has_alpha && annotation.matte_method === pane.what.method && !matting.stale;
  const choose = button({
    icon: chosen ? "submit" : undefined,
    text: chosen ? "In use" : "Choose",
    label: `Choose ${pane.what.title}`,
    class: "cu-primary",
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
  const use = button({ icon: "submit", text: "Separate the person", label: "Use the rectangle", key: "Enter", class: "cu-primary", action: () => editor.applySelection() });
  const drop = button({ icon: "close", label: "Drop the rectangle", key: "Esc", action: () => editor.select(null) });
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

/** What stays true until something is done about it: read-only, rejected, a conflict. */
function notices(editor) {
  const node = el("div", { class: "cu-notices" });
  const refresh = () => {
    const { annotation, saving } = editor;
    const shown = [];
    if (saving.conflict) shown.push(conflictNotice(editor));
    else if (annotation?.state === "accepted") {
      shown.push(notice("lock", "info", "Accepted. Read-only until it is reopened on the Review page.", reviewLink(annotation)));
    } else if (annotation?.state === "submitted") {
      shown.push(notice("lock", "info", "Submitted, waiting for its review. Read-only until it is reopened.", reviewLink(annotation)));
    } else if (annotation?.state === "rejected") {
      const said = annotation.note ? `Rejected: ${annotation.note}` : "Rejected by the reviewer, without a note.";
      shown.push(notice("warning", "warning", said));
    }
    node.replaceChildren(...shown);
  };
  for (const name of ["notices", "annotation", "open"]) editor.on(name, refresh);
  return node;
}

function reviewLink(annotation) {
  return el("a", { class: "cu-button", href: `/review?annotation=${annotation.id}` }, "Review page");
}

function conflictNotice(editor) {
  const { saving } = editor;
  const strokes = count(saving.unsaved.length);
  const left = `${strokes} of yours ${saving.unsaved.length === 1 ? "is" : "are"} not saved yet`;
  const locked = saving.conflict.status === 423;
  const text = locked
    ? `${saving.conflict.message} ${left}, and kept in this browser.`
    : `Somebody saved this annotation in another window. ${left}; nothing is lost.`;
  const again = button({
    text: `Load theirs and re-apply my ${strokes}`,
    label: `Load theirs and re-apply my ${strokes}`,
    class: "cu-primary",
    action: () => saving.takeTheirs(true),
  });
  const drop = button({
    text: "Load theirs and drop mine",
    label: "Load theirs and drop mine",
    action: () => saving.takeTheirs(false),
  });
  mark(again, { hidden: locked || saving.unsaved.length === 0 });
  if (saving.unsaved.length === 0) drop.textContent = "Load theirs";
  const node = notice("warning", "error", text, again, drop);
  node.setAttribute("role", "alertdialog");
  node.setAttribute("aria-label", "Conflict");
  return node;
}

/** @param {string} symbol @param {string} kind @param {string} text @param {...HTMLElement} actions */
function notice(symbol, kind, text, ...actions) {
  return el("div", { class: "cu-notice", role: "alert", dataset: { kind } }, icon(symbol), el("p", {}, text), ...actions);
}

/** What passes by itself. */
function messages(editor) {
  const node = el("div", { class: "cu-messages", role: "status", "aria-live": "polite" });
  editor.on("message", ({ text, kind }) => {
    const close = button({ icon: "close", label: "Close", action: () => item.remove() });
    const item = el("div", { class: "cu-message", dataset: { kind } }, el("p", {}, text), close);
    for (const old of Array.from(node.children)) if (old.textContent === item.textContent) old.remove();
    node.append(item);
    while (node.children.length > 3) node.firstElementChild.remove();
    setTimeout(() => item.remove(), STAYS[kind]);
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
