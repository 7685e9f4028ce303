/** Pointer and wheel on the canvas: draw, pan, zoom, drag a rectangle; the ring that shows the brush. */

import { el } from "./dom.js";
import { Fingers, pressureOf } from "./fingers.js";
import { UNIT } from "./raster.js";

/** How much one wheel step zooms. */
const WHEEL = 0.0016;
const PINCH = 0.012;
const LINE = 24;

/** The smallest rectangle that counts as one, in photo pixels. */
const SMALLEST = 8;

/** @typedef {import("./raster.js").Point} Point */

export class Gestures {
  /** @param {HTMLCanvasElement} canvas @param {import("../editor.js").Editor} editor */
  constructor(canvas, editor) {
    this.canvas = canvas;
    this.editor = editor;
    this.ring = el("div", { class: "cu-ring", hidden: true });
    canvas.after(this.ring);
    /** @type {"draw" | "pan" | "rectangle" | "tool" | null} */
    this.doing = null;
    /** Which pointer does it, and of what kind. @type {number | null} */
    this.pointer = null;
    this.kind = "";
    this.fingers = new Fingers(this);
    this.spaceHeld = false;
    /** @type {Point} where the pointer was last, on the page */
    this.at = { x: 0, y: 0 };
    this.inside = false;
    /** @type {Point} where a rectangle began, in photo pixels */
    this.from = { x: 0, y: 0 };
    for (const [name, listener] of Object.entries({
      pointerdown: (event) => this.down(event),
      pointermove: (event) => this.move(event),
      pointerup: (event) => this.end(event) && this.finish(event),
      pointercancel: (event) => this.end(event) && this.cancel(),
      pointerenter: (event) => this.hover(event, true),
      pointerleave: (event) => this.hover(event, false),
    })) canvas.addEventListener(name, listener);
    canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
    for (const name of ["open", "left"]) editor.on(name, () => this.release());
    for (const name of ["settings", "tool", "annotation", "working", "notices", "frame"]) {
      editor.on(name, () => this.showRing());
    }
  }

  /** @param {{clientX: number, clientY: number}} event @returns {Point} on the canvas, in device pixels */
  onCanvas(event) {
    const box = this.canvas.getBoundingClientRect();
    const { ratio } = this.editor.painter;
    return { x: (event.clientX - box.left) * ratio, y: (event.clientY - box.top) * ratio };
  }

  /**
   * @param {{clientX: number, clientY: number}} event
   * @returns {Point} on the canvas, in device pixels, within its pane
   */
  place(event) {
    const { x, y } = this.onCanvas(event);
    const pane = this.editor.painter.panes.find(
      (each) => x >= each.x && y >= each.y && x < each.x + each.width && y < each.y + each.height,
    );
    return this.doing || !pane ? { x, y } : { x: x - pane.x, y: y - pane.y };
  }

  /** @param {{clientX: number, clientY: number}} event @returns {Point} in photo pixels */
  photoPoint(event) {
    const { x, y } = this.place(event);
    return this.editor.viewport.toPhoto(x, y);
  }

  /** @param {PointerEvent} event */
  down(event) {
    if (this.fingers.down(event) || this.doing) return;
    this.canvas.focus({ preventScroll: true });
    this.begin(event);
  }

  /** A pointer came down to do something. @param {PointerEvent} event */
  begin(event) {
    const { editor } = this;
    this.at = { x: event.clientX, y: event.clientY };
    const panning = event.button === 1 || event.button === 2 || this.spaceHeld || editor.tool === "pan";
    if (panning || editor.apart || !editor.annotation) this.doing = "pan";
    else if (event.button !== 0) return;
    else if (editor.tool === "rectangle" && editor.editable) this.beginRectangle(event);
    else if (editor.tools.ready) {
      this.doing = "tool";
      editor.tools.active.down(this.photoPoint(event), event);
    } else if (editor.drawable) {
      this.doing = "draw";
      editor.drawing.begin(this.photoPoint(event), event.shiftKey, pressureOf(event, editor.settings));
    } else {
      this.refuse();
      return;
    }
    event.preventDefault();
    this.pointer = event.pointerId;
    this.kind = event.pointerType;
    if (this.kind !== "keyboard") this.canvas.setPointerCapture(event.pointerId);
    this.canvas.classList.toggle("cu-grabbing", this.doing === "pan");
  }

  /** Say why nothing is drawn. */
  refuse() {
    const { editor } = this;
    if (editor.working) editor.say(`${editor.working}: one moment.`);
    else if (editor.annotation?.read_only) editor.say("This annotation is read-only.");
    else if (!editor.tabs.mine) editor.say("This annotation is open elsewhere: take over to draw here.");
  }

  /** Whether another pointer does something now. @param {PointerEvent} event */
  busy(event) {
    return this.doing !== null && event.pointerId !== this.pointer;
  }

