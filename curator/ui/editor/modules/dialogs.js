/** The help over the page, and what is offered for a photo without an annotation. */

import { button, el } from "./dom.js";
import { SHORTCUTS } from "./keys.js";

/** @returns {{node: HTMLDialogElement, toggle: () => void}} */
export function help() {
  const close = button({ icon: "close", label: "Close", key: "Esc", action: () => node.close() });
  const groups = SHORTCUTS.map(([title, shortcuts]) =>
    el(
      "section",
      {},
      el("h3", {}, title),
      el("dl", {}, ...shortcuts.flatMap((each) => [el("dt", {}, ...caps(each.keys)), el("dd", {}, each.what)])),
    ),
  );
  const node = el(
    "dialog",
    { class: "cu-help", "aria-label": "Keys" },
    el("header", {}, el("h2", {}, "Keys"), close),
    el("div", { class: "cu-columns" }, ...groups),
  );
  node.addEventListener("click", (event) => event.target === node && node.close());
  node.addEventListener("keydown", (event) => {
    if (event.key === "?") node.close();
  });
  return { node, toggle: () => (node.open ? node.close() : node.showModal()) };
}

/** @param {string} keys */
function caps(keys) {
  return keys.split(" ").map((key) => el("kbd", {}, key));
}

/**
 * Ways to begin: ask the sources, drag a rectangle, or draw from nothing.
 * @param {import("../editor.js").Editor} editor
 * @param {(way: "propose" | "rectangle" | "blank") => void} begin
 * @returns {HTMLElement}
 */
export function beginning(editor, begin) {
  /** @type {["propose" | "rectangle" | "blank", string, string, string][]} */
  const ways = [
    ["propose", "Propose", "A source finds the person and makes the first trimap.", "cu-primary"],
    ["rectangle", "Start with a rectangle", "Drag a box around the person; GrabCut makes the first trimap.", ""],
    ["blank", "Start blank", "Everything is unknown; you draw foreground and background.", ""],
  ];
  const node = el(
    "div",
    { class: "cu-begin", hidden: true },
    el("h2", {}, "This photo has no annotation yet"),
    ...ways.map(([way, text, about, kind]) =>
      el("div", {}, button({ text, label: text, class: `cu-wide ${kind}`, action: () => begin(way) }), el("p", {}, about)),
    ),
  );
  const refresh = () => node.toggleAttribute("hidden", !editor.photo || Boolean(editor.annotation) || Boolean(editor.working));
  for (const name of ["open", "working"]) editor.on(name, refresh);
  return node;
}

/**
 * What stands where no photo can.
 * @param {string} title @param {string} text @returns {HTMLElement}
 */
export function nothing(title, text) {
  return el(
    "div",
    { class: "cu-begin cu-nothing" },
    el("h2", {}, title),
    el("p", {}, text),
    el("a", { class: "cu-button cu-primary cu-wide", href: "/" }, "Open the Library"),
  );
}
