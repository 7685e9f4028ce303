/**
 * Touch on the canvas: one finger draws, two move and zoom the photo.
 *
 * Once a pen was seen, fingers only move: a hand that rests on the screen draws nothing. A second
 * finger takes back what the first one has barely begun; beside a stroke well under way it is a slip.
 */

/** CSS pixels that a finger may have moved when the second one comes, for both to move the photo. */
const SLIP = 24;

/** Tools that act where a finger taps, once it is lifted: until then it may be the first of two. */
const TAPPED = ["polygon", "flood", "merge"];

/** @typedef {import("./raster.js").Point} Point */

export class Fingers {
  /** @param {import("./gestures.js").Gestures} gestures */
  constructor(gestures) {
    this.gestures = gestures;
    /** @type {Map<number, Point & {from: Point}>} where fingers are, and where they came down, on the page */
    this.touches = new Map();
    /** Whether they move the photo: until the last one is lifted. */
    this.moving = false;
    /** Whether a pen was seen. */
    this.pen = false;
    /** @type {{point: Point, offset: Point, spread: number, scale: number} | null} what they hold */
    this.held = null;
  }

  /** @param {PointerEvent} event @returns {boolean} whether it is no beginning of a stroke */
  down(event) {
    const { gestures, touches } = this;
    if (event.pointerType === "pen") this.meetPen();
    if (event.pointerType !== "touch") return false;
    if (gestures.doing && gestures.kind !== "touch") return true;
    const at = { x: event.clientX, y: event.clientY };
    touches.set(event.pointerId, { ...at, from: at });
    gestures.canvas.setPointerCapture(event.pointerId);
    if (gestures.doing && this.slipped(gestures.pointer)) return true;
    const draws = !this.pen && !gestures.editor.annotation?.read_only;
    if (!this.moving && touches.size === 1 && draws) return TAPPED.includes(gestures.editor.tool);
    if (gestures.doing) gestures.cancel();
    this.moving = true;
    this.hold();
    return true;
  }

  /** @param {PointerEvent} event @returns {boolean} whether it belongs to no stroke */
  move(event) {
    if (event.pointerType === "pen") this.meetPen();
    if (event.pointerType !== "touch") return false;
    const touch = this.touches.get(event.pointerId);
    if (!touch) return true;
    touch.x = event.clientX;
    touch.y = event.clientY;
    if (this.moving) this.carry();
    return event.pointerId !== this.gestures.pointer;
  }

  /** @param {PointerEvent} event up or cancel @returns {boolean} whether it ends no stroke */
  up(event) {
    const { gestures, touches } = this;
    if (event.pointerType !== "touch") return false;
    const tapped = touches.has(event.pointerId) && !this.moving && !gestures.doing && !this.slipped(event.pointerId);
    touches.delete(event.pointerId);
    if (tapped && event.type === "pointerup" && TAPPED.includes(gestures.editor.tool)) gestures.begin(event);
    if (!this.moving) return event.pointerId !== gestures.pointer;
    if (touches.size) this.hold();
    else this.moving = false;
    return true;
  }

  /** From now on a pen draws. What a hand has begun before the pen came down does not count. */
  meetPen() {
    const { gestures } = this;
    if (gestures.doing && gestures.kind === "touch") gestures.cancel();
    if (gestures.doing !== null || this.pen) return;
    this.pen = true;
    if (navigator.maxTouchPoints) gestures.editor.say("The pen draws; fingers move the photo.");
  }

  /** Whether a finger has gone so far that it draws. @param {number | null} id */
  slipped(id) {
    const touch = this.touches.get(id);
    return Boolean(touch) && Math.hypot(touch.x - touch.from.x, touch.y - touch.from.y) > SLIP;
  }

  /** The middle of the first two fingers, on the page, and how far they are apart. */
  middle() {
    const [a, b = a] = this.touches.values();
    return { clientX: (a.x + b.x) / 2, clientY: (a.y + b.y) / 2, spread: Math.hypot(a.x - b.x, a.y - b.y) };
  }

  /** Keep the photo's point between the fingers between them. */
  hold() {
    const { gestures } = this;
    const middle = this.middle();
    const place = gestures.place(middle);
    const { x, y } = gestures.onCanvas(middle);
    gestures.inside = false;
    this.held = {
      point: gestures.photoPoint(middle),
      offset: { x: x - place.x, y: y - place.y },
      spread: middle.spread,
      scale: gestures.editor.viewport.scale,
    };
  }

  /** Move the photo with them. */
  carry() {
    const { gestures, held } = this;
    const middle = this.middle();
    const { x, y } = gestures.onCanvas(middle);
    const zoom = held.spread && middle.spread ? middle.spread / held.spread : 1;
    gestures.editor.viewport.pin(held.point, x - held.offset.x, y - held.offset.y, held.scale * zoom);
  }
}

/**
 * How hard what draws is pressed.
 * @param {PointerEvent} event @param {import("../editor.js").Settings} settings
 * @returns {number | null} from 0 to 1; null where that says nothing
 */
export function pressureOf(event, settings) {
  return event.pointerType === "pen" && settings.pressure ? event.pressure : null;
}
