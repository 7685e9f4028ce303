/** Keys of comparing two mattes, for the table in ../keys.js. */

import * as actions from "../actions.js";

/** @type {[string, import("../keys.js").Shortcut[]]} */
export const COMPARING = [
  "Compare two mattes",
  [
    { id: "pair.beside", keys: "Shift V", what: "Two side by side", action: (e) => e.pair.toggle("beside") },
    { id: "pair.split", keys: "Shift X", what: "Split with a line to drag", action: (e) => e.pair.toggle("split") },
    { id: "pair.difference", keys: "Shift D", what: "What they differ by", action: (e) => e.pair.toggle("difference") },
    { id: "pair.blink", keys: "Shift Y", what: "One in place of the other", action: (e) => e.pair.toggle("blink") },
    { id: "blink", keys: "Y", what: "Blink: the second matte", hold: (e, on) => e.pair.blink(on) },
    { id: "pair.first", keys: "Shift A", what: "Another first matte", action: (e) => actions.nextOfPair(e, "first") },
    { id: "pair.second", keys: "Shift B", what: "Another second matte", action: (e) => actions.nextOfPair(e, "second") },
    { id: "pair.swap", keys: "Shift Q", what: "Swap them", action: (e) => e.pair.way && e.pair.swap() },
    { id: "pair.scale", keys: "Shift Z", what: "Scale of the difference", action: actions.nextScale },
  ],
];
