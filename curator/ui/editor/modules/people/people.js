/**
 * The people of the photo that is open: who is there, somebody more, two made one, one removed.
 *
 * Each person is an annotation of its own; to pick one is to open it. What is removed is set aside on the
 * server and can be brought back. Says through the editor: `people`, `visit`, `message`, `withdraw`.
 *
 * @typedef {import("../raster.js").Point} Point
 * @typedef {object} Person
 * @property {number} annotation
 * @property {number} subject for its colour, which stays when others come and go
 * @property {number} number 1 for the first; 0 for one that was removed
 * @property {string} state
 * @property {string} head
 * @property {[number, number, number, number] | null} box x, y, width, height
 * @property {[number, number][][]} lines around the person, in photo pixels
 * @property {string | null} removed_by
 */

import { annotationPath, ApiError, get, post } from "../api.js";
import { personAt, PICKING } from "./outlines.js";

/** States of saving in which no answer comes soon. */
const STUCK = ["offline", "failed", "conflict"];

export class People {
  /** @param {import("../../editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
    /** @type {Person[]} */
    this.all = [];
    /** @type {number | null} the photo that they are in */
    this.photo = null;
    /** @type {number | null} whose row the pointer or the focus is on */
    this.hovered = null;
    this.turn = 0;
    /** @type {{kept: number, head: string, other: Person} | null} what was merged last, and to which revision */
    this.merged = null;
    // Others may have come or gone while nobody looked.
    document.addEventListener("visibilitychange", () => !document.hidden && editor.photo && this.load());
    editor.on("open", () => this.load());
    editor.on("annotation", () => this.follow());
  }

  /** Those that are there, in their order. */
  get there() {
    return this.all.filter((person) => person.number > 0);
  }

  /** Those that were removed. */
  get removed() {
    return this.all.filter((person) => person.number === 0);
  }

  /** Who is open; undefined for a photo without an annotation. @returns {Person | undefined} */
  get current() {
    return this.all.find((person) => person.annotation === this.editor.annotation?.id);
  }

  get several() {
    return this.there.length > 1;
  }

  /** Whether those known are of the photo that is open; after another one was opened an answer is on its way. */
  get known() {
    return this.photo === this.editor.photo?.id;
  }

  /** Ask who is in the photo; the rows of those known stay until the answer comes, so that nothing jumps. */
  async load() {
    const { photo, tool, tools } = this.editor;
    const turn = (this.turn += 1);
    // Whom one was about to pick is not in another photo.
    if (!this.known && PICKING.includes(tool)) this.editor.choose(tools.label);
    try {
      const { people } = await get(`/api/photos/${photo.id}/people`);
      if (turn === this.turn) this.show(people, photo.id);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (turn !== this.turn) return;
      if (!this.known) this.show([], photo.id);
      this.editor.say(`Who else is in this photo is not known. ${error.message}`, "warning");
    }
  }

  /** @param {Person[]} people @param {number} photo */
  show(people, photo) {
    this.all = people;
    this.photo = photo;
    this.hovered = null;
    this.editor.emit("people");
    this.editor.redraw();
  }

  /** The open annotation was saved: what is said of it here is true again. */
  follow() {
    const { current } = this;
    const { annotation } = this.editor;
    if (!current) return;
    current.head = annotation.head;
    if (current.state === annotation.state) return;
    current.state = annotation.state;
    this.editor.emit("people");
  }

  /** Show where somebody is. @param {number | null} annotation */
  hover(annotation) {
    if (this.hovered === annotation) return;
    this.hovered = annotation;
    this.editor.redraw();
  }

  /** Open somebody, or fly to who is open; while another one to merge with is chosen, merge. @param {Person} person */
  pick(person) {
    if (!this.known) return;
    if (this.editor.tool === "merge") this.merge(person);
    else if (person !== this.current) this.visit(person.annotation);
    else if (person.box) {
      const [x, y, width, height] = person.box;
      this.editor.viewport.flyTo({ x, y, width, height });
    }
  }

  /** @param {number} annotation */
  visit(annotation) {
    this.editor.emit("visit", { address: `/annotate?annotation=${annotation}` });
  }

  /** Open the next person, or the one before. @param {number} direction 1 or -1 */
  step(direction) {
    const { there, current, editor } = this;
    if (editor.working) return;
    if (!current || there.length < 2) {
      editor.say(current ? "There is nobody else in this photo." : "This photo has no annotation yet.");
      return;
    }
    this.visit(there[(there.indexOf(current) + direction + there.length) % there.length].annotation);
  }

  /** Have the pointer add somebody. */
  begin() {
    const { editor } = this;
    if (!editor.annotation) editor.say("This photo has no annotation yet: begin one first.");
    else editor.choose(editor.tool === "person" ? editor.tools.label : "person");
  }

  /** Add who is at a point. @param {Point} point */
  addAt(point) {
    return this.add("Looking for the person", "click", { x: point.x, y: point.y });
  }

  /** Add who is in a rectangle. @param {import("../raster.js").Box} box */
  addWithin(box) {
    return this.add("Separating the person from the background", "rectangle", box);
  }

  /** @param {string} what @param {string} route @param {object} body */
  async add(what, route, body) {
    const { editor } = this;
    const made = await this.change(what, () => post(`/api/photos/${this.photo}/${route}`, body, 0));
    if (!made) return;
    editor.choose(editor.tools.label);
    this.say("Added.", () => this.remove(made.id));
    this.visit(made.id);
  }

  /** Merge the open person with another one: with the only one there is, or with whom one picks. */
  beginMerge() {
    const { editor, there, current } = this;
    const others = there.filter((person) => person !== current);
    if (!current || !others.length) editor.say("There is nobody else in this photo to merge with.");
    else if (!this.may()) return;
    else if (editor.tool === "merge") editor.choose(editor.tools.label);
    else if (others.length === 1) this.merge(others[0]);
    else editor.choose("merge");
  }

  /** Make the open person and another one the same. @param {Person} other */
  async merge(other) {
    const { editor, current } = this;
    if (!current || other === current || !this.may()) return;
    const [kept, number] = [current.annotation, other.number];
    const merged = await this.change("Merging", () => {
      const body = { base: editor.queue.annotation.head, other: other.annotation, other_base: other.head };
      return post(`${annotationPath(kept)}/merge`, body);
    });
    if (!merged) return;
    if (editor.tool === "merge") editor.choose(editor.tools.label);
    const last = { kept, head: merged.head, other };
    this.merged = last;
    this.say(`Person ${number} is part of this one now.`, () => this.part(last));
    this.visit(kept);
  }

  /** Undo, straight after a merge: the other one comes back too. @returns {boolean} whether that was the last step */
  undo() {
    const { merged, editor } = this;
    const { annotation, queue } = editor;
    if (!merged || annotation?.id !== merged.kept || annotation.head !== merged.head || queue.steps.length) return false;
    if (this.may()) this.part(merged);
    return true;
  }

  /** Take a merge back: the step is undone, and the other one is brought back. @param {{kept: number, head: string, other: Person}} merged */
  async part({ kept, head, other }) {
    const { annotation } = this.editor;
    if (annotation?.id === kept && annotation.head !== head) {
      this.editor.say("You went on since the merge: undo step by step, then bring the other person back.", "warning");
      return;
    }
    const parted = await this.change("Taking the merge back", async () => {
      await post(`${annotationPath(kept)}/undo`, { base: head });
      return post(`${annotationPath(other.annotation)}/restore`, { base: other.head });
    });
    if (!parted) return;
    this.merged = null;
    this.visit(kept);
  }

  /** Remove somebody: the open person, or one by its annotation. @param {number} [annotation] */
  async remove(annotation = this.current?.annotation) {
    const { editor } = this;
    const place = this.there.findIndex((each) => each.annotation === annotation);
    const person = this.there[place];
    if (!person || editor.painting || (person === this.current && !this.may())) return;
    const gone = await this.change("Removing", () => {
      const base = person === this.current ? editor.queue.annotation.head : person.head;
      return post(`${annotationPath(person.annotation)}/remove`, { base });
    });
    if (!gone) return;
    this.say(`Person ${person.number} was removed.`, () => this.restore({ ...person, head: gone.head }));
    const left = this.there.filter((each) => each !== person);
    if (left.length) this.visit(left[Math.min(place, left.length - 1)].annotation);
    else editor.emit("visit", { address: `/annotate?photo=${this.photo}` });
  }

  /** Bring somebody back: who was removed last, or one of them. @param {Person} [person] */
  async restore(person = this.removed[this.removed.length - 1]) {
    if (!this.known) return;
    if (!person) {
      this.editor.say("Nobody was removed from this photo.");
      return;
    }
    const body = { base: person.head };
    const back = await this.change("Bringing back", () => post(`${annotationPath(person.annotation)}/restore`, body));
    if (back) this.visit(back.id);
  }

  /** Whether the open person may be changed here and now; says why where not. */
  may() {
    const { editor } = this;
    if (editor.editable) return true;
    if (editor.working) editor.say(`${editor.working}: one moment.`);
    else if (editor.annotation?.read_only) editor.say("This annotation is read-only.");
    else if (!editor.tabs.mine) editor.say("This annotation is open elsewhere: take over to change it here.");
    return false;
  }

  /**
   * Change who is there, once everything drawn is stored.
   * @param {string} what @param {() => Promise<any>} action
   * @returns {Promise<any>} what it answered; null where it was refused, which has been said
   */
  async change(what, action) {
    const { editor } = this;
    const { queue } = editor;
    if (queue && STUCK.includes(queue.status)) {
      editor.say("What you drew is not saved yet. Let it be saved first.", "warning");
      return null;
    }
    const here = editor.here();
    let answer = null;
    await editor.busy(what, async () => {
      if (queue && !(await queue.idle())) return;
      if (here()) answer = await action();
    });
    // What was offered to be undone is undone now, or no longer the last thing.
    if (answer) editor.emit("withdraw");
    else this.load();
    return here() ? answer : null;
  }

  /** Say what was done, with a button that undoes it. @param {string} text @param {() => void} undo */
  say(text, undo) {
    this.editor.emit("message", { text, kind: "note", action: { text: "Undo", label: `Undo: ${text}`, run: undo } });
  }

  /** Who is at a point of the photo, the open person left out. @param {Point} point @returns {Person | undefined} */
  at(point) {
    return personAt(this.there.filter((person) => person !== this.current), point);
  }
}
