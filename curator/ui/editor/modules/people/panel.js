/**
 * The people in the panel: one line where there is one person, else a row each, and who was removed.
 *
 * @typedef {import("./people.js").Person} Person
 */

import { button, el, mark, say } from "../dom.js";
import { colourOf } from "./outlines.js";

/** Of a row's picture, in CSS pixels. */
const SIDE = 34;
/** How far it reaches around the person, as a part of the person's longer side. */
const AROUND = 0.06;

/** @param {import("../../editor.js").Editor} editor @returns {HTMLElement} */
export function peopleSection(editor) {
  const { people } = editor;
  const title = el("span");
  const count = el("span", { class: "cu-count" });
  const add = button({ icon: "addPerson", label: "Add a person", does: "person.add", class: "cu-small", action: () => people.begin() });
  const merge = button({ icon: "merge", label: "Merge with another person", does: "person.merge", class: "cu-small", action: () => people.beginMerge() });
  const remove = button({ icon: "remove", label: "Remove this person", does: "person.remove", class: "cu-small", action: () => people.remove() });
  const rows = el("ol", { class: "cu-persons", "aria-label": "People in this photo" });
  const gone = el("ol", { class: "cu-persons" });
  const summary = el("summary");
  const aside = el("details", { class: "cu-aside-people" }, summary, gone);
  const node = el(
    "section",
    { class: "cu-section cu-people", "aria-label": "People" },
    el("div", { class: "cu-people-head" }, el("h2", {}, title, count), el("span", { class: "cu-spring" }), add, merge, remove),
    rows,
    aside,
  );
  const controls = () => {
    mark(node, { hidden: !editor.photo });
    mark(add, { pressed: editor.tool === "person", disabled: !editor.annotation || Boolean(editor.working) });
    mark(merge, { pressed: editor.tool === "merge", disabled: !editor.editable, hidden: !people.several });
    mark(remove, { disabled: !editor.editable });
  };
  const refresh = () => {
    const { there, removed } = people;
    people.hover(null);
    say(title, people.several ? "People" : "Person");
    say(count, people.several ? String(there.length) : "");
    const focused = node.contains(document.activeElement) ? keyOf(document.activeElement) : null;
    const { scrollTop } = rows;
    rows.replaceChildren(...(people.several ? there.map((person) => personRow(editor, person)) : []));
    gone.replaceChildren(...removed.map((person) => removedRow(editor, person)));
    mark(aside, { hidden: !removed.length });
    say(summary, `${removed.length} removed`);
    /** @type {HTMLElement[]} */ (Array.from(node.querySelectorAll("[data-person]")))
      .find((each) => focused !== null && keyOf(each) === focused)
      ?.focus({ preventScroll: true });
    reveal(rows, scrollTop);
    controls();
  };
  editor.on("people", refresh);
  for (const name of ["open", "tool", "working", "annotation", "notices"]) editor.on(name, controls);
  refresh();
  return node;
}

/**
 * Scroll a list, and nothing around it, so that the current row is seen.
 * @param {HTMLElement} rows @param {number} before where it was scrolled to
 */
function reveal(rows, before) {
  const row = /** @type {HTMLElement | null} */ (rows.querySelector("[aria-current]"));
  const top = row ? row.offsetTop - rows.offsetTop : before;
  const bottom = row ? top + row.offsetHeight - rows.clientHeight : before;
  rows.scrollTop = Math.max(bottom, Math.min(top, before));
}

/** @param {Element} node */
function keyOf(node) {
  return node instanceof HTMLElement ? (node.dataset.person ?? null) : null;
}

/** @param {import("../../editor.js").Editor} editor @param {Person} person */
function personRow(editor, person) {
  const { people } = editor;
  const current = person === people.current;
  const over = () => people.hover(person.annotation);
  const out = () => people.hover(null);
  const row = el(
    "button",
    {
      type: "button",
      class: "cu-person",
      "aria-current": current ? "true" : null,
      "aria-label": `Person ${person.number} of ${people.there.length}, ${person.state}`,
      title: current ? "Fly there" : "Open",
      dataset: { person: person.annotation, state: person.state },
      style: { "--cu-person": colourOf(person) },
      on: { click: () => people.pick(person), pointerenter: over, pointerleave: out, focus: over, blur: out },
    },
    picture(editor, person),
    el("b", {}, String(person.number)),
    el("span", {}, person.state),
  );
  row.style.setProperty("--cu-person", colourOf(person));
  return el("li", {}, row);
}

/** @param {import("../../editor.js").Editor} editor @param {Person} person */
function removedRow(editor, person) {
  const back = button({ text: "Bring back", label: `Bring back who was removed by ${person.removed_by}`, class: "cu-small", action: () => editor.people.restore(person) });
  back.dataset.person = String(person.annotation);
  return el("li", { class: "cu-gone" }, picture(editor, person), el("span", {}, `by ${person.removed_by}`), back);
}

/** The person cut out of the photo that is shown. @param {import("../../editor.js").Editor} editor @param {Person} person */
function picture(editor, person) {
  const { photo, photoLayer } = editor;
  const side = Math.round(SIDE * (window.devicePixelRatio || 1));
  const canvas = el("canvas", { width: side, height: side, "aria-hidden": "true" });
  const [x, y, width, height] = person.box ?? [0, 0, photo.width, photo.height];
  // A square as wide as the person, from the top of the head on.
  const room = AROUND * Math.max(width, height);
  const wide = Math.min(Math.max(width, Math.min(height, width * 1.4)) + 2 * room, photo.width, photo.height);
  const left = Math.min(Math.max(0, x + width / 2 - wide / 2), photo.width - wide);
  const top = Math.min(Math.max(0, y - room), photo.height - wide);
  const copy = photoLayer.at(side / wide);
  if (!copy) return canvas;
  const scale = copy.width / photo.width;
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(copy, left * scale, top * scale, wide * scale, wide * scale, 0, 0, side, side);
  return canvas;
}
