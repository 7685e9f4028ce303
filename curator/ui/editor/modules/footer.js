/** The line at the bottom: saved or not, where the pointer is, the zoom; above it the filmstrip. */

import { button, describe, el, mark, say } from "./dom.js";
import { liveStatus } from "./live-panel.js";
import { historyButton } from "./timeline-strip.js";

const LABELS = { 0: "background", 128: "unknown", 255: "foreground" };

/** Words for the state of saving. */
const WORDS = {
  saved: () => "All changes saved",
  saving: (waiting) => (waiting > 1 ? `Saving ${waiting} changes` : "Saving"),
  offline: (waiting, kept) => `Offline: ${waiting} to save, ${kept ? "kept in this browser, " : ""}trying again`,
  failed: (waiting) => `Not saved yet (${waiting}), trying again`,
  conflict: () => "Not saved: decide above",
};

const NO_ROOM = "This browser has no room to keep them: leave this tab open";

/** @param {import("../editor.js").Editor} editor @returns {HTMLElement} */
export function statusLine(editor) {
  const text = el("span", {});
  const retry = button({ text: "Try now", label: "Try to save now", does: "save", class: "cu-small", action: () => editor.queue?.resume() });
  const status = el("div", { class: "cu-status", role: "status", dataset: { status: "saved" } }, el("i"), text, retry);
  const cursor = el("span", { class: "cu-cursor" });
  const size = el("span", {});
  const zoom = el("button", { type: "button", class: "cu-button cu-small cu-zoom", on: { click: () => editor.viewport.fit() } });
  describe(zoom, "Zoom: the whole photo", "zoom.fit");
  const film = button({ icon: "film", label: "Filmstrip", does: "filmstrip", class: "cu-small", action: () => editor.set({ filmstrip: !editor.settings.filmstrip }) });

  const show = () => {
    const queue = editor.queue;
    const state = queue?.status ?? "saved";
    status.dataset.status = editor.annotation ? state : "none";
    const words = WORDS[state](queue?.steps.length ?? 0, queue?.kept);
    const more = [state === "failed" ? queue.message : "", ["saved", "saving"].includes(state) || queue.kept ? "" : NO_ROOM];
    say(text, editor.annotation ? [words, ...more].filter(Boolean).join(". ") : "");
    mark(retry, { hidden: !["offline", "failed"].includes(state) });
  };
  for (const name of ["status", "open", "edited"]) editor.on(name, show);
  editor.on("open", () => say(size, editor.photo ? `${editor.photo.width} × ${editor.photo.height}` : ""));
  editor.on("frame", () => say(zoom, `${percent(editor.viewport.scale)} %`));
  editor.on("cursor", (point) => say(cursor, point ? under(editor, point) : ""));
  editor.on("settings", () => mark(film, { pressed: editor.settings.filmstrip }));
  mark(film, { pressed: editor.settings.filmstrip });
  show();
  return el("div", { class: "cu-footer" }, status, liveStatus(editor), el("span", { class: "cu-spring" }), cursor, size, zoom, historyButton(editor), film);
}

/** @param {number} scale */
function percent(scale) {
  return scale < 0.1 ? (scale * 100).toFixed(1) : Math.round(scale * 100);
}

/** @param {import("../editor.js").Editor} editor @param {{x: number, y: number}} point */
function under(editor, point) {
  const x = Math.floor(point.x);
  const y = Math.floor(point.y);
  const { trimap } = editor;
  if (!trimap || x < 0 || y < 0 || x >= trimap.width || y >= trimap.height) return "";
  return `${x}, ${y}  ${LABELS[trimap.data[y * trimap.width + x]]}`;
}

/**
 * Photos around the one that is shown.
 * @param {import("../editor.js").Editor} editor
 * @param {{entries: () => any[], visit: (entry: any) => void, isCurrent: (entry: any) => boolean}} page
 * @returns {HTMLElement}
 */
export function filmstrip(editor, page) {
  const node = el("nav", { class: "cu-film", "aria-label": "Photos" });
  // While mattes lie side by side they need the room.
  const wanted = () => editor.settings.filmstrip && !editor.apart;
  const current = () => /** @type {HTMLElement | null} */ (node.querySelector("[aria-current]"));
  const refresh = () => {
    const focused = node.contains(document.activeElement);
    node.replaceChildren(...page.entries().map((entry) => frame(entry, page)));
    show();
    if (focused) current()?.focus({ preventScroll: true });
  };
  const show = () => {
    mark(node, { hidden: !wanted() });
    current()?.scrollIntoView({ block: "nearest", inline: "center" });
  };
  editor.on("strip", refresh);
  editor.on("settings", () => node.hidden === wanted() && show());
  mark(node, { hidden: !wanted() });
  return node;
}

function frame(entry, page) {
  const current = page.isCurrent(entry);
  const name = entry.which ? `${entry.name}, person ${entry.which}` : entry.name;
  return el(
    "a",
    {
      class: "cu-frame",
      href: entry.address,
      title: `${name}: ${entry.state}`,
      "aria-current": current ? "true" : null,
      dataset: { state: entry.state },
      on: {
        click: (event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          page.visit(entry);
        },
      },
    },
    el("img", { src: entry.thumbnail, alt: name, loading: "lazy", width: entry.width, height: entry.height }),
    entry.which ? el("b", { "aria-hidden": "true" }, entry.which.replace(" of ", "/")) : null,
    el("i", {}),
  );
}
