/**
 * Saving: one step at a time, in order, each on top of the one before.
 *
 * A step counts as saved only when the server has said so. Without an answer it is sent again: a
 * stroke or a correction with the same token, which the server stores once; any other step after a
 * look at whether it had arrived.
 *
 * @typedef {import("./pending.js").Step} Step
 * @typedef {import("./api.js").Annotation} Annotation
 * @typedef {"saved" | "saving" | "offline" | "failed" | "conflict"} Status
 */

import { annotationPath, ApiError, get, post } from "./api.js";
import { Emitter } from "./emitter.js";
import { handOver, keep, TOUCH_EVERY } from "./pending.js";

const RETRY_AFTER = [500, 1000, 2000, 4000, 8000];

/**
 * Routes of the steps, and the seconds to wait for them (0: as long as it takes).
 * @type {Record<Step["kind"], [string, number]>}
 */
const ROUTES = {
  stroke: ["strokes", 60],
  correction: ["corrections", 300],
  undo: ["undo", 60],
  redo: ["redo", 60],
  jump: ["jump", 60],
  rectangle: ["rectangle", 0],
  choose: ["choose", 0],
  submit: ["submit", 60],
};

/**
 * Says: `status`; `saved` {step, annotation}; `refused` {step, error} for a step that can never be
 * stored; `conflict` {error, steps}.
 */
export class SaveQueue extends Emitter {
  /** @param {Annotation} annotation */
  constructor(annotation) {
    super();
    this.annotation = annotation;
    /** @type {Step[]} */
    this.steps = [];
    /** @type {Status} */
    this.status = "saved";
    this.message = "";
    this.failures = 0;
    this.running = false;
    this.kept = true;
    this.retry = 0;
    this.wake = () => this.resume();
    window.addEventListener("online", this.wake);
    this.touch = window.setInterval(() => this.steps.length && this.persist(), TOUCH_EVERY);
  }

  /** Let go of the browser's events; steps under way still end. */
  close() {
    window.removeEventListener("online", this.wake);
    window.clearInterval(this.touch);
  }

  get path() {
    return annotationPath(this.annotation.id);
  }

  /** @param {Step} step */
  push(step) {
    this.steps.push(step);
    this.persist();
    if (this.status === "saved") this.say("saving");
    this.resume();
  }

  /** Wait until every step is saved, or saving has stopped. @returns {Promise<boolean>} all saved */
  async idle() {
    while (this.steps.length && this.status !== "conflict") {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return this.steps.length === 0;
  }

  /** Try again now. */
  resume() {
    window.clearTimeout(this.retry);
    if (!this.running && this.status !== "conflict") this.send();
  }

  /** Give up the steps that are not saved. @returns {Step[]} */
  drop() {
    const steps = this.steps;
    this.steps = [];
    this.persist();
    this.say("saved");
    return steps;
  }

  /** Leave what is not saved to another tab, which finds it in the browser's storage. */
  handOver() {
    // What the browser has no room for is not there to be found: it still goes from here.
    if (!this.steps.length || !this.kept) return;
    handOver(this.annotation.id);
    this.steps = [];
    this.say("saved");
  }

  async send() {
    this.running = true;
    try {
      while (this.steps.length && (await this.sendFirst()));
    } finally {
      this.running = false;
    }
  }

  /** Send the oldest step. @returns {Promise<boolean>} whether to go on with the next at once */
  async sendFirst() {
    const step = this.steps[0];
    let annotation;
    try {
      annotation = { ...this.annotation, ...(await this.deliver(step)) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return this.survive(step, error);
    }
    this.failures = 0;
    // What was given up or handed over meanwhile is no longer the first.
    if (this.steps[0] === step) this.steps.shift();
    this.annotation = annotation;
    this.persist();
    this.say(this.steps.length ? "saving" : "saved");
    this.emit("saved", { step, annotation });
    return true;
  }

  /** @param {Step} step @returns {Promise<Annotation>} */
  async deliver(step) {
    const base = this.annotation.head;
    if (step.uncertain && !step.token) {
      const now = await get(this.path);
      step.uncertain = false;
      if (now.head !== base || (step.kind === "submit" && now.state === "submitted")) {
        if (!arrived(step, this.annotation, now)) {
          throw new ApiError(409, "ConflictError", "Somebody saved this annotation in between.");
        }
        return now;
      }
    }
    const [route, seconds] = ROUTES[step.kind];
    const body = { ...(step.stroke ?? step.body), token: step.token, base };
    return post(`${this.path}/${route}`, body, seconds);
  }

  /**
   * What a failure means for the queue.
   * @param {Step} step @param {ApiError} error
   * @returns {boolean} whether to go on with the next step at once
   */
  survive(step, error) {
    if (this.steps[0] !== step) return this.steps.length > 0;
    // What it is drawn on was changed, is closed or is gone: drawn work waits for a person to decide.
    const waits = error.status === 423 || error.kind === "NotFoundError";
    if (error.status === 409 || (waits && step.token)) {
      this.say("conflict", error.message);
      this.emit("conflict", { error, steps: this.steps });
      return false;
    }
    if (error.status >= 400 && error.status < 500) {
      this.steps.shift();
      this.persist();
      this.say(this.steps.length ? "saving" : "saved");
      this.emit("refused", { step, error });
      return true;
    }
    step.uncertain = true;
    const wait = RETRY_AFTER[Math.min(this.failures, RETRY_AFTER.length - 1)];
    this.failures += 1;
    this.say(error.status === 0 ? "offline" : "failed", error.message);
    this.retry = window.setTimeout(() => this.resume(), wait);
    return false;
  }

  persist() {
    this.kept = keep(this.annotation.id, this.annotation.head, this.steps);
  }

  /** @param {Status} status @param {string} [message] */
  say(status, message = "") {
    this.status = status;
    this.message = message;
    this.emit("status", { status, message, waiting: this.steps.length });
  }
}

/**
 * Whether a step without a token is what moved the head: its result stands in a known relation to
 * the revision it was sent on.
 * @param {Step} step @param {Annotation} before @param {Annotation} now
 */
function arrived(step, before, now) {
  if (step.kind === "undo") return now.head === before.parent;
  if (step.kind === "jump") return now.head === step.body.target;
  if (step.kind === "submit") return now.head === before.head;
  return now.parent === before.head;
}
