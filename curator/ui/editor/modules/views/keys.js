/** Keys of comparing two mattes, for the table in ../keys.js. */

/** @type {[string, import("../keys.js").Shortcut[]]} */
export const COMPARING = [
  "Compare two mattes",
  [
    { keys: "Shift V", what: "Two side by side", code: "v", shift: true, action: (e) => e.pair.toggle("beside") },
    { keys: "Shift X", what: "Split with a line to drag", code: "x", shift: true, action: (e) => e.pair.toggle("split") },
    { keys: "Shift D", what: "What they differ by", code: "d", shift: true, action: (e) => e.pair.toggle("difference") },
    { keys: "Shift Y", what: "One in place of the other", code: "y", shift: true, action: (e) => e.pair.toggle("blink") },
    { keys: "Y held", what: "Blink: the second matte", code: "y", hold: (e, on) => e.pair.blink(on) },
  ],
];
