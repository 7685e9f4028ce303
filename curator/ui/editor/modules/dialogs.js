/** What is offered for a photo without an annotation, and where there is no photo. */

import { button, el } from "./dom.js";

/**
 * Ways to begin: ask the sources, drag a rectangle, or draw from nothing.
 * @param {import("../editor.js").Editor} editor
 * @param {(way: "propose" | "rectangle" | "blank") => void} begin
 * @returns {HTMLElement}
 */
export function beginning(editor, begin) {
  /** @type {["propose" | "rectangle" | "blank", string, string, string, string][]} */
  const ways = [
    ["propose", "Propose", "A source finds the person and makes the first trimap.", "cu-primary", "confirm"],
    ["rectangle", "Start with a rectangle", "Drag a box around the person; GrabCut makes the first trimap.", "", "tool.rectangle"],
    ["blank", "Start blank", "Everything is unknown; you draw foreground and background.", "", "begin.blank"],
  ];
  const node = el(
    "div",
    { class: "cu-begin", hidden: true },
    el("h2", {}, "This photo has no annotation yet"),
    ...ways.map(([way, text, about, kind, does]) =>
      el("div", {}, button({ text, label: text, does, class: `cu-wide ${kind}`, action: () => begin(way) }), el("p", {}, about)),
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
