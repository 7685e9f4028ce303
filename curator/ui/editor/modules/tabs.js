/**
 * One annotation in several tabs: one of them draws, the others look on, and any may take over.
 *
 * Before a tab takes over it asks the one that draws to deliver what is unsaved. What cannot be delivered,
 * as without a network, is left in the browser's storage, where the other tab finds it and delivers it. A
 * tab that does not answer is not waited for: what it kept is in the storage as well.
 *
 * Tabs of other browsers know of each other through the server alone, a few seconds late. What one draws
 * before it hears that another took over is saved on top, or is a conflict that the annotator decides.
 *
 * Says through the editor: `notices`.
 *
 * @typedef {import("../editor.js").Editor} Editor
 * @typedef {"asking" | "mine" | "yielding" | "elsewhere"} Place where the annotation is drawn on
 * @typedef {import("./presence.js").Known} Known
 * @typedef {import("./tab-channel.js").Said} Said
 */

import { differs, Meanwhile } from "./meanwhile.js";
import { strokesOf } from "./pending.js";
import { Presence, SPEAK_EVERY } from "./presence.js";
import { Seat } from "./seat.js";
import { SILENT, TabChannel } from "./tab-channel.js";

/** Milliseconds that unsaved strokes get to arrive before they are left to the other tab. */
const DELIVERY = 8000;

/** States of saving in which no answer comes soon. */
const STUCK = ["offline", "failed", "conflict"];