  /** @param {PointerEvent} event */
  move(event) {
    if (this.fingers.move(event) || this.busy(event)) return;
    const last = this.at;
    this.at = { x: event.clientX, y: event.clientY };
    if (this.doing === "draw") {
      const events = event.getCoalescedEvents?.() ?? [];
      for (const each of events.length ? events : [event]) {
        this.editor.drawing.extend(this.photoPoint(each), pressureOf(each, this.editor.settings));
      }
    } else if (this.doing === "tool") {
      const events = event.getCoalescedEvents?.() ?? [];
      for (const each of events.length ? events : [event]) {
        this.editor.tools.active?.move(this.photoPoint(each));
      }
    } else if (this.doing === "pan") {
      const ratio = this.editor.painter.ratio;
      this.editor.viewport.pan((this.at.x - last.x) * ratio, (this.at.y - last.y) * ratio);
    } else if (this.doing === "rectangle") this.editor.select(this.rectangleTo(event));
    this.showRing();
    this.editor.emit("cursor", this.inside ? this.photoPoint(event) : null);
  }

  /** @param {PointerEvent} event up or cancel @returns {boolean} whether it ends what is being done */
  end(event) {
    return !this.fingers.up(event) && !this.busy(event);
  }

  /** The pointer was lifted: what was begun counts. @param {PointerEvent} event */
  finish(event) {
    if (this.doing === "draw") {
      this.editor.drawing.extend(this.photoPoint(event));
      this.editor.drawing.end();
    } else if (this.doing === "tool") {
      this.editor.tools.active?.move(this.photoPoint(event));
      this.editor.tools.active?.up();
    } else if (this.doing === "rectangle") {
      const box = this.rectangleTo(event);
      this.editor.select(box.width >= SMALLEST && box.height >= SMALLEST ? box : null);
    }
    this.release();
  }

  /** The browser took the pointer away: what was begun does not count. */
  cancel() {
    if (this.doing === "draw") this.editor.drawing.cancel();
    else if (this.doing === "tool") this.editor.tools.drop();
    else if (this.doing === "rectangle") this.editor.select(null);
    this.release();
  }

  release() {
    this.doing = null;
    this.pointer = null;
    this.canvas.classList.remove("cu-grabbing");
    this.showRing();
  }

  /** @param {PointerEvent} event @param {boolean} inside */
  hover(event, inside) {
    this.inside = inside;
    this.at = { x: event.clientX, y: event.clientY };
    this.showRing();
    if (!inside) this.editor.emit("cursor", null);
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    event.preventDefault();
    const delta = event.deltaMode === 1 ? event.deltaY * LINE : event.deltaY;
    if (event.altKey) {
      this.editor.resizeBrush(delta < 0 ? 1 : -1);
      return;
    }
    const { x, y } = this.place(event);
    const speed = event.ctrlKey ? PINCH : WHEEL;
    this.editor.viewport.zoomAt(x, y, Math.exp(-Math.max(-500, Math.min(500, delta)) * speed));
  }

  /** @param {boolean} held */
  holdSpace(held) {
    this.spaceHeld = held;
    this.showRing();
  }

  /** @param {PointerEvent} event */
  beginRectangle(event) {
    this.doing = "rectangle";
    this.from = this.photoPoint(event);
    this.editor.select(null);
  }

  /** @param {PointerEvent} event @returns {import("./raster.js").Box} whole pixels inside the photo */
  rectangleTo(event) {
    const to = this.photoPoint(event);
    const { width, height } = this.editor.photo;
    const [left, right] = inside(this.from.x, to.x, width);
    const [top, bottom] = inside(this.from.y, to.y, height);
    return { x: left, y: top, width: right - left, height: bottom - top };
  }

  /** Put the ring where the pointer is, as wide as the brush paints. */
  showRing() {
    const { editor, canvas, ring } = this;
    const brush = (editor.drawable || editor.tools.round) && !this.spaceHeld;
    const hand = this.spaceHeld || editor.tool === "pan" || editor.apart;
    canvas.style.cursor = hand ? "" : brush ? "none" : editor.editable || editor.tools.ready ? "crosshair" : "default";
    canvas.classList.toggle("cu-hand", hand);
    ring.hidden = !brush || !(this.inside || ["draw", "tool"].includes(this.doing)) || this.doing === "pan";
    if (ring.hidden) return;
    const box = canvas.getBoundingClientRect();
    const radius = editor.drawing.active ? editor.drawing.radius / UNIT : editor.settings.radius;
    const side = (2 * radius * editor.viewport.scale) / editor.painter.ratio;
    ring.dataset.label = editor.tool;
    ring.classList.toggle("cu-tiny", side < 6);
    ring.style.width = ring.style.height = `${side}px`;
    ring.style.transform =
      `translate(${this.at.x - box.left - side / 2}px, ${this.at.y - box.top - side / 2}px)`;
  }
}

/**
 * Two ends in order, as whole pixels within a side.
 * @param {number} a @param {number} b @param {number} side @returns {[number, number]}
 */
function inside(a, b, side) {
  const low = Math.max(0, Math.min(side, Math.round(Math.min(a, b))));
  const high = Math.max(0, Math.min(side, Math.round(Math.max(a, b))));
  return [low, high];
}
