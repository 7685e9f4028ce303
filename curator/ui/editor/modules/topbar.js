/** The bar above the canvas: which photo, its state, the views, submit. */

import { author, setAuthor } from "./api.js";
import { button, describe, el, mark, say } from "./dom.js";
import { icon } from "./icons.js";
import { keymap } from "./keymap.js";
import { MATTE_MODES } from "./views/looking.js";

/** @type {[import("../editor.js").Mode, string, string][]} mode, label, icon or swatch */
const VIEWS = [
  ["overlay", "Overlay", "overlay"],
  ["photo", "Photo", "photo"],
  ["trimap", "Trimap", "trimap"],
  ["alpha", "Alpha", "alpha"],
  ["checker", "Cut-out on a checkerboard", ""],
  ["black", "Cut-out on black", ""],
  ["white", "Cut-out on white", ""],
  ["colour", "Cut-out on a colour", ""],
  ["portrait", "Cut-out on its background out of focus", ""],
  ["own", "Cut-out on a photo of your own", ""],
  ["worst", "Cut-out on the colour where it looks worst", ""],
];

/**
 * @param {import("../editor.js").Editor} editor
 * @param {{go: (step: number) => void, neighbours: () => {previous: boolean, next: boolean},
 *   place: () => string}} page
 * @param {string} account the author when this browser names none
 * @returns {HTMLElement}
 */
export function topbar(editor, page, account) {
  const previous = button({ icon: "previous", label: "Previous photo", does: "photo.previous", action: () => page.go(-1) });
  const next = button({ icon: "next", label: "Next photo", does: "photo.next", action: () => page.go(1) });
  const name = el("h1", { class: "cu-name" });
  const place = el("span", { class: "cu-place" });
  const badge = el("span", { class: "cu-badge", hidden: true });
  const submit = button({
    icon: "submit",
    text: "Submit",
    label: "Submit for review",
    does: "submit",
    class: "cu-primary",
    action: () => editor.submit(),
  });
  const views = viewButtons(editor);

  const refresh = () => {
    const { annotation, photo } = editor;
    const around = page.neighbours();
    say(name, photo?.name ?? "");
    name.title = photo?.name ?? "";
    say(place, page.place());
    mark(previous, { disabled: !around.previous });
    mark(next, { disabled: !around.next });
    mark(badge, { hidden: !annotation });
    say(badge, annotation?.state ?? "");
    badge.dataset.state = annotation?.state ?? "";
    mark(submit, { hidden: !annotation, disabled: !editor.editable });
    submit.title = submitTitle(editor);
  };
  for (const event of ["open", "annotation", "working", "notices", "strip"]) editor.on(event, refresh);
  keymap.on("keys", refresh);
  return el(
    "header",
    { class: "cu-topbar" },
    el("div", { class: "cu-group" }, previous, next),
    el("div", { class: "cu-title" }, name, el("div", { class: "cu-subtitle" }, place, badge)),
    views,
    el("span", { class: "cu-spring" }),
    authorChip(editor, account),
    submit,
  );
}

/** @param {import("../editor.js").Editor} editor */
function submitTitle(editor) {
  const { annotation } = editor;
  if (annotation && !annotation.read_only && !annotation.has_alpha && !editor.live.active) {
    return `${keymap.label("Submit for review", "submit")}: first ${keymap.label("run the methods", "run")} and choose a matte`;
  }
  return keymap.label("Submit for review", "submit");
}

/** @param {import("../editor.js").Editor} editor */
function viewButtons(editor) {
  const buttons = VIEWS.map(([mode, label, symbol]) => {
    const node = button({
      icon: symbol || undefined,
      text: symbol ? label : undefined,
      label: symbol ? `View: ${label.toLowerCase()}` : label,
      does: `view.${mode}`,
      class: "cu-view",
      action: () => editor.look(mode),
    });
    if (!symbol) node.append(el("span", { class: `cu-swatch cu-swatch-${mode}` }));
    node.dataset.mode = mode;
    return node;
  });
  const colour = el("input", {
    type: "color",
    class: "cu-colour",
    value: editor.settings.colour,
    "aria-label": "Colour behind the cut-out",
    on: { input: (event) => editor.set({ colour: event.target.value }) },
  });
  describe(colour, "Colour behind the cut-out", "colour");
  editor.on("ask", (what) => {
    if (what !== "colour") return;
    editor.look("colour");
    if (!colour.hidden) colour.click();
  });
  const compare = button({
    icon: "compare",
    label: "Mattes side by side",
    does: "compare",
    class: "cu-view",
    action: () => editor.compare(!editor.comparing),
  });
  const pair = button({
    icon: "pair",
    label: "Two mattes with a split between them",
    does: "pair.split",
    class: "cu-view",
    action: () => editor.pair.toggle(editor.pair.way ?? "split"),
  });
  const refresh = () => {
    const matte = Boolean(editor.annotation?.alpha_revision) || editor.live.active || editor.matting.usable.length > 0;
    for (const node of buttons) {
      const mode = node.dataset.mode;
      const isMatte = MATTE_MODES.includes(mode);
      mark(node, { pressed: editor.settings.mode === mode && !(editor.comparing && !isMatte) });
      mark(node, { disabled: mode !== "photo" && (!editor.annotation || (isMatte && !matte)) });
    }
    mark(pair, { pressed: Boolean(editor.pair.way), disabled: !matte });
    mark(compare, { pressed: editor.comparing, disabled: editor.matting.usable.length === 0 });
    mark(colour, { hidden: editor.settings.mode !== "colour" });
    buttons.find((node) => node.dataset.mode === "colour").style.setProperty("--cu-chosen", editor.settings.colour);
  };
  for (const event of ["open", "annotation", "settings", "matting"]) editor.on(event, refresh);
  refresh();
  const gap = () => el("span", { class: "cu-divider" });
  return el(
    "div",
    { class: "cu-views", role: "toolbar", "aria-label": "Views" },
    ...buttons.slice(0, 3),
    gap(),
    ...buttons.slice(3),
    colour,
    gap(),
    compare,
    pair,
  );
}

/** Who draws: a name that every revision carries. @param {import("../editor.js").Editor} editor @param {string} account */
function authorChip(editor, account) {
  const text = el("span", {}, author() || account);
  const chip = el(
    "button",
    {
      type: "button",
      class: "cu-button cu-author",
      on: {
        click: () => {
          const field = el("input", { class: "cu-author-field", maxlength: "80", value: author() || account, "aria-label": "Your name" });
          let open = true;
          const done = (keep) => {
            // Taking the field away makes it lose its focus, which ends it once more.
            if (!open) return;
            open = false;
            if (keep) setAuthor(field.value === account ? "" : field.value);
            text.textContent = author() || account;
            field.replaceWith(chip);
          };
          field.addEventListener("keydown", (event) => {
            if (event.key !== "Enter" && event.key !== "Escape") return;
            done(event.key === "Enter");
            editor.painter.canvas.focus({ preventScroll: true });
          });
          field.addEventListener("blur", () => done(true));
          chip.replaceWith(field);
          field.focus();
          field.select();
        },
      },
    },
    icon("person"),
    text,
  );
  describe(chip, "Your name", "name");
  chip.title += ": it goes with every change you make. Click to change it.";
  editor.on("ask", (what) => what === "name" && chip.isConnected && chip.click());
  return chip;
}
