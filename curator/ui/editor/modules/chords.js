/**
 * Keys by name: "F", "Shift S", "Ctrl Shift Z", "[", "Page Up".
 *
 * Shift belongs to the name of letters and of keys with a name; a sign that needs it is named by itself.
 */

/** Keys whose event calls them otherwise. */
const NAMES = {
  " ": "Space",
  Escape: "Esc",
  PageUp: "Page Up",
  PageDown: "Page Down",
  ArrowLeft: "Left",
  ArrowRight: "Right",
  ArrowUp: "Up",
  ArrowDown: "Down",
};

/** Signs by their place on the keyboard, without and with Shift, for layouts that have others there. */
const PLACES = {
  BracketLeft: "[{",
  BracketRight: "]}",
  Semicolon: ";:",
  Quote: "'\"",
  Comma: ",<",
  Period: ".>",
  Slash: "/?",
  Backslash: "\\|",
  Minus: "-_",
  Equal: "=+",
  Backquote: "`~",
};

const ALONE = ["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "Unidentified", "Process", "Fn"];

/**
 * The names of what is pressed, the best one first: what the layout types there, then, for a letter
 * or sign that is not of the Latin keyboard, what the place is called on that.
 * @param {KeyboardEvent} event @returns {string[]} empty for a modifier alone, and with Alt
 */
export function chordsOf(event) {
  const { key, code } = event;
  // With AltGr a layout types its signs; Windows says Ctrl and Alt then.
  const third = event.getModifierState("AltGraph");
  if (ALONE.includes(key) || (event.altKey && !third)) return [];
  const control = (event.ctrlKey || event.metaKey) && !third;
  const chords = [];
  const add = (name, shift) => chords.push([control ? "Ctrl" : "", shift ? "Shift" : "", name].filter(Boolean).join(" "));
  if (key.length > 1 && key !== "Dead") {
    const name = NAMES[key] ?? key;
    add(name, event.shiftKey);
    if (event.shiftKey) add(name, false);
    return chords;
  }
  if (key !== "Dead") {
    const letter = key.toUpperCase() !== key.toLowerCase();
    add(NAMES[key] ?? key.toUpperCase(), event.shiftKey && (letter || key === " "));
  }
  if (key !== "Dead" && key >= " " && key <= "~") return chords;
  const letter = /^Key([A-Z])$/.exec(code);
  const digit = /^Digit([0-9])$/.exec(code);
  if (letter) add(letter[1], event.shiftKey);
  else if (digit && !event.shiftKey) add(digit[1], false);
  else if (PLACES[code]) add(PLACES[code][event.shiftKey ? 1 : 0], false);
  return chords;
}

/**
 * The name to keep for what is pressed: of a letter of another script the Latin one in its place, so
 * that it works whichever layout is on.
 * @param {KeyboardEvent} event @returns {string} empty for a modifier alone, and with Alt
 */
export function chordToKeep(event) {
  const chords = chordsOf(event);
  const foreign = event.key.length === 1 && event.key > "~" && /^Key[A-Z]$/.test(event.code);
  return (foreign ? chords[1] : chords[0]) ?? "";
}

/** A name as `aria-keyshortcuts` wants it. @param {string} chord @returns {string} */
export function ariaChord(chord) {
  const told = { Ctrl: "Control", Esc: "Escape", Left: "ArrowLeft", Right: "ArrowRight", Up: "ArrowUp", Down: "ArrowDown", "+": "Plus" };
  const parts = chord.replace("Page ", "Page").split(" ");
  return parts.map((part) => told[part] ?? part).join("+");
}
