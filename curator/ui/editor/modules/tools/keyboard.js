/**
 * A cursor on the photo that the arrow keys move: the chosen tool works there, without a pointer.
 *
 * It does to the canvas's gestures what a pointer would do: comes down, moves, is lifted.
 */

import { el, mark, say } from "../dom.js";
import { keymap } from "../keymap.js";

/** How far an arrow key goes, in CSS pixels: alone, and with Ctrl. */
const STEP = 8;
const FAR = 64;

/** CSS pixels around the cursor that are kept in view. */
const ROOM = 24;

/** Which pointer it is. */
const ID = -2;

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const LABELS = { 0: "background", 128: "unknown", 255: "foreground" };
const CONTROLS = "button, a, summary, input, select, textarea, [role=slider]";

export class KeyboardPen {
  /** @param {import("../../editor.js").Editor} editor @param {import("../gestures.js").Gestures} gestures */
  constructor(editor, gestures) {
    this.editor = editor;
    this.gestures = gestures;
    this.on = false;
    /** Where it is, in photo pixels. */
    this.at = { x: 0, y: 0 };
    this.cross = el("div", { class: "cu-cross", hidden: true });
    this.hint = el("p", { class: "cu-bykeys", hidden: true });
    this.spoken = el("p", { class: "cu-unseen", role: "status" });
    gestures.canvas.after(this.cross, this.hint, this.spoken);
    gestures.canvas.addEventListener("pointermove", (event) => this.follow(event));
    editor.on("open", () => this.start());
    for (const name of ["frame", "tool"]) editor.on(name, () => this.on && this.place());
  }

  /** Whether it draws now. */
  get down() {
    return this.gestures.pointer === ID;
  }

  /** Whether the chosen tool could draw. */
  get ready() {
    const { editor } = this;
    return editor.drawable || editor.tools.ready || (editor.tool === "rectangle" && editor.editable && !editor.apart);
  }

  toggle() {
    if (this.on) this.leave();
    else this.enter();
  }

  enter() {
    const { editor, gestures } = this;
    if (!editor.photo) return;
    this.on = true;
    gestures.canvas.focus({ preventScroll: true });
    if (!this.inView()) this.start();
    this.place();
    this.speak();
  }

  leave() {
    const { gestures } = this;
    if (this.down) gestures.cancel();
    this.on = false;
    gestures.inside = false;
    gestures.showRing();
    this.place();
    say(this.spoken, "The cursor is gone.");
  }

  /** Go to the middle of what is seen. */
  start() {
    const { viewport } = this.editor;
    this.put(viewport.toPhoto(viewport.width / 2, viewport.height / 2));
    this.place();
  }

  /** What moves the cursor also moves it off a pixel's edge. @param {{x: number, y: number}} point */
  put({ x, y }) {
    const { photo } = this.editor;
    if (!photo) return;
    const centre = (value, side) => Math.min(side - 1, Math.max(0, Math.floor(value))) + 0.5;
    this.at = { x: centre(x, photo.width), y: centre(y, photo.height) };
  }

