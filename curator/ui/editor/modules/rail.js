/** The rail at the left: tools, undo and redo, fit. */

import { button, el, mark, say } from "./dom.js";
import { keymap } from "./keymap.js";

/** @type {[import("../editor.js").Tool, string][]} */
const TOOLS = [
  ["foreground", "Foreground brush"],
  ["background", "Background brush"],
  ["unknown", "Unknown brush"],
  ["lasso", "Lasso fill"],
  ["polygon", "Polygon fill"],
  ["flood", "Fill by colour"],
  ["widen", "Widen the band"],
  ["narrow", "Narrow the band"],
  ["alpha", "Alpha brush"],
  ["region", "Method brush"],
  ["rectangle", "Rectangle around the person"],
  ["pan", "Hand"],
];

/**
 * @param {import("../editor.js").Editor} editor @param {() => void} help
 * @returns {HTMLElement}
 */
export function rail(editor, help) {
  const tools = TOOLS.map(([tool, label]) => {
    const node = button({
      icon: tool === "alpha" ? "soft" : tool,
      label,
      does: `tool.${tool}`,
      class: `cu-tool cu-tool-${tool}`,
      action: () => editor.choose(tool),
    });
    node.append(el("kbd", { "aria-hidden": "true" }));
    node.dataset.tool = tool;
    return node;
  });
  const undo = button({ icon: "undo", label: "Undo", does: "undo", class: "cu-tool", action: () => editor.saving.undo() });
  const redo = button({
    icon: "redo",
    label: "Redo",
    does: "redo",
    class: "cu-tool",
    action: () => editor.saving.redo(),
  });
  const fit = button({ icon: "fit", label: "Whole photo", does: "zoom.fit", class: "cu-tool", action: () => editor.viewport.fit() });
  const actual = button({ icon: "actual", label: "100 %", does: "zoom.actual", class: "cu-tool", action: () => editor.viewport.actual() });
  const question = button({ icon: "help", label: "Keys and help", does: "help", class: "cu-tool", action: help });

  const refresh = () => {
    for (const node of tools) {
      mark(node, { pressed: node.dataset.tool === editor.tool });
      mark(node, { disabled: node.dataset.tool !== "pan" && !editor.annotation });
    }
    const { annotation, history, queue } = editor;
    const moves = Boolean(annotation && !annotation.read_only && editor.tabs.mine);
    const waiting = Boolean(queue?.steps.length);
    mark(undo, { disabled: !moves || !(history.undoable.length || annotation.can_undo || waiting) });
    mark(redo, { disabled: !moves || !(history.redoable.length || (annotation.can_redo && !waiting)) });
  };
  for (const name of ["tool", "annotation", "edited", "status", "open", "notices"]) editor.on(name, refresh);
  refresh();
  const name = () => tools.forEach((node) => say(node.querySelector("kbd"), short(keymap.of(node.dataset.does))));
  keymap.on("keys", name);
  name();
  return el(
    "div",
    { class: "cu-rail", role: "toolbar", "aria-label": "Tools", "aria-orientation": "vertical" },
    ...tools,
    el("hr"),
    undo,
    redo,
    el("hr"),
    fit,
    actual,
    el("span", { class: "cu-spring" }),
    question,
  );
}

/** A key as it fits into the corner of a button. @param {string} chord */
function short(chord) {
  const told = chord.replace("Ctrl ", "⌃").replace("Shift ", "⇧");
  return told.length > 3 ? "" : told;
}
