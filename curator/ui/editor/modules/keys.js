/**
 * Every key of the editor, as it is until somebody changes it: it drives the keyboard and the help.
 *
 * @typedef {object} Shortcut
 * @property {string} keys the key, as ./chords.js names it; without an action, what the help shows
 * @property {string} what
 * @property {string} [id] names the action for good: changed keys are kept under it
 * @property {string} [also] another key for it, unless somebody uses that for something else
 * @property {boolean} [fixed] its key cannot be changed
 * @property {boolean} [repeat] whether holding it down repeats it
 * @property {(editor: import("../editor.js").Editor, page: Page) => void} [action]
 * @property {(editor: import("../editor.js").Editor, on: boolean) => void} [hold] on while it is held
 *
 * @typedef {object} Page what the keys reach beyond the editor
 * @property {import("./gestures.js").Gestures} gestures
 * @property {import("./tools/keyboard.js").KeyboardPen} pen
 * @property {() => void} help
 * @property {(step: number) => void} go to the previous or next photo
 * @property {(way: "propose" | "rectangle" | "blank") => void} begin an annotation
 */

import * as actions from "./actions.js";
import { CORRECTING } from "./tools/keys.js";
import { PEOPLE } from "./people/keys.js";
import { COMPARING } from "./views/keys.js";