  /** @param {PointerEvent} event of a real pointer: the cursor is where that is */
  follow(event) {
    if (!this.on || this.down) return;
    this.put(this.gestures.photoPoint(event));
    this.place();
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the key was for the cursor
   */
  takes(event) {
    const { target } = event;
    const control = target instanceof HTMLElement && target.closest(CONTROLS);
    if (!this.on || control || event.altKey) return false;
    if (event.key in ARROWS) return this.move(event);
    const modified = event.ctrlKey || event.metaKey;
    if (event.key === "Escape") return this.escape();
    if (event.key === "Enter" && !this.down && (modified || this.editor.tools.under || this.editor.selection)) return false;
    if ((event.key !== "Enter" && event.key !== " ") || modified) return false;
    if (!event.repeat) this.press(event.shiftKey);
    return true;
  }

  /** Drop the stroke under way, else leave, unless something else is to be dropped first. */
  escape() {
    const { editor } = this;
    if (this.down) {
      this.gestures.cancel();
      this.place();
    } else if (editor.tools.under || editor.selection || editor.apart || editor.timeline.film.on) return false;
    else this.leave();
    return true;
  }

  /** Come down, or be lifted. @param {boolean} straight a line from where the last stroke ended */
  press(straight) {
    const { editor, gestures } = this;
    if (this.down) gestures.finish(this.event());
    else if (!editor.editable) gestures.refuse();
    else if (!this.ready) editor.say(`Nothing can be drawn so. ${keymap.label("Choose a brush", "tool.foreground")}.`);
    else {
      gestures.begin(this.event(straight));
      const click = ["polygon", "flood", "merge"].includes(editor.tool) || !editor.painting;
      if (click && gestures.doing === "tool") gestures.finish(this.event());
    }
    this.place();
    this.speak();
  }

  /** @param {KeyboardEvent} event an arrow key's */
  move(event) {
    const { editor } = this;
    const [x, y] = ARROWS[event.key];
    const far = event.ctrlKey || event.metaKey ? FAR : STEP;
    const step = event.shiftKey ? 1 : Math.max(1, Math.round((far * editor.painter.ratio) / editor.viewport.scale));
    this.put({ x: this.at.x + x * step, y: this.at.y + y * step });
    this.reveal();
    if (this.down) this.gestures.move(this.event());
    this.place();
    this.speak();
    return true;
  }

  /** Bring it into view. */
  reveal() {
    const { viewport, painter } = this.editor;
    const room = ROOM * painter.ratio;
    const { x, y } = viewport.toCanvas(this.at);
    const by = (value, side) => (value < 0 ? room - value : value > side ? side - room - value : 0);
    if (!this.inView()) viewport.pan(by(x, viewport.width), by(y, viewport.height));
  }

  inView() {
    const { viewport } = this.editor;
    const { x, y } = viewport.toCanvas(this.at);
    return x >= 0 && y >= 0 && x <= viewport.width && y <= viewport.height;
  }

  /** Where it is on the canvas, in CSS pixels. */
  get spot() {
    const { viewport, painter } = this.editor;
    const { x, y } = viewport.toCanvas(this.at);
    return { x: x / painter.ratio, y: y / painter.ratio };
  }

  /** What a pointer there would say. @param {boolean} [shiftKey] @returns {any} */
  event(shiftKey = false) {
    const box = this.gestures.canvas.getBoundingClientRect();
    const { x, y } = this.spot;
    const place = { clientX: box.left + x, clientY: box.top + y };
    return { ...place, shiftKey, altKey: false, button: 0, pointerId: ID, pointerType: "keyboard", timeStamp: performance.now(), preventDefault() {} };
  }

  /** Show it, with the ring and the magnifier, where it is now. */
  place() {
    const { editor, gestures } = this;
    mark(this.cross, { hidden: !this.on });
    mark(this.hint, { hidden: !this.on });
    if (!this.on) return;
    const { x, y } = this.spot;
    const { clientX, clientY } = this.event();
    this.cross.style.transform = `translate(${x}px, ${y}px)`;
    this.cross.classList.toggle("cu-down", this.down);
    gestures.at = { x: clientX, y: clientY };
    gestures.inside = true;
    gestures.showRing();
    editor.loupe.at = { x, y };
    if (editor.loupe.held) editor.loupe.show();
    editor.emit("cursor", this.at);
    this.tell();
  }

  tell() {
    const drawing = "Arrows draw · Space lifts the pen · Esc drops the stroke";
    say(this.hint, this.down ? drawing : "Arrows move · Space puts the pen down · Esc ends");
  }

  /** Say where it is, to who does not see it. */
  speak() {
    const { trimap } = this.editor;
    const [x, y] = [Math.floor(this.at.x), Math.floor(this.at.y)];
    const label = trimap ? LABELS[trimap.data[y * trimap.width + x]] : "";
    say(this.spoken, `${this.down ? "Pen down, " : ""}${x}, ${y}, ${label}`);
  }
}
