/** The bar over two compared mattes: which they are, and how; the split's line; the difference's scale. */

import { fly } from "../actions.js";
import { button, describe, el, mark, say } from "../dom.js";
import { colours, SCALES } from "./difference.js";

/** @type {[import("./pair.js").Way, string, string][]} way, text, label */
const WAYS = [
  ["beside", "Side by side", "Two mattes side by side"],
  ["split", "Split", "Two mattes with a split between them"],
  ["blink", "Blink", "Two mattes in the same place, the second while a key is held"],
  ["difference", "Difference", "What two mattes differ by"],
];

/** @param {import("../../editor.js").Editor} editor @returns {HTMLElement[]} what floats over the canvas */
export function pairControls(editor) {
  return [splitLine(editor), bar(editor), scale(editor)];
}

/** @param {import("../../editor.js").Editor} editor */
function bar(editor) {
  const { pair } = editor;
  const first = chooser(editor, "First matte", "pair.first", (id) => pair.set({ first: id }));
  const second = chooser(editor, "Second matte", "pair.second", (id) => pair.set({ second: id }));
  const swap = button({ icon: "swap", label: "Swap the two mattes", does: "pair.swap", action: () => pair.swap() });
  const ways = WAYS.map(([way, text, label]) => {
    const node = button({ text, label, does: way === "blink" ? "pair.blink blink" : `pair.${way}`, class: "cu-small", action: () => pair.show(way) });
    node.dataset.way = way;
    return node;
  });
  const close = button({ icon: "close", label: "Leave comparing", does: "escape", action: () => pair.leave() });
  const node = el(
    "div",
    { class: "cu-pairbar", role: "toolbar", "aria-label": "Compare two mattes", hidden: true },
    first.node,
    el("div", { class: "cu-ways" }, ...ways, swap),
    el("div", { class: "cu-end" }, second.node, close),
  );
  const refresh = () => {
    const shown = Boolean(pair.way) || (pair.blinking && Boolean(pair.mattes));
    mark(node, { hidden: !shown });
    if (!shown) return;
    for (const each of ways) mark(each, { pressed: each.dataset.way === pair.way });
    first.refresh(pair.first);
    second.refresh(pair.second);
    const alone = pair.blinking ? "second" : pair.way === "blink" ? "first" : "";
    first.node.classList.toggle("cu-away", alone === "second");
    second.node.classList.toggle("cu-away", alone === "first");
  };
  for (const name of ["pair", "matting", "annotation", "following"]) editor.on(name, refresh);
  return node;
}

/**
 * @param {import("../../editor.js").Editor} editor @param {string} label @param {string} does
 * @param {(id: string) => void} choose
 */
function chooser(editor, label, does, choose) {
  let pointed = false;
  const node = el("select", {
    class: "cu-select",
    "aria-label": label,
    on: {
      pointerdown: () => (pointed = true),
      keydown: () => (pointed = false),
      change: () => {
        choose(node.value);
        // Who chose with the pointer goes on with the keys of the canvas.
        if (pointed) editor.painter.canvas.focus({ preventScroll: true });
      },
    },
  });
  describe(node, label, does);
  let offered = "";
  const refresh = (id) => {
    const { all } = editor.mattes;
    const names = JSON.stringify(all.map((each) => [each.id, each.title]));
    if (names !== offered) {
      offered = names;
      node.replaceChildren(...groupsOf(all));
    }
    node.value = id;
  };
  return { node, refresh };
}

/** @param {import("./mattes.js").Matte[]} mattes */
function groupsOf(mattes) {
  const groups = [...new Set(mattes.map((each) => each.group))];
  return groups.map((label) =>
    el(
      "optgroup",
      { label },
      ...mattes.filter((each) => each.group === label).map(({ id, title }) => el("option", { value: id }, title)),
    ),
  );
}

