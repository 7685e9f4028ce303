/**
 * The keys of the tools beside the brushes.
 *
 * @type {[string, import("../keys.js").Shortcut[]]}
 */
export const CORRECTING = [
  "Correct",
  [
    { keys: "S", what: "Lasso: fill what you drag around", code: "s", action: (e) => e.choose("lasso") },
    { keys: "Shift S", what: "Polygon: fill between corners", code: "s", shift: true, action: (e) => e.choose("polygon") },
    { keys: "Shift F", what: "Fill by colour in the band", code: "f", shift: true, action: (e) => e.choose("flood") },
    { keys: "F B U", what: "With a fill: the label it gives" },
    { keys: "Enter", what: "Close the polygon" },
    { keys: "Backspace", what: "Take the last corner back", code: "backspace", action: (e) => e.tools.back() },
    { keys: "E", what: "Widen the band under the brush", code: "e", action: (e) => e.choose("widen") },
    { keys: "Shift E", what: "Narrow it under the brush", code: "e", shift: true, action: (e) => e.choose("narrow") },
    { keys: "}", what: "Widen the band everywhere", code: "}", action: (e) => e.tools.changeBand("widen") },
    { keys: "{", what: "Narrow the band everywhere", code: "{", action: (e) => e.tools.changeBand("narrow") },
    { keys: "I", what: "Alpha brush: paint the matte itself", code: "i", action: (e) => e.choose("alpha") },
    { keys: ",", what: "Alpha brush: less", code: ",", repeat: true, action: (e) => e.tools.changeValue(-0.05) },
    { keys: ".", what: "Alpha brush: more", code: ".", repeat: true, action: (e) => e.tools.changeValue(0.05) },
    { keys: "Alt click", what: "Alpha brush: take the value from there" },
    { keys: "Shift M", what: "Method brush: take another method's matte", code: "m", shift: true, action: (e) => e.choose("region") },
  ],
];
