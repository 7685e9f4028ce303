/**
 * The annotate page: builds the editor into its element and follows the address.
 *
 * The address says what is shown: ?annotation=ID, or ?photo=ID for a photo that has none yet.
 */

import { Editor } from "./editor.js";
import { get, post } from "./modules/api.js";
import { beginning, nothing } from "./modules/dialogs.js";
import { filmstrip, statusLine } from "./modules/footer.js";
import { keymap } from "./modules/keymap.js";
import { SHORTCUTS } from "./modules/keys.js";
import { help } from "./modules/keys-dialog.js";
import { listen } from "./modules/listen.js";
import { panel } from "./modules/panel.js";
import { rail } from "./modules/rail.js";
import { stage } from "./modules/stage.js";
import { timelineStrip } from "./modules/timeline-strip.js";
import { KeyboardPen } from "./modules/tools/keyboard.js";
import { topbar } from "./modules/topbar.js";

/**
 * @typedef {object} Entry one frame of the filmstrip: an annotation, or a photo without one
 * @property {number} photo
 * @property {number | null} annotation
 * @property {string} name
 * @property {string} which "2 of 3" where the photo has several people, else empty
 * @property {string} state
 * @property {string} thumbnail
 * @property {string} address
 * @property {string} image
 */

const EMPTY = "Import a folder of portraits in the Library; they appear here.";

class AnnotatePage {
  /** @param {HTMLElement} root @param {string} account who draws when the browser names nobody */
  constructor(root, account) {
    this.root = root;
    keymap.use(SHORTCUTS);
    this.editor = new Editor();
    /** @type {{entries: Entry[], first: number, total: number, previous: Entry | null,
     *   next: Entry | null}} the frames around the one that is shown */
    this.strip = { entries: [], first: 0, total: 0, previous: null, next: null };
    const dialog = help();
    const { node, gestures } = stage(this.editor);
    node.append(beginning(this.editor, (way) => this.begin(way)), timelineStrip(this.editor));
    const pen = new KeyboardPen(this.editor, gestures);
    const keys = { gestures, pen, help: dialog.toggle, go: (step) => this.go(step), begin: (way) => this.begin(way) };
    root.replaceChildren(
      topbar(this.editor, this.navigation(), account),
      rail(this.editor, dialog.toggle),
      node,
      panel(this.editor),
      filmstrip(this.editor, this.navigation()),
      statusLine(this.editor),
      dialog.node,
    );
    listen(this.editor, keys);
    this.stage = node;
    /** How often the address was followed: what was asked for before the last time is too late. */
    this.turn = 0;
    root.addEventListener("click", (event) => this.giveBackFocus(event));
    this.editor.on("stored", (step) => step.kind === "submit" && this.submitted());
    this.editor.on("visit", (entry) => this.visit(entry));
    this.editor.on("meanwhile", () => this.loadStrip().catch((problem) => this.editor.say(problem.message, "error")));
    this.editor.on("annotation", () => this.mark());
    window.addEventListener("popstate", () => this.follow());
    fillWindow(root);
  }

  /** What the top bar and the filmstrip know of the photos around. */
  navigation() {
    return {
      go: (step) => this.go(step),
      neighbours: () => ({ previous: Boolean(this.strip.previous), next: Boolean(this.strip.next) }),
      place: () => this.place(),
      entries: () => this.strip.entries,
      visit: (entry) => this.visit(entry),
      isCurrent: (entry) => this.isCurrent(entry),
    };
  }

  /** After a click the keys belong to the canvas again, so that Space pans. */
  giveBackFocus(event) {
    const pointer = event.detail > 0;
    const typing = document.activeElement instanceof HTMLInputElement;
    if (pointer && !typing && event.target.closest?.("button")) {
      this.stage.querySelector("canvas").focus({ preventScroll: true });
    }
  }

  /** Show what the address says. */
  async follow() {
    const query = new URLSearchParams(window.location.search);
    const annotation = Number(query.get("annotation"));
    const photo = Number(query.get("photo"));
    this.turn += 1;
    const problem = await this.editor.busy("Opening", async () => {
      if (annotation) await this.openAnnotation(annotation);
      else if (photo) await this.openPhoto(photo);
      else await this.openFirst();
    });
    if (problem && !this.editor.photo) this.stage.append(nothing("This cannot be shown", problem));
  }

  /** @param {number} id */
  async openAnnotation(id) {
    await this.editor.open(id);
    await this.loadStrip();
  }

