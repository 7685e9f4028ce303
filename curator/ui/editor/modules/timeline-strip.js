/** The history below the canvas: a thumbnail a step, branches, the player of the film. */

import { button, el, mark, say } from "./dom.js";
import { SPEEDS } from "./film.js";
import { did, isStroke } from "./timeline.js";

const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const TIME = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

/** @param {import("../editor.js").Editor} editor @returns {HTMLButtonElement} */
export function historyButton(editor) {
  const { timeline } = editor;
  const node = button({ icon: "history", label: "History", does: "history", class: "cu-small", action: () => timeline.toggle() });
  const refresh = () => mark(node, { pressed: timeline.open, disabled: !editor.annotation });
  for (const name of ["timeline", "open"]) editor.on(name, refresh);
  refresh();
  return node;
}

/** @param {import("../editor.js").Editor} editor @returns {HTMLElement} */
export function timelineStrip(editor) {
  const { timeline } = editor;
  const list = el("ol", { class: "cu-steps", "aria-label": "Steps of the history" });
  const node = el("section", { class: "cu-timeline", "aria-label": "History", hidden: true }, player(editor), list);
  /** @type {import("./timeline.js").Frame[]} */
  let drawn = [];
  const items = new Map();
  const refresh = () => {
    mark(node, { hidden: !timeline.open || !editor.annotation });
    const { frames } = timeline;
    if (frames !== drawn || !frames.length) {
      list.replaceChildren();
      items.clear();
      drawn = frames;
    }
    for (const frame of frames.slice(items.size)) {
      const item = step(editor, frame);
      items.set(frame.number, item);
      list.append(item);
    }
    place(editor, items, list);
  };
  editor.on("timeline", refresh);
  editor.on("open", refresh);
  list.addEventListener("keydown", (event) => walk(event, list));
  return node;
}

/** One step. @param {import("./timeline.js").Frame} frame */
function step(editor, frame) {
  const { timeline } = editor;
  const from = frame.parent !== null && frame.parent !== frame.number - 1 ? `from ${frame.parent}` : "";
  const when = new Date(frame.created_at);
  const about = `Step ${frame.number}: ${did(frame)}, ${frame.author}, ${DAY.format(when)}, ${TIME.format(when)}`;
  const node = el(
    "button",
    {
      type: "button",
      class: "cu-step",
      tabindex: "-1",
      title: from ? `${about}, made ${from}` : about,
      "aria-label": from ? `${about}, made ${from}` : about,
      dataset: { number: frame.number, branch: frame.branch, label: isStroke(frame) ? frame.label : "" },
      on: { click: () => timeline.jump(frame) },
    },
    el("img", { src: timeline.picture(frame), alt: "", loading: "lazy", decoding: "async" }),
    el("b", {}, String(frame.number)),
    el("span", { class: "cu-did" }, did(frame)),
    el("small", {}, from ? `${from}, ${TIME.format(when)}` : TIME.format(when)),
  );
  node.style.setProperty("--cu-branch", BRANCHES[frame.branch % BRANCHES.length]);
  return el("li", {}, node);
}

/** Colours of branches, told apart by their number too. */
const BRANCHES = ["var(--cu-accent)", "#b8741a", "#7a5fc0", "#3f7fd1", "#b2456e"];

/** Mark where the annotation stands, and what did not lead there. */
function place(editor, items, list) {
  const { timeline } = editor;
  const way = timeline.way();
  let current = null;
  for (const frame of timeline.frames) {
    const node = items.get(frame.number).firstElementChild;
    const here = frame.revision === editor.annotation?.head;
    node.classList.toggle("cu-aside", !way.has(frame.number));
    if (here) node.setAttribute("aria-current", "step");
    else node.removeAttribute("aria-current");
    if (here) current = node;
  }
  if (!current || list.parentElement.hidden) return;
  if (!list.contains(document.activeElement)) {
    for (const each of list.querySelectorAll('[tabindex="0"]')) each.tabIndex = -1;
    current.tabIndex = 0;
  }
  const shown = current.offsetLeft - list.offsetLeft;
  const outside = shown < list.scrollLeft || shown + current.offsetWidth > list.scrollLeft + list.clientWidth;
  if (outside) list.scrollLeft = shown - list.clientWidth / 2;
}

/** Arrows move between steps while one of them has the focus. @param {KeyboardEvent} event */
function walk(event, list) {
  const item = /** @type {HTMLElement} */ (event.target).closest("li");
  const next = {
    ArrowLeft: item?.previousElementSibling,
    ArrowRight: item?.nextElementSibling,
    Home: list.firstElementChild,
    End: list.lastElementChild,
  };
  if (!(event.key in next)) return;
  event.preventDefault();
  event.stopPropagation();
  const target = /** @type {HTMLElement | null} */ (next[event.key]?.firstElementChild ?? null);
  if (!target) return;
  const left = /** @type {HTMLElement} */ (item.firstElementChild);
  left.tabIndex = -1;
  target.tabIndex = 0;
  target.focus();
}

/** Play, pause, speed, where the film is. @param {import("../editor.js").Editor} editor */
function player(editor) {
  const { film } = editor.timeline;
  const play = button({ icon: "play", label: "Play the strokes", does: "film", class: "cu-small", action: () => film.toggle() });
  const pause = button({ icon: "pause", label: "Pause", does: "film", class: "cu-small", action: () => film.toggle() });
  const stop = button({ icon: "close", text: "End film", label: "End the film", does: "escape", class: "cu-small", action: () => film.close() });
  const speeds = SPEEDS.map((speed) =>
    button({ text: `${speed}×`, label: `Speed ${speed}`, does: "film.speed", class: "cu-small", action: () => film.setSpeed(speed) }),
  );
  const where = el("input", {
    type: "range",
    min: 1,
    max: 1,
    step: 1,
    class: "cu-scrub",
    "aria-label": "Step of the film",
    on: {
      input: () => {
        const wanted = Number(where.value);
        film.pause();
        film.seek(wanted);
      },
    },
  });
  const words = el("span", { class: "cu-scene" });
  const tools = el("span", { class: "cu-filming", hidden: true }, where, words, ...speeds, stop);
  const refresh = () => {
    mark(play, { hidden: film.playing, disabled: !editor.annotation });
    mark(pause, { hidden: !film.playing });
    mark(tools, { hidden: !film.on });
    speeds.forEach((each, index) => mark(each, { pressed: SPEEDS[index] === film.speed }));
    if (!film.on) return;
    const { done, scenes } = film;
    where.max = String(scenes.length);
    where.value = String(done);
    where.style.setProperty("--cu-part", `${(100 * (done - 1)) / Math.max(1, scenes.length - 1)}%`);
    const scene = scenes[Math.min(done, scenes.length) - 1];
    where.setAttribute("aria-valuetext", `${done} of ${scenes.length}, ${did(scene)}`);
    say(words, `${done} of ${scenes.length} · ${did(scene)} · ${scene.author}`);
  };
  for (const name of ["film", "open", "timeline"]) editor.on(name, refresh);
  refresh();
  return el("div", { class: "cu-player" }, el("h2", {}, "History"), play, pause, tools);
}
