/** What the ground behind a cut-out can be told, in the lower right corner of the canvas. */

import { button, el, mark, say } from "../dom.js";
import { slider } from "../panel.js";

/** The standard deviation at the end of the slider, as a part of the photo's longer side. */
const MOST = 0.05;

/** @param {import("../../editor.js").Editor} editor @returns {HTMLElement} */
export function groundBar(editor) {
  const parts = { portrait: blurPart(editor), own: ownPart(editor) };
  const node = el(
    "div",
    { class: "cu-ground", role: "group", "aria-label": "Background of the cut-out", hidden: true },
    ...Object.values(parts).map((part) => part.node),
  );
  const refresh = () => {
    const { mode } = editor.settings;
    const shown = mode in parts && Boolean(editor.photo);
    mark(node, { hidden: !shown });
    for (const [name, part] of Object.entries(parts)) mark(part.node, { hidden: name !== mode });
    if (shown) parts[mode].refresh();
  };
  for (const name of ["settings", "open", "ground"]) editor.on(name, refresh);
  return node;
}

/** How far the background is out of focus. */
function blurPart(editor) {
  // Its square root is slid: a little blur is set as finely as much of it.
  const blur = slider("Blur of the background", "", 0, 1, 0.005, (part) => editor.set({ blur: MOST * part ** 2 }));
  return {
    node: el("label", { class: "cu-row" }, el("span", {}, "Blur"), blur.input, blur.output),
    refresh() {
      const { sigma } = editor.grounds.portrait;
      blur.show(Math.sqrt(editor.settings.blur / MOST), `σ ${sigma < 10 ? sigma.toFixed(1) : Math.round(sigma)} px`);
    },
  };
}

/** Which photo lies behind. */
function ownPart(editor) {
  const name = el("span", { class: "cu-named" });
  const choose = button({ text: "Choose", label: "Choose a photo of your own", class: "cu-small", action: () => editor.grounds.own.choose() });
  return {
    node: el("div", { class: "cu-between" }, name, choose),
    refresh() {
      const { own } = editor.grounds;
      say(name, own.name || "No photo behind yet");
      name.title = own.name ? `${own.name}: kept in this browser, sent nowhere` : "";
      say(choose.querySelector("span"), own.name ? "Another" : "Choose");
    },
  };
}
