/** The help over the page: every key, and, where it can be changed, the change. */

import { chordToKeep } from "./chords.js";
import { button, el, mark, say } from "./dom.js";
import { keymap } from "./keymap.js";

/** @typedef {import("./keys.js").Shortcut} Shortcut */

const HOW = "Choose an action, then press its new key. Changed keys are kept in this browser.";

class KeysDialog {
  constructor() {
    this.changing = false;
    /** @type {Shortcut | null} whose new key is waited for */
    this.waiting = null;
    this.change = button({ text: "Change keys", label: "Change keys", class: "cu-key-mode", action: () => this.setChanging(!this.changing) });
    this.all = button({ text: "Reset all", label: "Reset all keys", action: () => this.resetAll() });
    this.words = el("span");
    this.choices = el("span", { class: "cu-key-choices" });
    this.note = el("p", { class: "cu-key-note", role: "status", hidden: true }, this.words, this.choices);
    this.columns = el("div", { class: "cu-columns" });
    const close = button({ icon: "close", label: "Close", does: "escape", action: () => this.node.close() });
    const title = el("h2", { id: "cu-keys-title" }, "Keys");
    this.node = el(
      "dialog",
      { class: "cu-help", "aria-labelledby": "cu-keys-title" },
      el("header", {}, title, this.change, this.all, el("span", { class: "cu-spring" }), close, this.note),
      this.columns,
    );
    this.node.addEventListener("click", (event) => event.target === this.node && this.node.close());
    this.node.addEventListener("keydown", (event) => this.press(event), true);
    this.node.addEventListener("cancel", (event) => this.waiting && event.preventDefault());
    this.node.addEventListener("close", () => this.setChanging(false));
    keymap.on("keys", () => this.draw());
    this.draw();
  }

  toggle() {
    if (this.node.open) this.node.close();
    else this.node.showModal();
  }

  /** @param {boolean} on */
  setChanging(on) {
    this.changing = on;
    this.waiting = null;
    this.tell(HOW);
    this.draw();
  }

  /** Say something above the keys, with what can be done about it. @param {string} text @param {...HTMLElement} choices */
  tell(text, ...choices) {
    say(this.words, text);
    this.choices.replaceChildren(...choices);
  }

