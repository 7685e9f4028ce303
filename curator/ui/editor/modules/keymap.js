/**
 * Which key does what: the table in ./keys.js, and what somebody changed of it, kept in the browser.
 *
 * Changes are kept under the actions' names, so that they outlive versions: an action that is gone
 * waits, a new one gets its key unless somebody uses that already. Says `keys` when a key has changed.
 *
 * @typedef {import("./keys.js").Shortcut} Shortcut
 */

import { ariaChord, chordsOf } from "./chords.js";
import { Emitter } from "./emitter.js";

const KEPT = "curator.keys";

/** What the browser keeps for itself, or what moves the focus. */
const RESERVED = [
  "Tab", "Shift Tab", "F5", "F11", "F12", "Ctrl F5",
  ...["W", "T", "N", "Q", "R", "L"].flatMap((letter) => [`Ctrl ${letter}`, `Ctrl Shift ${letter}`]),
];

/** What is no key of an action, and is used while something is drawn. */
const USED = ["Space", "Shift Space", "Left", "Right", "Up", "Down"];

export class Keymap extends Emitter {
  constructor() {
    super();
    /** @type {[string, Shortcut[]][]} */
    this.groups = [];
    /** @type {Map<string, Shortcut>} */
    this.shortcuts = new Map();
    /** @type {Record<string, string>} what was changed, by the action's name; empty for no key */
    this.changes = {};
    this.load();
    window.addEventListener("storage", (event) => event.key === KEPT && this.load());
  }

  /** @param {[string, Shortcut[]][]} groups the table */
  use(groups) {
    this.groups = groups;
    const all = groups.flatMap(([, group]) => group).filter((each) => each.id);
    this.shortcuts = new Map(all.map((each) => [each.id, each]));
    this.settle();
  }

  /** Take what is kept. */
  load() {
    try {
      const kept = Object.entries(JSON.parse(localStorage.getItem(KEPT) ?? "{}") ?? {});
      this.changes = Object.fromEntries(kept.filter(([, chord]) => typeof chord === "string"));
    } catch {
      this.changes = {};
    }
    this.settle();
  }

  keep() {
    try {
      if (Object.keys(this.changes).length) localStorage.setItem(KEPT, JSON.stringify(this.changes));
      else localStorage.removeItem(KEPT);
    } catch {
      // A browser that keeps nothing forgets the keys with the page.
    }
    this.settle();
  }

  /** Give each action its key: fixed ones, then what somebody chose, then the table's. */
  settle() {
    /** @type {Map<string, Shortcut>} */
    this.used = new Map();
    /** @type {Map<string, string>} */
    this.keys = new Map();
    const claim = (shortcut, chord) => {
      const free = chord && !this.used.has(chord);
      if (free) this.used.set(chord, shortcut);
      this.keys.set(shortcut.id, free ? chord : "");
    };
    const all = [...this.shortcuts.values()];
    const chosen = (each) => !each.fixed && each.id in this.changes;
    for (const each of all) if (each.fixed) claim(each, each.keys);
    for (const each of all) if (chosen(each)) claim(each, this.changes[each.id]);
    for (const each of all) if (!each.fixed && !chosen(each)) claim(each, each.keys);
    this.also = new Map(all.filter((each) => each.also && !this.used.has(each.also)).map((each) => [each.also, each]));
    this.emit("keys");
  }

  /** The key of an action; empty when it has none. @param {string} id */
  of(id) {
    return this.keys.get(id) ?? "";
  }

  /**
   * Words with the key of what they are about behind them.
   * @param {string} words @param {string} ids of an action, or of several with spaces between them
   */
  label(words, ids) {
    const chords = ids.split(" ").map((id) => this.of(id)).filter(Boolean);
    return chords.length ? `${words} (${chords.join(" and ")})` : words;
  }

  /** The keys of actions for `aria-keyshortcuts`; null for none. @param {string} ids */
  aria(ids) {
    const chords = ids.split(" ").map((id) => this.of(id)).filter(Boolean);
    return chords.map(ariaChord).join(" ") || null;
  }

  /** What an event's key does. @param {KeyboardEvent} event @returns {Shortcut | undefined} */
  find(event) {
    for (const chord of chordsOf(event)) {
      const found = this.used.get(chord) ?? this.also.get(chord);
      if (found) return found;
    }
    return undefined;
  }

  /** Whether an action has another key than the table says. @param {string} id */
  changed(id) {
    return this.of(id) !== this.shortcuts.get(id)?.keys;
  }

  /** Whether anything was changed. */
  get touched() {
    return [...this.shortcuts.keys()].some((id) => this.changed(id));
  }

  /** Why no action can have a key; empty when one can. @param {string} chord @returns {string} */
  refusal(chord) {
    if (RESERVED.includes(chord)) return `${chord} belongs to the browser. Press another key.`;
    const fixed = this.used.get(chord)?.fixed || USED.some((each) => chord === each || chord.endsWith(` ${each}`));
    return fixed ? `${chord} is used while drawing and cannot be given away. Press another key.` : "";
  }

  /** Which other action has a key. @param {string} chord @param {string} id @returns {Shortcut | null} */
  rival(chord, id) {
    const holder = this.used.get(chord);
    return holder && holder.id !== id ? holder : null;
  }

  /** Give an action a key that no other has. @param {string} id @param {string} chord */
  change(id, chord) {
    this.put(id, chord);
    this.keep();
  }

  /** Give an action another's key, and that one its own. @param {string} id @param {string} chord */
  swap(id, chord) {
    const rival = this.rival(chord, id);
    const mine = this.of(id);
    if (rival) this.put(rival.id, mine);
    this.put(id, chord);
    this.keep();
  }

  /** @param {string} id @param {string} chord */
  put(id, chord) {
    if (this.shortcuts.get(id).keys === chord) delete this.changes[id];
    else this.changes[id] = chord;
  }

  /** All keys as the table says. */
  reset() {
    this.changes = {};
    this.keep();
  }
}

/** The keys of this page. */
export const keymap = new Keymap();