/** @type {[string, Shortcut[]][]} */
export const SHORTCUTS = [
  [
    "Draw",
    [
      { id: "tool.foreground", keys: "F", what: "Foreground", action: (e) => e.tools.pick("foreground") },
      { id: "tool.background", keys: "B", what: "Background", action: (e) => e.tools.pick("background") },
      { id: "tool.unknown", keys: "U", what: "Unknown", action: (e) => e.tools.pick("unknown") },
      { id: "brush.smaller", keys: "[", what: "Smaller brush", repeat: true, action: (e) => e.resizeBrush(-1) },
      { id: "brush.larger", keys: "]", what: "Larger brush", repeat: true, action: (e) => e.resizeBrush(1) },
      { id: "brush.pressure", keys: "Shift H", what: "Pen pressure on, off", action: actions.togglePressure },
      { keys: "Shift click", what: "Line from the last stroke" },
      { id: "tool.rectangle", keys: "R", what: "Rectangle around the person", action: (e, page) => actions.rectangle(e, page) },
      { id: "begin.blank", keys: "Shift R", what: "Start blank", action: (e, page) => actions.begin(e, page, "blank") },
      { id: "confirm", keys: "Enter", fixed: true, what: "Use, close, propose", action: actions.confirm },
      { id: "escape", keys: "Esc", fixed: true, what: "Drop, leave", action: actions.escape },
      { id: "undo", keys: "Ctrl Z", what: "Undo", repeat: true, action: (e) => e.saving.undo() },
      { id: "redo", keys: "Ctrl Shift Z", also: "Ctrl Y", what: "Redo", repeat: true, action: (e) => e.saving.redo() },
    ],
  ],
  [
    "Draw without a pointer",
    [
      { id: "keyboard", keys: "Q", what: "Cursor on, off", action: (e, page) => page.pen.toggle() },
      { keys: "Arrows", what: "Move; Shift: a pixel, Ctrl: far" },
      { keys: "Space", what: "Pen down, up; Shift: a line" },
    ],
  ],
  PEOPLE,
  CORRECTING,
  [
    "Move",
    [
      { keys: "Wheel", what: "Zoom; two fingers do too" },
      { keys: "Space drag", what: "Pan; right button too" },
      { keys: "Arrows", what: "Pan" },
      { keys: "Alt wheel", what: "Brush size" },
      { id: "tool.pan", keys: "H", what: "Hand: pan by dragging", action: (e) => e.choose("pan") },
      { id: "zoom.in", keys: "=", also: "+", what: "Zoom in", repeat: true, action: (e) => actions.zoom(e, 1.25) },
      { id: "zoom.out", keys: "-", what: "Zoom out", repeat: true, action: (e) => actions.zoom(e, 0.8) },
      { id: "zoom.fit", keys: "0", what: "Whole photo", action: (e) => e.viewport.fit() },
      { id: "zoom.actual", keys: "1", what: "100 %", action: (e) => e.viewport.actual() },
      { id: "photo.previous", keys: "Page Up", what: "Previous photo", action: (e, page) => page.go(-1) },
      { id: "photo.next", keys: "Page Down", what: "Next photo", action: (e, page) => page.go(1) },
      { id: "filmstrip", keys: "Shift L", what: "Filmstrip", action: (e) => e.set({ filmstrip: !e.settings.filmstrip }) },
    ],
  ],
  [
    "Look",
    [
      { id: "view.overlay", keys: "O", what: "Trimap over the photo", action: (e) => e.look("overlay") },
      { id: "view.photo", keys: "P", what: "Photo", action: (e) => e.look("photo") },
      { id: "view.trimap", keys: "T", what: "Trimap", action: (e) => e.look("trimap") },
      { id: "view.alpha", keys: "A", what: "Alpha", action: (e) => e.look("alpha") },
      { id: "view.checker", keys: "C", what: "On a checkerboard", action: (e) => e.look("checker") },
      { id: "view.black", keys: "K", what: "On black", action: (e) => e.look("black") },
      { id: "view.white", keys: "W", what: "On white", action: (e) => e.look("white") },
      { id: "view.colour", keys: "G", what: "On a colour", action: (e) => e.look("colour") },
      { id: "colour", keys: "Shift C", what: "Which colour", action: (e) => e.emit("ask", "colour") },
      { id: "view.portrait", keys: "Shift P", what: "Background out of focus", action: (e) => e.look("portrait") },
      { id: "blur.less", keys: "6", what: "Less blur", repeat: true, action: (e) => actions.stepBlur(e, -1) },
      { id: "blur.more", keys: "7", what: "More blur", repeat: true, action: (e) => actions.stepBlur(e, 1) },
      { id: "view.own", keys: "Shift G", what: "On a photo of your own", action: (e) => e.look("own") },
      { id: "own.choose", keys: "Shift O", what: "Which photo", action: (e) => e.grounds.own.choose() },
      { id: "view.worst", keys: "Shift W", what: "Where it looks worst", action: (e) => e.look("worst") },
      { id: "fly", keys: "Shift T", what: "Fly to the worst place", action: actions.fly },
      { id: "overlay.less", keys: "8", what: "Overlay fainter", repeat: true, action: (e) => actions.stepOverlay(e, -1) },
      { id: "overlay.more", keys: "9", what: "Overlay stronger", repeat: true, action: (e) => actions.stepOverlay(e, 1) },
      { id: "peek", keys: "X", what: "Hide the trimap", hold: actions.peek },
      { id: "loupe", keys: "Z", what: "Magnifier at the pointer", hold: (e, on) => e.loupe.hold(on) },
    ],
  ],
  [
    "History and page",
    [
      { id: "history", keys: "J", what: "History", action: (e) => e.timeline.toggle() },
      { id: "film", keys: "Shift J", what: "Play, pause the strokes", action: (e) => e.timeline.play() },
      { id: "film.speed", keys: "/", what: "How fast they play", action: actions.nextSpeed },
      { id: "save", keys: "Ctrl S", what: "Try to save now", action: actions.save },
      { id: "name", keys: "Shift U", what: "Your name", action: (e) => e.emit("ask", "name") },
      { id: "help", keys: "?", what: "This help", action: (e, page) => page.help() },
    ],
  ],
  [
    "Matte",
    [
      { id: "follow", keys: "L", what: "Matte follows strokes", action: (e) => e.live.toggle() },
      { id: "follow.method", keys: ";", what: "Its next method", action: actions.nextMethod },
      { id: "parameters", keys: ":", what: "Its parameters", action: actions.unfoldParameters },
      { id: "parameters.reset", keys: '"', what: "Their defaults again", action: (e) => e.live.parameters.reset(e.live.method) },
      { id: "run", keys: "M", what: "Run the matting methods", action: (e) => e.matting.run() },
      { id: "stop", keys: "Shift I", what: "Stop what runs", action: (e) => e.matting.cancel() },
      { id: "refine", keys: "*", what: "Refine by the FCN", action: (e) => e.matting.refining.run() },
      { id: "choose.1", keys: "2", what: "Choose the first matte", action: (e) => actions.chooseMatte(e, 0) },
      { id: "choose.2", keys: "3", what: "Choose the second", action: (e) => actions.chooseMatte(e, 1) },
      { id: "choose.3", keys: "4", what: "Choose the third", action: (e) => actions.chooseMatte(e, 2) },
      { id: "choose.4", keys: "5", what: "Choose the fourth", action: (e) => actions.chooseMatte(e, 3) },
      { id: "choose.5", keys: "%", what: "Choose the fifth", action: (e) => actions.chooseMatte(e, 4) },
      { id: "compare", keys: "V", what: "Mattes side by side", action: (e) => e.compare(!e.comparing) },
      { id: "heat", keys: "D", what: "Disagreement", action: actions.toggleHeat },
      { id: "hotspot.next", keys: "N", what: "Next hotspot", action: (e) => e.matting.visit() },
      { id: "hotspot.previous", keys: "Shift N", what: "The hotspot before", action: (e) => e.matting.visit(undefined, -1) },
      { id: "submit", keys: "Ctrl Enter", what: "Submit for review", action: (e) => e.submit() },
    ],
  ],
  COMPARING,
];
