/** Making elements, without ever parsing text from outside as HTML. */

import { icon } from "./icons.js";
import { keymap } from "./keymap.js";

/**
 * @param {string} tag
 * @param {Record<string, any>} [attributes] `class`, `on` (listeners), `dataset`, properties that are
 *   booleans, and plain attributes
 * @param {...(Node | string | null)} children
 * @returns {any} the element
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (name === "dataset") Object.assign(node.dataset, value);
    else if (name === "style") Object.assign(node.style, value);
    else if (typeof value === "boolean") node.toggleAttribute(name, value);
    else node.setAttribute(name, String(value));
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

/**
 * A button with an icon; its label is read aloud, and its title names the key.
 * @param {{icon?: string, label: string, text?: string, does?: string, class?: string,
 *   action: (event: MouseEvent) => void}} options `does` names the actions of its keys
 * @returns {HTMLButtonElement}
 */
export function button(options) {
  const node = el(
    "button",
    { type: "button", class: `cu-button ${options.class ?? ""}`, on: { click: options.action } },
    options.icon ? icon(options.icon) : null,
    options.text ? el("span", {}, options.text) : null,
  );
  describe(node, options.label, options.does ?? "");
  return node;
}

/**
 * Name a control, with the keys of what it does, which follow when they are changed.
 * @param {HTMLElement} node @param {string} words @param {string} does ids of actions
 */
export function describe(node, words, does) {
  const title = keymap.label(words, does);
  node.dataset.words = words;
  node.dataset.does = does;
  node.title = title;
  if (node instanceof HTMLButtonElement) node.setAttribute("aria-label", title);
  const keys = keymap.aria(does);
  if (keys) node.setAttribute("aria-keyshortcuts", keys);
  else node.removeAttribute("aria-keyshortcuts");
}

keymap.on("keys", () => {
  for (const node of document.querySelectorAll(".curator-editor [data-does]")) {
    const named = /** @type {HTMLElement} */ (node);
    describe(named, named.dataset.words, named.dataset.does);
  }
});

/**
 * Set an attribute-like state on a button: pressed, disabled, hidden.
 * @param {HTMLElement} node @param {{pressed?: boolean, disabled?: boolean, hidden?: boolean}} state
 */
export function mark(node, state) {
  if (state.pressed !== undefined) node.setAttribute("aria-pressed", String(state.pressed));
  if (state.disabled !== undefined) node.toggleAttribute("disabled", state.disabled);
  if (state.hidden !== undefined) node.toggleAttribute("hidden", state.hidden);
}

/**
 * Replace what an element holds, only where it differs: a live region speaks when it changes.
 * @param {HTMLElement} node @param {string} text
 */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