export class Tabs {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    /** @type {Map<number, Seat>} of what is open, and of what still has something to save */
    this.seats = new Map();
    /** @type {Place} */
    this.place = "asking";
    /** Whether another tab took over here, and how many strokes went with it. */
    this.taken = false;
    this.handed = 0;
    this.presence = new Presence();
    this.meanwhile = new Meanwhile(editor);
    /** @type {string | null} who draws in another browser */
    this.across = null;
    /** Whether something was stored elsewhere since this tab last looked. */
    this.behind = false;
    /** Whether nobody drew when the server was asked last. */
    this.free = false;
    /** Milliseconds in which a tab that is loaded again may come back to where it drew. */
    this.grace = 3000;
    this.entered = Promise.resolve();
    this.channel = new TabChannel((said) => this.hear(said));
    window.setInterval(() => this.speak(), SPEAK_EVERY);
    window.addEventListener("pagehide", () => {
      for (const seat of this.seats.values()) if (seat.held) this.presence.leave(seat.id);
    });
    document.addEventListener("visibilitychange", () => this.follow());
    window.addEventListener("beforeunload", (event) => {
      const unkept = ({ queue }) => queue.steps.length > 0 && !queue.kept;
      if ([...this.seats.values()].some(unkept)) event.preventDefault();
    });
    editor.on("open", () => (this.entered = this.enter()));
    editor.on("stored", () => this.channel.say("stored", editor.annotation.id));
  }

  /** Whether this tab may draw. */
  get mine() {
    return this.place === "mine" || !this.editor.annotation;
  }

  /** The seat of what is open. */
  get seat() {
    return this.seats.get(this.editor.annotation?.id ?? 0) ?? null;
  }

  /** Something is open: draw on it if no other tab does. */
  async enter() {
    const { annotation, queue } = this.editor;
    for (const seat of this.seats.values()) if (seat.id !== annotation?.id) this.leave(seat);
    this.move("asking");
    this.taken = false;
    this.across = null;
    this.behind = false;
    if (!annotation) return;
    const seat = this.seats.get(annotation.id) ?? new Seat(annotation.id, (lost) => this.lost(lost));
    this.seats.set(annotation.id, seat);
    seat.queue = queue;
    const held = seat.held || (await seat.tryToTake());
    if (queue !== this.editor.queue) return;
    if (held) await this.begin(seat);
    else this.lookOn(seat);
  }

  /** Another is open now: the seat is free once what was drawn is saved. @param {Seat} seat */
  async leave(seat) {
    const { queue } = seat;
    if (seat.held) await queue.idle();
    if (seat.queue !== queue || seat === this.seat) return;
    if (seat.held) this.presence.say(seat.id, "leave");
    seat.letGo();
    if (this.seats.get(seat.id) === seat) this.seats.delete(seat.id);
  }

  /**
   * Draw here, with what other tabs have left; but not while another browser draws.
   * @param {Seat} seat @param {"draw" | "take"} [wish]
   */
  async begin(seat, wish = "draw") {
    const { annotation } = this.editor;
    const known = annotation.read_only ? null : await this.presence.say(seat.id, wish);
    if (seat !== this.seat || !seat.held) return;
    this.across = known?.drawer === "another" ? known.author : null;
    if (this.across !== null) {
      this.move("elsewhere");
      return;
    }
    if (known && known.head !== annotation.head) await this.load();
    if (seat !== this.seat || !seat.held) return;
    this.move("mine");
    this.taken = false;
    this.editor.saving.recover();
  }

  /** The other one has gone. @param {Seat} seat */
  async inherit(seat) {
    await this.begin(seat);
    if (this.mine) this.editor.say("You can draw here now: the other one has left this annotation.");
  }

  /** Tell the server that somebody draws here, and hear who does elsewhere and what others have stored. */
  async speak() {
    const { seat, place, editor } = this;
    const { annotation } = editor;
    if (!seat || !["mine", "elsewhere"].includes(place)) return;
    const sits = seat.held && !annotation.read_only && (place === "mine" || this.across !== null);
    if (!sits && document.hidden) return;
    const { settled } = this.meanwhile;
    const known = await this.presence.say(seat.id, sits && place === "mine" ? "draw" : "know");
    if (!known || seat !== this.seat || place !== this.place) return;
    if (sits && seat.held) await this.heed(known);
    if (seat !== this.seat || place !== this.place) return;
    if (place === "elsewhere") {
      this.behind = differs(editor.annotation, known);
      await this.follow();
    }
    await this.meanwhile.hear(known, settled);
  }

  /** Draw where nobody does any more, and look on where another browser does. @param {Known} known */
  async heed(known) {
    if (this.place === "elsewhere") {
      if (known.drawer === "nobody" && this.free) await this.inherit(this.seat);
      // Whoever drew before the server was started anew is first to say so.
      this.free = known.drawer === "nobody";
    } else if (known.drawer === "another") {
      this.editor.leave();
      this.taken = true;
      this.handed = 0;
      this.across = known.author;
      this.move("elsewhere");
    }
  }

  /** Look on until the other tab is closed. @param {Seat} seat */
  async lookOn(seat) {
    this.across = null;
    this.move("elsewhere");
    do {
      if (!(await seat.wait())) return;
      seat.letGo();
      await new Promise((resolve) => setTimeout(resolve, this.grace));
      if (seat !== this.seat || seat.held || this.place !== "elsewhere" || this.channel.asking) return;
    } while (!(await seat.tryToTake()));
    if (seat !== this.seat) this.leave(seat);
    else if (await this.load()) await this.inherit(seat);
  }

  /** Draw here from now on; the other tab delivers what it has, and looks on. */
  async takeOver() {
    const { editor, seat } = this;
    if (!seat || this.place !== "elsewhere" || this.channel.asking) return;
    if (seat.held) {
      await editor.busy("Taking over", () => this.begin(seat, "take"));
      return;
    }
    /** @type {string} */
    let answer = "silent";
    await editor.busy("Taking over", async () => {
      answer = await this.channel.askForSeat(seat.id);
      if (answer !== "refused" && seat === this.seat) await seat.take();
    });
    if (seat !== this.seat) this.leave(seat);
    else if (answer === "refused") {
      editor.say("The other tab has strokes that this browser has no room to keep. Save them there first.", "warning");
    } else if (seat.held && (await this.load())) await this.begin(seat);
  }

  /** @param {Said} said */
  hear(said) {
    const seat = this.seats.get(said.id);
    if (said.what === "yield" && seat?.held) this.yield(seat);
    else if (said.what === "stored" && seat === this.seat && this.place === "elsewhere") {
      this.behind = true;
      this.follow();
    }
  }

  /** Deliver what is unsaved, or leave it to the tab that asks. @param {Seat} seat */
  async yield(seat) {
    const { editor } = this;
    const { queue } = seat;
    const { place } = this;
    const open = seat === this.seat;
    this.channel.say("heard", seat.id);
    if (open) {
      editor.leave();
      this.move("yielding");
    }
    await settled(queue);
    if (queue.steps.length && !queue.kept) {
      this.channel.say("refused", seat.id);
      if (open && seat.held && seat === this.seat) this.move(place);
      return;
    }
    this.handOver(seat);
    this.channel.say("yielded", seat.id);
    // Whoever asked may be gone meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 2 * SILENT));
    if (seat.held && seat === this.seat) await this.begin(seat);
  }

  /** Another tab draws from now on. @param {Seat} seat */
  lost(seat) {
    if (seat !== this.seat) {
      this.handOver(seat);
      this.seats.delete(seat.id);
      return;
    }
    const yielded = this.place === "yielding";
    if (!yielded) this.editor.leave();
    this.taken = true;
    this.handOver(seat, yielded);
    this.lookOn(seat);
  }

  /** Leave what is unsaved to another tab. @param {Seat} seat @param {boolean} [more] beside what was */
  handOver(seat, more = false) {
    const strokes = strokesOf(seat.queue.steps).length;
    this.handed = more ? this.handed + strokes : strokes;
    seat.queue.handOver();
    if (seat === this.seat) this.editor.saving.setConflict(null);
  }

  /** Show what the tab that draws has stored, while this one is seen. */
  async follow() {
    const { editor } = this;
    const idle = () => this.behind && this.place === "elsewhere" && !editor.working;
    while (idle() && document.visibilityState === "visible") {
      this.behind = false;
      await this.load();
    }
  }

  /** Show what is stored now. @returns {Promise<boolean>} whether that is what is open still */
  async load() {
    const { editor } = this;
    const here = editor.here();
    await editor.busy("Loading what is stored", async () => {
      await editor.saving.refresh();
      if (here()) await editor.saving.reload();
    });
    return here();
  }

  /** @param {Place} place */
  move(place) {
    this.place = place;
    this.editor.emit("notices");
    // What may be done to it has changed; while it is being opened, that is said anyway.
    if (place !== "asking") this.editor.emit("annotation");
  }
}

/** Wait until what is drawn is saved, or will not be soon. @param {import("./queue.js").SaveQueue} queue */
async function settled(queue) {
  const began = performance.now();
  while (queue.steps.length && !STUCK.includes(queue.status) && performance.now() - began < DELIVERY) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
