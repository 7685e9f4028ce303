/** The bar above the canvas: which photo, its state, the views, submit. */

import { author, setAuthor } from "./api.js";
import { button, el, mark, say } from "./dom.js";
import { icon } from "./icons.js";
import { MATTE_MODES } from "./views/looking.js";

/** @type {[import("../editor.js").Mode, string, string, string][]} mode, label, key, icon or swatch */
const VIEWS = [
  ["overlay", "Overlay", "O", "overlay"],
  ["photo", "Photo", "P", "photo"],
  ["trimap", "Trimap", "T", "trimap"],
  ["alpha", "Alpha", "A", "alpha"],
  ["checker", "Cut-out on a checkerboard", "C", ""],
  ["black", "Cut-out on black", "K", ""],
  ["white", "Cut-out on white", "W", ""],
  ["colour", "Cut-out on a colour", "G", ""],
  ["portrait", "Cut-out on its background out of focus", "Shift P", ""],
  ["own", "Cut-out on a photo of your own", "Shift G", ""],
  ["worst", "Cut-out on the colour where it looks worst", "Shift W", ""],
];

/**
 * @param {import("../editor.js").Editor} editor
 * @param {{go: (step: number) => void, neighbours: () => {previous: boolean, next: boolean},
 *   place: () => string}} page
 * @param {string} account the author when this browser names none
 * @returns {HTMLElement}
 */
export function topbar(editor, page, account) {
  const previous = button({ icon: "previous", label: "Previous photo", key: "Page Up", action: () => page.go(-1) });
  const next = button({ icon: "next", label: "Next photo", key: "Page Down", action: () => page.go(1) });
  const name = el("h1", { class: "cu-name" });
  const place = el("span", { class: "cu-place" });
  const badge = el("span", { class: "cu-badge", hidden: true });
  const submit = button({
    icon: "submit",
    text: "Submit",
    label: "Submit for review",
    key: "Ctrl Enter",
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
  return el(
    "header",
    { class: "cu-topbar" },
    el("div", { class: "cu-group" }, previous, next),
    el("div", { class: "cu-title" }, name, el("div", { class: "cu-subtitle" }, place, badge)),
    views,
    el("span", { class: "cu-spring" }),
    authorChip(account),
    submit,
  );
}

/** @param {import("../editor.js").Editor} editor */
function submitTitle(editor) {
  const { annotation } = editor;
  if (annotation && !annotation.read_only && !annotation.has_alpha && !editor.live.active) {
    return "Submit for review (Ctrl Enter): first run the methods (M) and choose a matte";
  }
  return "Submit for review (Ctrl Enter)";
}

/** @param {import("../editor.js").Editor} editor */
function viewButtons(editor) {
  const buttons = VIEWS.map(([mode, label, key, symbol]) => {
    const node = button({
      icon: symbol || undefined,
      text: symbol ? label : undefined,
      label: symbol ? `View: ${label.toLowerCase()}` : label,
      key,
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
    title: "Colour behind the cut-out",
    "aria-label": "Colour behind the cut-out",
    on: { input: (event) => editor.set({ colour: event.target.value }) },
  });
  const compare = button({
    icon: "compare",
    label: "Mattes side by side",
    key: "V",
    class: "cu-view",
    action: () => editor.compare(!editor.comparing),
  });
  const pair = button({
    icon: "pair",
    label: "Two mattes with a split between them",
    key: "Shift X",
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

/** Who draws: a name that every revision carries. @param {string} account */
function authorChip(account) {
  const text = el("span", {}, author() || account);
  const chip = el(
    "button",
    {
      type: "button",
      class: "cu-button cu-author",
      title: "Your name goes with every change you make. Click to change it.",
      "aria-label": "Your name",
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
            if (event.key === "Enter" || event.key === "Escape") done(event.key === "Enter");
          });
          field.addEventListener("blur", () => done(true));
          chip.replaceWith(field);
          field.select();
        },
      },
    },
    icon("person"),
    text,
  );
  return chip;
}
