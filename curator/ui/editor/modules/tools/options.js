/** What the chosen tool can be told, at the top of the panel: the label, the tolerance, the pixels. */

import { button, describe, el, mark, say } from "../dom.js";
import { slider } from "../panel.js";

/** The name of each tool, and what to do with it. */
const TOOLS = {
  foreground: ["Brush", "Shift click: a straight line"],
  background: ["Brush", "Shift click: a straight line"],
  unknown: ["Brush", "Shift click: a straight line"],
  lasso: ["Lasso fill", "Drag around what is to be filled"],
  polygon: ["Polygon fill", "Click corners; Enter closes it"],
  flood: ["Fill by colour", "Click in the unknown band"],
  widen: ["Widen the band", ""],
  narrow: ["Narrow the band", ""],
  alpha: ["Alpha brush", ""],
  region: ["Method brush", ""],
  rectangle: ["Rectangle", "Drag it around the person"],
  pan: ["Hand", "Drag to move the photo"],
  person: ["Add a person", "Click on them, or drag a rectangle"],
  merge: ["Merge", "Click on the other person, or the row"],
};

const LABELS = [
  ["foreground", "Foreground"],
  ["background", "Background"],
  ["unknown", "Unknown"],
];

const BRUSHES = LABELS.map(([label]) => label);

/** @param {import("../../editor.js").Editor} editor @returns {HTMLElement} */
export function toolOptions(editor) {
  const name = el("h2");
  const hint = el("p", { class: "cu-note" });
  const parts = [labels(editor), tolerance(editor), pixels(editor), value(editor), method(editor), hardness(editor)];
  const node = el(
    "section",
    { class: "cu-section cu-options", "aria-label": "Options of the tool" },
    name,
    ...parts.map((part) => part.node),
    hint,
  );
  const refresh = () => {
    const [title, words] = TOOLS[editor.tool];
    say(name, title);
    say(hint, editor.tool === "flood" ? "" : words);
    hint.title = words;
    for (const part of parts) {
      mark(part.node, { hidden: !part.fits() });
      if (part.fits()) part.refresh();
    }
  };
  for (const event of ["tool", "settings", "open", "following"]) editor.on(event, refresh);
  refresh();
  return node;
}

/** The label that a brush draws or a fill gives. */
function labels(editor) {
  const given = () => editor.tools.active?.labels ?? BRUSHES;
  const buttons = LABELS.map(([label, text]) => {
    const node = button({ text, label: text, does: `tool.${label}`, action: () => editor.tools.pick(label) });
    node.dataset.label = label;
    return node;
  });
  return {
    node: el("div", { class: "cu-choices", role: "group", "aria-label": "Label" }, ...buttons),
    fits: () => BRUSHES.includes(editor.tool) || Boolean(editor.tools.active?.labels),
    refresh() {
      for (const node of buttons) {
        const { label } = node.dataset;
        mark(node, { pressed: label === editor.tools.label, disabled: !given().includes(label) });
      }
    },
  };
}

/** How far colours of a flood fill may differ. */
function tolerance(editor) {
  const control = slider("Tolerance", "value.less value.more", 0, 128, 1, (value) => editor.set({ tolerance: value }));
  return {
    node: el("label", { class: "cu-row" }, el("span", {}, "Colour"), control.input, control.output),
    fits: () => editor.tool === "flood",
    refresh: () => control.show(editor.settings.tolerance, `± ${editor.settings.tolerance}`),
  };
}

/** By how many pixels the band changes; and all of it at once. */
function pixels(editor) {
  const control = slider("Pixels", "value.less value.more", 1, 40, 1, (value) => editor.set({ band: value }));
  const everywhere = button({ text: "Everywhere", label: "Widen the band everywhere", does: "band.widen", action: () => editor.tools.changeBand(editor.tool) });
  return {
    node: el(
      "div",
      { class: "cu-band" },
      el("label", { class: "cu-row" }, el("span", {}, "By"), control.input, control.output),
      everywhere,
    ),
    fits: () => ["widen", "narrow"].includes(editor.tool),
    refresh() {
      control.show(editor.settings.band, `${editor.settings.band} px`);
      const change = editor.tool === "widen" ? "Widen" : "Narrow";
      describe(everywhere, `${change} the band everywhere`, `band.${editor.tool}`);
    },
  };
}

/** What the alpha brush paints. */
function value(editor) {
  const control = slider("Alpha", "value.less value.more", 0, 1, 0.01, (part) => editor.set({ value: part }));
  return {
    node: el("label", { class: "cu-row" }, el("span", {}, "Alpha"), control.input, control.output),
    fits: () => editor.tool === "alpha",
    refresh: () => control.show(editor.settings.value, `${Math.round(100 * editor.settings.value)} %`),
  };
}

/** Whose alpha the method brush paints. */
function method(editor) {
  const select = el("select", {
    class: "cu-select",
    "aria-label": "Method to paint",
    on: { change: () => editor.set({ region: select.value }) },
  });
  describe(select, "Method to paint", "region.method");
  let offered = "";
  return {
    node: el("label", { class: "cu-row cu-method" }, el("span", {}, "From"), select),
    fits: () => editor.tool === "region",
    refresh() {
      const { methods } = editor.live;
      const names = methods.map(({ name }) => name).join();
      if (names !== offered) select.replaceChildren(...methods.map(({ name, title }) => el("option", { value: name }, title)));
      offered = names;
      select.value = editor.settings.region;
    },
  };
}

/** How soft the edge of a brush over the matte is. */
function hardness(editor) {
  const control = slider("Hardness", "hardness.less hardness.more", 0, 1, 0.05, (part) => editor.set({ hardness: part }));
  return {
    node: el("label", { class: "cu-row" }, el("span", {}, "Hard"), control.input, control.output),
    fits: () => ["alpha", "region"].includes(editor.tool),
    refresh: () => control.show(editor.settings.hardness, `${Math.round(100 * editor.settings.hardness)} %`),
  };
}
