/** Making elements, without ever parsing text from outside as HTML. */

import { icon } from "./icons.js";

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
 * @param {{icon?: string, label: string, text?: string, key?: string, class?: string,
 *   action: (event: MouseEvent) => void}} options
 * @returns {HTMLButtonElement}
 */
export function button(options) {
  const title = options.key ? `${options.label} (${options.key})` : options.label;
  return el(
    "button",
    {
      type: "button",
      class: `cu-button ${options.class ?? ""}`,
      title,
      "aria-label": title,
      "aria-keyshortcuts": ariaKeys(options.key),
      on: { click: options.action },
    },
    options.icon ? icon(options.icon) : null,
    options.text ? el("span", {}, options.text) : null,
  );
}

/** @param {string | undefined} key @returns {string | null} */
function ariaKeys(key) {
  return key ? key.replace("Ctrl", "Control").replaceAll(" ", "") : null;
}

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
