/** What stays true until something is done about it, in a line above the canvas. */

import { button, el, mark } from "./dom.js";
import { icon } from "./icons.js";
import { count } from "./saving.js";
import { Seat } from "./seat.js";

/**
 * Read-only, rejected, a conflict, another tab.
 * @param {import("../editor.js").Editor} editor @returns {HTMLElement}
 */
export function notices(editor) {
  const node = el("div", { class: "cu-notices" });
  const refresh = () => {
    const { annotation, saving, tabs } = editor;
    const shown = [];
    if (saving.conflict) shown.push(conflictNotice(editor));
    else if (annotation?.removed) shown.push(removedNotice(editor));
    else if (annotation?.state === "accepted") {
      shown.push(notice("lock", "info", "Accepted. Read-only until it is reopened on the Review page.", reviewLink(annotation)));
    } else if (annotation?.state === "submitted") {
      shown.push(notice("lock", "info", "Submitted, waiting for its review. Read-only until it is reopened.", reviewLink(annotation)));
    } else if (tabs.place === "elsewhere") shown.push(tabNotice(editor));
    else if (annotation?.state === "rejected") {
      const said = annotation.note ? `Rejected: ${annotation.note}` : "Rejected by the reviewer, without a note.";
      shown.push(notice("warning", "warning", said));
    }
    // What stands there already stays, with the focus that it may have.
    const same = shown.length === node.children.length && shown.every((each, index) => each.isEqualNode(node.children[index]));
    if (!same) node.replaceChildren(...shown);
  };
  for (const name of ["notices", "annotation", "open"]) editor.on(name, refresh);
  return node;
}

function reviewLink(annotation) {
  return el("a", { class: "cu-button", href: `/review?annotation=${annotation.id}` }, "Review page");
}

function conflictNotice(editor) {
  const { saving } = editor;
  const strokes = count(saving.unsaved.length);
  const left = `${strokes} of yours ${saving.unsaved.length === 1 ? "is" : "are"} not saved yet`;
  const locked = saving.conflict.status === 423;
  const gone = saving.conflict.status === 404;
  const text = locked || gone
    ? `${saving.conflict.message} ${left}, and kept in this browser.`
    : `Somebody saved this annotation in another window. ${left}; nothing is lost.`;
  const apply = gone ? "Try again" : `Load theirs and re-apply my ${strokes}`;
  const again = button({
    text: apply,
    label: apply,
    class: "cu-primary",
    action: () => saving.takeTheirs(true),
  });
  const drop = button({
    text: gone ? "Load what is stored and drop mine" : "Load theirs and drop mine",
    label: gone ? "Load what is stored and drop mine" : "Load theirs and drop mine",
    action: () => saving.takeTheirs(false),
  });
  mark(again, { hidden: locked || saving.unsaved.length === 0 });
  if (saving.unsaved.length === 0) drop.textContent = "Load theirs";
  const node = notice("warning", "error", text, again, drop);
  node.setAttribute("role", "alertdialog");
  node.setAttribute("aria-label", "Conflict");
  return node;
}

/** @param {import("../editor.js").Editor} editor */
function removedNotice(editor) {
  const { annotation, people } = editor;
  const person = () => people.all.find((each) => each.annotation === annotation.id);
  const back = button({ text: "Bring back", label: "Bring this person back", action: () => person() && people.restore(person()) });
  return notice("lock", "info", "This person was removed from the photo. Read-only until brought back.", back);
}

/** Another tab draws: say so, and how to draw here. @param {import("../editor.js").Editor} editor */
function tabNotice(editor) {
  const { taken, handed, across } = editor.tabs;
  const place = across === null ? "tab" : Seat.known ? "browser" : "tab or browser";
  const where = across ? `another ${place}, by ${across}` : `another ${place}`;
  const went = handed ? ` ${count(handed)} not saved yet went with it.` : "";
  const text = taken
    ? `This annotation was taken over in ${where}.${went} Take over to draw here.`
    : `This annotation is open in ${where}. Take over to draw here.`;
  const take = button({
    text: "Take over",
    label: `Take over: draw here, and look on in the other ${place}`,
    class: "cu-primary",
    action: () => editor.tabs.takeOver(),
  });
  return notice("lock", "tab", text, take);
}

/** @param {string} symbol @param {string} kind @param {string} text @param {...HTMLElement} actions */
function notice(symbol, kind, text, ...actions) {
  return el("div", { class: "cu-notice", role: "alert", dataset: { kind } }, icon(symbol), el("p", {}, text), ...actions);
}
