/** The keys of the tools beside the brushes, for the table in ../keys.js. */

import * as actions from "../actions.js";

/** @type {[string, import("../keys.js").Shortcut[]]} */
export const CORRECTING = [
  "Correct",
  [
    { id: "tool.lasso", keys: "S", what: "Lasso fill", action: (e) => e.choose("lasso") },
    { id: "tool.polygon", keys: "Shift S", what: "Polygon fill", action: (e) => e.choose("polygon") },
    { id: "tool.flood", keys: "Shift F", what: "Fill by colour", action: (e) => e.choose("flood") },
    { id: "back", keys: "Backspace", what: "Take the last corner back", action: (e) => e.tools.back() },
    { id: "tool.widen", keys: "E", what: "Widen the band by brush", action: (e) => e.choose("widen") },
    { id: "tool.narrow", keys: "Shift E", what: "Narrow it by brush", action: (e) => e.choose("narrow") },
    { id: "band.widen", keys: "}", what: "Widen it everywhere", action: (e) => e.tools.changeBand("widen") },
    { id: "band.narrow", keys: "{", what: "Narrow it everywhere", action: (e) => e.tools.changeBand("narrow") },
    { id: "tool.alpha", keys: "I", what: "Alpha brush", action: (e) => e.choose("alpha") },
    { id: "tool.region", keys: "Shift M", what: "Method brush", action: (e) => e.choose("region") },
    { id: "region.method", keys: "'", what: "Its next method", action: actions.nextRegion },
    { id: "value.less", keys: ",", what: "Less alpha, tolerance, band", repeat: true, action: (e) => actions.stepTool(e, -1) },
    { id: "value.more", keys: ".", what: "More of it", repeat: true, action: (e) => actions.stepTool(e, 1) },
    { id: "hardness.less", keys: "<", what: "Softer alpha brush", repeat: true, action: (e) => actions.stepHardness(e, -1) },
    { id: "hardness.more", keys: ">", what: "Harder", repeat: true, action: (e) => actions.stepHardness(e, 1) },
    { id: "alpha.pick", keys: "Shift K", what: "Take alpha at the pointer", action: (e, page) => actions.pickAlpha(e, page) },
    { keys: "Alt click", what: "The same by pointer" },
  ],
];