  /** @param {Shortcut} shortcut */
  wait(shortcut) {
    this.waiting = shortcut;
    this.tell(`${shortcut.what}: press the new key, or Esc to leave it as it is.`);
    this.draw();
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const { waiting } = this;
    if (!waiting) {
      if (keymap.find(event)?.id === "help" && !this.changing) this.node.close();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") return this.end(HOW);
    const chord = chordToKeep(event);
    if (event.altKey && !chord) return this.tell("Alt belongs to the browser and the system. Press another key.");
    if (chord && !event.repeat) this.propose(waiting, chord);
  }

  /** Take a key, unless it cannot be, or another action has it. @param {Shortcut} shortcut @param {string} chord */
  propose(shortcut, chord) {
    const refusal = keymap.refusal(chord);
    if (refusal) return this.tell(refusal);
    const rival = keymap.rival(chord, shortcut.id);
    if (rival) return this.ask(shortcut, chord, rival);
    keymap.change(shortcut.id, chord);
    return this.end(`${shortcut.what}: ${chord}.`);
  }

  /** Another action has the key. @param {Shortcut} shortcut @param {string} chord @param {Shortcut} rival */
  ask(shortcut, chord, rival) {
    this.waiting = null;
    const mine = keymap.of(shortcut.id);
    const given = mine ? `gets ${mine}` : "has no key then";
    const swap = button({
      text: "Swap",
      label: "Swap the two keys",
      class: "cu-primary",
      action: () => {
        keymap.swap(shortcut.id, chord);
        this.end(`${shortcut.what}: ${chord}. ${rival.what}: ${mine || "no key"}.`);
      },
    });
    const leave = button({ text: "Leave both", label: "Leave both keys as they are", action: () => this.end(HOW) });
    this.asked = shortcut;
    this.draw();
    this.tell(`${chord} is “${rival.what}”, which ${given} if they are swapped.`, swap, leave);
    swap.focus();
  }

  /** Nothing is waited for any more. @param {string} text */
  end(text) {
    const shortcut = this.waiting ?? this.asked;
    this.waiting = null;
    this.asked = null;
    this.draw();
    this.tell(text);
    this.columns.querySelector(`[data-id="${shortcut?.id}"]`)?.focus();
  }

  /** @param {Shortcut} shortcut */
  reset(shortcut) {
    this.asked = shortcut;
    this.propose(shortcut, shortcut.keys);
    this.waiting = null;
  }

  resetAll() {
    keymap.reset();
    this.tell("Every action has its first key again.");
    this.change.focus();
  }

  draw() {
    const focused = /** @type {HTMLElement} */ (document.activeElement)?.dataset?.id;
    mark(this.change, { pressed: this.changing });
    mark(this.all, { hidden: !this.changing, disabled: !keymap.touched });
    mark(this.note, { hidden: !this.changing });
    this.node.classList.toggle("cu-changing", this.changing);
    this.columns.replaceChildren(...keymap.groups.map(([title, shortcuts]) => this.group(title, shortcuts)));
    if (focused) this.columns.querySelector(`[data-id="${focused}"]`)?.focus();
  }

  /** @param {string} title @param {Shortcut[]} shortcuts */
  group(title, shortcuts) {
    const rows = shortcuts.flatMap((each) => {
      const changeable = this.changing && each.id && !each.fixed;
      const reset = changeable && keymap.changed(each.id) ? this.resetButton(each) : null;
      return [el("dt", {}, changeable ? this.keyButton(each) : el("span", {}, ...capsOf(each))), el("dd", {}, each.what, reset)];
    });
    return el("section", {}, el("h3", {}, title), el("dl", {}, ...rows));
  }

  /** @param {Shortcut} shortcut */
  keyButton(shortcut) {
    const waiting = this.waiting === shortcut;
    return el(
      "button",
      {
        type: "button",
        class: waiting ? "cu-key cu-waiting" : "cu-key",
        "aria-label": `${shortcut.what}: ${keymap.of(shortcut.id) || "no key"}. Change`,
        dataset: { id: shortcut.id },
        on: { click: () => this.wait(shortcut), blur: () => this.waiting === shortcut && this.node.open && this.left(shortcut) },
      },
      ...(waiting ? ["Press a key"] : capsOf(shortcut)),
    );
  }

  /** The focus went elsewhere while a key was waited for. @param {Shortcut} shortcut */
  left(shortcut) {
    window.setTimeout(() => {
      const { activeElement } = document;
      if (this.waiting !== shortcut || (activeElement instanceof HTMLElement && activeElement.dataset.id === shortcut.id)) return;
      this.waiting = null;
      this.draw();
      this.tell(HOW);
    });
  }

  /** @param {Shortcut} shortcut */
  resetButton(shortcut) {
    const label = `Reset “${shortcut.what}” to ${shortcut.keys}`;
    return button({ icon: "undo", label, class: "cu-small cu-key-reset", action: () => this.reset(shortcut) });
  }
}

/** The key of a line of the help, as caps. @param {Shortcut} shortcut @returns {HTMLElement[]} */
function capsOf(shortcut) {
  const chord = shortcut.id ? keymap.of(shortcut.id) : shortcut.keys;
  if (!chord) return [el("span", { class: "cu-keyless" }, "no key")];
  const caps = chord.replace("Page ", "Page\u00a0").split(" ").map((key) => el("kbd", {}, key));
  return shortcut.hold ? [...caps, el("span", { class: "cu-held" }, "held")] : caps;
}

/** @returns {{node: HTMLDialogElement, toggle: () => void}} */
export function help() {
  const dialog = new KeysDialog();
  return { node: dialog.node, toggle: () => dialog.toggle() };
}