/** The line between the two, dragged or moved with the arrow keys. */
function splitLine(editor) {
  const { pair } = editor;
  const move = (event) => {
    const box = editor.painter.canvas.getBoundingClientRect();
    pair.split((event.clientX - box.left) / box.width);
  };
  const steps = { ArrowLeft: -0.01, ArrowRight: 0.01, PageDown: -0.1, PageUp: 0.1, Home: -1, End: 1 };
  const node = el(
    "div",
    {
      class: "cu-split",
      role: "slider",
      tabindex: "0",
      "aria-label": "Split between the two mattes",
      "aria-orientation": "horizontal",
      "aria-valuemin": "0",
      "aria-valuemax": "100",
      hidden: true,
      on: {
        pointerdown: (event) => {
          node.setPointerCapture(event.pointerId);
          event.preventDefault();
          node.focus({ preventScroll: true });
        },
        pointermove: (event) => node.hasPointerCapture(event.pointerId) && move(event),
        pointerup: () => editor.painter.canvas.focus({ preventScroll: true }),
        keydown: (event) => {
          const step = steps[event.key];
          if (step === undefined) return;
          event.preventDefault();
          event.stopPropagation();
          pair.split(pair.at + step);
        },
      },
    },
    el("i"),
  );
  const refresh = () => {
    mark(node, { hidden: pair.way !== "split" || pair.blinking || !pair.mattes });
    node.style.left = `${100 * pair.at}%`;
    node.setAttribute("aria-valuenow", String(Math.round(100 * pair.at)));
  };
  for (const name of ["pair", "split"]) editor.on(name, refresh);
  return node;
}

/** What the colours of a difference mean, where the scale ends, and what it comes to. */
function scale(editor) {
  const { pair } = editor;
  const map = el("canvas", { width: "201", height: "10", role: "img" });
  const ends = [el("span"), el("span", {}, "0"), el("span")];
  const figures = el("p", { class: "cu-figures", role: "status" });
  const choices = SCALES.map((end) => {
    const node = button({ text: `± ${end}`, label: `Scale to a difference of ${end}`, does: "pair.scale", class: "cu-small", action: () => pair.difference.setScale(end) });
    node.dataset.end = String(end);
    return node;
  });
  const worst = button({
    icon: "target",
    label: "Fly to the largest difference",
    does: "fly",
    class: "cu-small",
    action: () => fly(editor),
  });
  const node = el(
    "div",
    { class: "cu-scale", hidden: true },
    el("div", { class: "cu-sides" }, el("span", {}, "second more opaque"), el("span", {}, "first more opaque")),
    map,
    el("div", { class: "cu-ends" }, ...ends),
    el("div", { class: "cu-pick" }, ...choices, worst),
    figures,
  );
  const refresh = () => {
    const shown = pair.way === "difference" && !pair.blinking && Boolean(pair.mattes);
    mark(node, { hidden: !shown });
    if (!shown) return;
    const { difference } = pair;
    say(ends[0], `−${difference.scale}`);
    say(ends[2], `+${difference.scale}`);
    for (const each of choices) mark(each, { pressed: Number(each.dataset.end) === difference.scale });
    drawScale(map, difference.scale);
    const { sad, mse, largest } = difference.figures;
    const small = mse && mse < 0.001 ? mse.toExponential(1).replace("-", "−") : mse.toFixed(4);
    const known = `SAD ${sad.toFixed(3)} · MSE ${small} · largest ${largest.toFixed(2)}`;
    say(figures, difference.complete ? known : "Measuring…");
    mark(worst, { disabled: !difference.complete || largest === 0 });
  };
  for (const name of ["pair", "difference"]) editor.on(name, refresh);
  return node;
}

/** @param {HTMLCanvasElement} canvas @param {number} end */
function drawScale(canvas, end) {
  const table = colours(end);
  const context = canvas.getContext("2d");
  const middle = (canvas.width - 1) / 2;
  const image = context.createImageData(canvas.width, 1);
  const pixels = new Uint32Array(image.data.buffer);
  pixels.forEach((_, x) => {
    pixels[x] = table[255 + Math.round(((x - middle) / middle) * end * 255)];
  });
  for (let y = 0; y < canvas.height; y += 1) context.putImageData(image, 0, y);
  canvas.setAttribute("aria-label", `Colours of differences from −${end} to ${end}`);
}