  /** @param {number} id a photo: its first annotation, if it has one */
  async openPhoto(id) {
    const { turn } = this;
    const photo = await get(`/api/photos/${id}`);
    if (turn !== this.turn) return;
    if (photo.annotations.length) {
      await this.openAnnotation(photo.annotations[0].id);
    } else {
      await this.editor.openPhoto(photo);
      await this.loadStrip();
    }
  }

  /** What is to be done first: an annotation that nobody has finished. */
  async openFirst() {
    const { turn } = this;
    const { entry } = await get("/api/first");
    if (turn !== this.turn) return;
    if (entry) await this.visit(entry, true);
    else this.stage.append(nothing("There are no photos yet", EMPTY));
  }

  /** @param {{address: string}} entry @param {boolean} [instead] of the address that there is */
  async visit(entry, instead = false) {
    const change = instead ? "replaceState" : "pushState";
    if (window.location.search !== new URL(entry.address, window.location.href).search) {
      window.history[change](null, "", entry.address);
    }
    await this.follow();
  }

  /** @param {number} step -1 or 1 */
  async go(step) {
    const entry = step < 0 ? this.strip.previous : this.strip.next;
    if (entry && !this.editor.working) await this.visit(entry);
  }

  async loadStrip() {
    const { photo, annotation } = this.editor;
    if (!photo) return;
    const here = this.editor.here();
    // Who was removed has no place of its own.
    const around = annotation && !annotation.removed ? `annotation=${annotation.id}` : `photo=${photo.id}`;
    const strip = await get(`/api/strip?${around}`);
    if (!here()) return;
    this.strip = strip;
    this.editor.emit("strip");
    this.fetchAhead();
    document.title = `${photo.name} · Annotate`;
  }

  /** Have the next photo in the browser's cache when it is asked for. */
  async fetchAhead() {
    const { next } = this.strip;
    if (!next || next.photo === this.editor.photo.id) return;
    const answer = await fetch(next.image, { priority: "low" }).catch(() => null);
    await answer?.blob();
  }

  place() {
    const index = this.strip.entries.findIndex((entry) => this.isCurrent(entry));
    return index < 0 ? "" : `${this.strip.first + index + 1} of ${this.strip.total}`;
  }

  /** The frame of what is open says the state that it has now. */
  mark() {
    const entry = this.strip.entries.find((each) => this.isCurrent(each));
    const state = this.editor.annotation?.state;
    if (!entry || !state || entry.state === state) return;
    entry.state = state;
    this.editor.emit("strip");
  }

  /** @param {Entry} entry */
  isCurrent(entry) {
    const { annotation, photo } = this.editor;
    return annotation ? entry.annotation === annotation.id : entry.photo === photo?.id;
  }

  /** Begin an annotation of the photo. @param {"propose" | "rectangle" | "blank"} way */
  async begin(way) {
    const { editor } = this;
    const here = editor.here();
    let begun = 0;
    await editor.busy(way === "propose" ? "Looking for the person" : "Starting", async () => {
      const how = way === "propose" ? "propose" : "blank";
      const made = await post(`/api/photos/${editor.photo.id}/annotations`, { how }, 0);
      if (!here()) return;
      window.history.replaceState(null, "", `/annotate?annotation=${made.id}`);
      await this.openAnnotation(made.id);
      begun = made.id;
    });
    if (way === "rectangle" && begun && editor.annotation?.id === begun) {
      editor.choose("rectangle");
      editor.say("Drag a rectangle around the person.");
    }
  }

  async submitted() {
    this.editor.say(this.strip.next ? `Submitted. ${keymap.label("Open the next photo", "photo.next")}.` : "Submitted.");
    await this.loadStrip();
  }
}

/**
 * Fill the window below the bar of pages, whatever its height.
 * @param {HTMLElement} root
 */
function fillWindow(root) {
  document.documentElement.classList.add("cu-page");
  const bar = document.querySelector("#c-top") ?? document.querySelector(".nav-holder");
  const place = () => {
    const bottom = bar ? Math.max(0, bar.getBoundingClientRect().bottom) : 0;
    root.style.setProperty("--cu-top", `${Math.round(bottom)}px`);
  };
  place();
  window.addEventListener("resize", place);
  if (bar) new ResizeObserver(place).observe(bar);
}

/**
 * @param {HTMLElement} element what Gradio gave the component
 * @param {{account: string}} options
 */
export async function start(element, options) {
  /** @type {HTMLElement & {editor?: Editor}} */
  const root = element.querySelector(".curator-editor");
  const page = new AnnotatePage(root, options.account);
  root.editor = page.editor;
  await page.follow();
}
