/** The rail at the left: tools, undo and redo, fit. */

import { button, el, mark } from "./dom.js";

/** @type {[import("../editor.js").Tool, string, string][]} */
const TOOLS = [
  ["foreground", "Foreground brush", "F"],
  ["background", "Background brush", "B"],
  ["unknown", "Unknown brush", "U"],
  ["lasso", "Lasso fill", "S"],
  ["polygon", "Polygon fill", "Shift S"],
  ["flood", "Fill by colour", "Shift F"],
  ["widen", "Widen the band", "E"],
  ["narrow", "Narrow the band", "Shift E"],
  ["alpha", "Alpha brush", "I"],
  ["region", "Method brush", "Shift M"],
  ["rectangle", "Rectangle around the person", "R"],
  ["pan", "Hand", "H"],
];

/**
 * @param {import("../editor.js").Editor} editor @param {() => void} help
 * @returns {HTMLElement}
 */
export function rail(editor, help) {
  const tools = TOOLS.map(([tool, label, key]) => {
    const node = button({
      icon: tool === "alpha" ? "soft" : tool,
      label,
      key,
      class: `cu-tool cu-tool-${tool}`,
      action: () => editor.choose(tool),
    });
    node.append(el("kbd", { "aria-hidden": "true" }, key.replace("Shift ", "⇧")));
    node.dataset.tool = tool;
    return node;
  });
  const undo = button({ icon: "undo", label: "Undo", key: "Ctrl Z", class: "cu-tool", action: () => editor.saving.undo() });
  const redo = button({
    icon: "redo",
    label: "Redo",
    key: "Ctrl Shift Z",
    class: "cu-tool",
    action: () => editor.saving.redo(),
  });
  const fit = button({ icon: "fit", label: "Whole photo", key: "0", class: "cu-tool", action: () => editor.viewport.fit() });
  const actual = button({ icon: "actual", label: "100 %", key: "1", class: "cu-tool", action: () => editor.viewport.actual() });
  const question = button({ icon: "help", label: "Keys and help", key: "?", class: "cu-tool", action: help });

  const refresh = () => {
    for (const node of tools) {
      mark(node, { pressed: node.dataset.tool === editor.tool });
      mark(node, { disabled: node.dataset.tool !== "pan" && !editor.annotation });
    }
    const { annotation, history, queue } = editor;
    const moves = Boolean(annotation && !annotation.read_only);
    const waiting = Boolean(queue?.steps.length);
    mark(undo, { disabled: !moves || !(history.undoable.length || annotation.can_undo || waiting) });
    mark(redo, { disabled: !moves || !(history.redoable.length || (annotation.can_redo && !waiting)) });
  };
  for (const name of ["tool", "annotation", "edited", "status", "open"]) editor.on(name, refresh);
  refresh();
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
