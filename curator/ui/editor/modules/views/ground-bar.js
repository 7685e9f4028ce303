/** What the ground behind a cut-out can be told, in the lower right corner of the canvas. */

import { fly, MOST_BLUR } from "../actions.js";
import { button, el, mark, say } from "../dom.js";
import { slider } from "../panel.js";

/** @param {import("../../editor.js").Editor} editor @returns {HTMLElement} */
export function groundBar(editor) {
  const parts = { portrait: blurPart(editor), own: ownPart(editor), worst: worstPart(editor) };
  const node = el(
    "div",
    { class: "cu-ground", role: "group", "aria-label": "Background of the cut-out", hidden: true },
    ...Object.values(parts).map((part) => part.node),
  );
  const refresh = () => {
    const { mode } = editor.settings;
    const shown = mode in parts && Boolean(editor.photo) && editor.pair.way !== "difference";
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
  const blur = slider("Blur of the background", "blur.less blur.more", 0, 1, 0.005, (part) => editor.set({ blur: MOST_BLUR * part ** 2 }));
  return {
    node: el("label", { class: "cu-row" }, el("span", {}, "Blur"), blur.input, blur.output),
    refresh() {
      const { sigma } = editor.grounds.portrait;
      blur.show(Math.sqrt(editor.settings.blur / MOST_BLUR), `σ ${sigma < 10 ? sigma.toFixed(1) : Math.round(sigma)} px`);
    },
  };
}

/** Which photo lies behind. */
function ownPart(editor) {
  const name = el("span", { class: "cu-named" });
  const choose = button({ text: "Choose", label: "Choose a photo of your own", does: "own.choose", class: "cu-small", action: () => editor.grounds.own.choose() });
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

/** Which colour it is, why that one, and where. */
function worstPart(editor) {
  const chip = el("i", { class: "cu-chip" });
  const name = el("b");
  const why = el("p", { role: "status" });
  const where = button({
    icon: "target",
    label: "Fly to where it shows most",
    does: "fly",
    class: "cu-small",
    action: () => fly(editor),
  });
  return {
    node: el("div", { class: "cu-worst" }, chip, name, where, why),
    refresh() {
      const { found, problem } = editor.grounds.worst;
      mark(chip, { hidden: !found?.colour });
      mark(where, { hidden: !found?.colour });
      chip.style.background = found?.colour ?? "";
      say(name, found?.colour ?? "");
      const text = JSON.stringify([found, problem]);
      if (why.dataset.said !== text) why.replaceChildren(...reasons(found, problem));
      why.dataset.said = text;
    },
  };
}

/**
 * @param {import("./worst.js").Found | null} found @param {string} problem
 * @returns {(string | HTMLElement)[]}
 */
function reasons(found, problem) {
  if (problem) return [problem];
  if (!found) return ["Looking for the colour on which errors show most…"];
  if (!found.colour) return ["This matte is certain everywhere: no background is worse than another."];
  const chip = (colour) => el("i", { class: "cu-chip", title: colour, style: { background: colour } });
  const percent = (part) => `${Math.round(100 * part)} %`;
  const doubt = found.compared ? "the methods disagree" : "the matte is soft";
  return [
    `At ${found.pixels.toLocaleString("en")} pixels ${doubt}. The subject is `,
    chip(found.subject),
    ` there, which stands out ${percent(found.contrast)} here and ${percent(found.kindest_contrast)} on `,
    chip(found.kindest),
    ". Black on white is 100 %.",
  ];
}
